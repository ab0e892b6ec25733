import * as tf from "@tensorflow/tfjs";
import { capture } from "../backend/capture/capture";
import { seedKey } from "../chance";
import { deriveSeed, expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import { images } from "../data/images";
import { bernoulliLogLikelihood } from "../losses/bernoulliLogLikelihood";
import type { LogLikelihood } from "../losses/elbo";
import { importanceWeights } from "../losses/importanceWeights";
import type { EncoderDecoder } from "../models/vaeModel";
import { LogMean } from "./logMean";
import { meanAndStandardError } from "./meanAndStandardError";

export interface LogLikelihoodOptions {
  /** k, the draws of z for each image; default 1000; papers report 5000 */
  samples?: number;
  /** of the draws; default 0. Two models with the same seed see the same noise */
  seed?: number;
  /** default `bernoulliLogLikelihood` */
  likelihood?: LogLikelihood;
  /** images at a time; default 20 */
  batchSize?: number;
  signal?: AbortSignal | undefined;
  /** called a few times a second and at the end */
  onProgress?: (progress: LogLikelihoodProgress) => void;
}

export interface LogLikelihoodProgress {
  /** how much is done, in [0, 1] */
  fraction: number;
  secondsElapsed: number;
  /** an estimate from the pace so far */
  secondsLeft: number;
}

export interface LogLikelihoodEstimate {
  /** [images], log p(x) of each, in nats */
  values: Float64Array;
  /** over the images; its negative is the NLL */
  mean: number;
  /** of the mean, as images were others; 0 for a single image */
  standardError: number;
}

/** Values in the largest tensor, at most: 16 MB; some five of that size live at once. */
const LARGEST = 4_000_000;
/** Milliseconds of work between two looks at the event loop. */
const SLICE = 50;

/**
 * log p(x) ≈ log 1/k Σₛ p(x, zₛ) / q(zₛ|x), zₛ drawn from q(z|x), for every image of a set.
 *
 * For any k its expectation is a lower bound; it rises with k and tends to log p(x). With k = 1 it is one draw of the
 * ELBO. Draws come in portions and are added up in double precision, so memory does not grow with k: about 100 MB.
 *
 * Gray pixels are no outcomes of a Bernoulli: pass `binarized(set, { seed })`.
 *
 * @throws RangeError if an option is out of range, or the images do not fit the model
 * @throws Error      if an estimate is not finite
 * @throws the signal's reason if it is aborted
 * @see Rezende, Mohamed & Wierstra 2014, appendix E; Burda, Grosse & Salakhutdinov 2016, section 5
 */
export async function logLikelihood(
  vae: EncoderDecoder,
  set: ImageSet,
  options: LogLikelihoodOptions = {},
): Promise<LogLikelihoodEstimate> {
  const { samples = 1000, seed = 0, batchSize = 20, signal, onProgress } = options;
  const { likelihood = bernoulliLogLikelihood } = options;
  expectNumber("logLikelihood", "samples", samples, { integer: true, min: 1 });
  expectNumber("logLikelihood", "seed", seed, { integer: true });
  expectNumber("logLikelihood", "batchSize", batchSize, { integer: true, min: 1 });
  expectImageSet("logLikelihood", set);
  const size = Math.min(batchSize, set.size);
  const most = Math.floor(LARGEST / (size * set.height * set.width * set.channels));
  const portions = Math.ceil(samples / Math.max(1, most));
  const draws = Math.ceil(samples / portions);

  // Every call has one shape, so that one function is compiled: draws and images too many are left out of the result.
  const portion = capture((x: tf.Tensor2D, key: tf.Tensor1D, counts: tf.Tensor2D): tf.Tensor1D =>
    tf.tidy(() => {
      const parts = { samples: draws, seed: key, likelihood };
      const { logLikelihoods, logRatios } = importanceWeights("logLikelihood", vae, x, parts);
      return tf.logSumExp<tf.Tensor1D>(logLikelihoods.sub(logRatios).add(counts), 0);
    }),
  );
  const started = performance.now();
  let sliceStarted = started;
  const report = (fraction: number): void => {
    const secondsElapsed = (performance.now() - started) / 1000;
    const secondsLeft = (secondsElapsed / fraction) * (1 - fraction);
    onProgress?.({ fraction, secondsElapsed, secondsLeft });
  };

  const values = new Float64Array(set.size);
  try {
    for (let first = 0; first < set.size; first += size) {
      const noise = deriveSeed(seed, "logLikelihood", first);
      const indices = Array.from({ length: size }, (_, i) => Math.min(first + i, set.size - 1));
      const batch = images(set, indices);
      const means = indices.map(() => new LogMean());
      try {
        for (let done = 0; done < samples; done += draws) {
          signal?.throwIfAborted();
          const count = Math.min(draws, samples - done);
          const sums = tf.tidy(() => {
            const counts = tf.tensor2d(
              Array.from({ length: draws }, (_, s) => (s < count ? 0 : -Infinity)),
              [draws, 1],
            );
            return portion(batch, seedKey(noise, done), counts);
          });
          const read = await sums.data<"float32">();
          sums.dispose();
          for (const [i, mean] of means.entries()) mean.add(read[i]!, count);
          if (performance.now() - sliceStarted < SLICE) continue;
          report((first + (size * (done + count)) / samples) / (size * Math.ceil(set.size / size)));
          await tf.nextFrame();
          sliceStarted = performance.now();
        }
      } finally {
        batch.dispose();
      }
      for (const [i, mean] of means.entries()) {
        if (first + i < set.size) values[first + i] = finite(mean.value, set, first + i);
      }
    }
  } finally {
    portion.dispose();
  }
  report(1);
  return { values, ...meanAndStandardError(values) };
}

function finite(value: number, set: ImageSet, index: number): number {
  if (Number.isFinite(value)) return value;
  throw new Error(
    `logLikelihood: log p(x) of image ${index} of ${set.name} is ${value}. ` +
      `The model or the likelihood overflows: look at the weights.`,
  );
}
