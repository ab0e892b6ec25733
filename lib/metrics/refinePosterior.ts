import * as tf from "@tensorflow/tfjs";
import { capture } from "../backend/capture/capture";
import { seedKey, standardNormal } from "../chance";
import { deriveSeed, expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import { images } from "../data/images";
import { bernoulliLogLikelihood } from "../losses/bernoulliLogLikelihood";
import type { LogLikelihood } from "../losses/elbo";
import { gaussianKl } from "../losses/gaussianKl";
import type { EncoderDecoder } from "../models/vaeModel";
import { adam } from "../training/adam";
import type { Optimizer } from "../training/optimizer";

export interface RefinePosteriorOptions {
  /** of Adam, for each image; default 500 */
  steps?: number;
  /** of Adam; default 0.01. It falls to 0 along half a cosine, so that the noise of the draws dies down */
  learningRate?: number;
  /** draws of z an image in each step; default 10 */
  samples?: number;
  /** draws of z an image for the ELBO before and after; default 100 */
  evaluationSamples?: number;
  /** of all draws; default 0 */
  seed?: number;
  /** default `bernoulliLogLikelihood` */
  likelihood?: LogLikelihood;
  /** images at a time; default 100 */
  batchSize?: number;
  signal?: AbortSignal | undefined;
  /** called a few times a second: how much is done, in [0, 1] */
  onProgress?: (fraction: number) => void;
}

export interface RefinedPosterior {
  /** [images, latent], μ of each image's own posterior; the caller disposes it */
  mean: tf.Tensor2D;
  /** [images, latent], log σ²; the caller disposes it */
  logVariance: tf.Tensor2D;
  /** [images], the ELBO of the encoder's posterior, in nats */
  before: Float64Array;
  /** [images], that of the refined one, on the same noise; after − before is the amortisation gap */
  after: Float64Array;
}

const SLICE = 50;

/**
 * max over (μ, σ²) of ELBO(x; μ, σ²) = E_N(z; μ, σ²)[log p(x|z)] − KL(N(μ, σ²) ‖ N(0, I)), for each image by itself,
 * with Adam from the encoder's μ(x) and log σ²(x). The decoder stays as it is.
 *
 * What an image gains is its amortisation gap: what is lost because one network makes all posteriors. What is left to
 * log p(x) is the approximation gap, lost because a posterior is a Gaussian with a diagonal covariance.
 *
 * @throws RangeError if an option is out of range, or the images do not fit the model
 * @throws the signal's reason if it is aborted
 * @see Cremer, Li & Duvenaud 2018, section 3
 */
export async function refinePosterior(
  vae: EncoderDecoder,
  set: ImageSet,
  options: RefinePosteriorOptions = {},
): Promise<RefinedPosterior> {
  const { steps = 500, learningRate = 0.01, samples = 10, evaluationSamples = 100 } = options;
  const { seed = 0, batchSize = 100, signal, onProgress } = options;
  const { likelihood = bernoulliLogLikelihood } = options;
  for (const [name, value] of Object.entries({ steps, samples, evaluationSamples, batchSize })) {
    expectNumber("refinePosterior", name, value, { integer: true, min: 1 });
  }
  expectNumber("refinePosterior", "learningRate", learningRate, { min: 0 });
  expectNumber("refinePosterior", "seed", seed, { integer: true });
  expectImageSet("refinePosterior", set);
  const size = Math.min(batchSize, set.size);
  const [before, after] = [new Float64Array(set.size), new Float64Array(set.size)];
  const parts: { mean: tf.Tensor2D; logVariance: tf.Tensor2D }[] = [];

  const first = imagesFrom(set, 0, size);
  const weights = tf.tidy(() => {
    const { mean, logVariance } = vae.encode(first);
    return { mean: tf.variable(mean), logVariance: tf.variable(logVariance) };
  });
  first.dispose();
  const { mean, logVariance } = weights;
  const optimizer = adam({ learningRate });
  const elboOf = (x: tf.Tensor2D, draws: number, key: tf.Tensor1D): tf.Tensor1D => {
    const repeated = (t: tf.Tensor2D): tf.Tensor2D => t.tile([draws, 1]);
    const noise = standardNormal<tf.Rank.R2>([draws * size, mean.shape[1]], { seed: key });
    const z = repeated(mean).add<tf.Tensor2D>(repeated(logVariance).mul(0.5).exp().mul(noise));
    const logLikelihoods = likelihood(vae.decode(z), repeated(x)).reshape([draws, size]);
    return logLikelihoods.mean<tf.Tensor1D>(0).sub(gaussianKl(mean, logVariance));
  };
  optimizer.prepare(weights);
  // Each image has its own μ and log σ² and Adam works coordinate by coordinate: the sum does not couple them.
  const update = capture((x: tf.Tensor2D, key: tf.Tensor1D): tf.Tensor1D =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => elboOf(x, samples, key).sum<tf.Scalar>().neg(),
        Object.values(weights),
      );
      const gradients = Object.fromEntries(
        Object.entries(weights).map(([name, variable]) => [name, grads[variable.name]!]),
      );
      optimizer.apply(weights, gradients);
      return value.reshape<tf.Tensor1D>([1]);
    }),
  );
  const portion = Math.min(evaluationSamples, samples);
  const evaluation = capture((x: tf.Tensor2D, key: tf.Tensor1D): tf.Tensor1D =>
    tf.tidy(() => elboOf(x, portion, key)),
  );
  const evaluate = async (x: tf.Tensor2D, noise: number, into: Float64Array): Promise<void> => {
    const rounds = Math.ceil(evaluationSamples / portion);
    for (let round = 0; round < rounds; round++) {
      const key = seedKey(noise, round);
      const values = evaluation(x, key);
      const read = await values.data<"float32">();
      tf.dispose([key, values]);
      for (let i = 0; i < into.length; i++) into[i]! += read[i]! / rounds;
    }
  };
  try {
    for (let start = 0; start < set.size; start += size) {
      const x = imagesFrom(set, start, size);
      const kept = Math.min(size, set.size - start);
      try {
        tf.tidy(() => {
          const posterior = vae.encode(x);
          mean.assign(posterior.mean);
          logVariance.assign(posterior.logVariance);
          startAnew(optimizer);
        });
        const noise = deriveSeed(seed, "refinePosterior", "evaluate", start);
        await evaluate(x, noise, before.subarray(start, start + kept));
        let sliceStarted = performance.now();
        const own = deriveSeed(seed, "refinePosterior", start);
        for (let step = 0; step < steps; step++) {
          signal?.throwIfAborted();
          optimizer.learningRate = (learningRate / 2) * (1 + Math.cos((Math.PI * step) / steps));
          const key = seedKey(own, step);
          update(x, key).dispose();
          key.dispose();
          if (performance.now() - sliceStarted < SLICE) continue;
          onProgress?.((start + (size * (step + 1)) / steps) / (size * Math.ceil(set.size / size)));
          await tf.nextFrame();
          sliceStarted = performance.now();
        }
        await evaluate(x, noise, after.subarray(start, start + kept));
        parts.push({
          mean: mean.slice([0, 0], [kept, -1]),
          logVariance: logVariance.slice([0, 0], [kept, -1]),
        });
      } finally {
        x.dispose();
      }
    }
    onProgress?.(1);
    return {
      mean: tf.concat(parts.map((part) => part.mean)),
      logVariance: tf.concat(parts.map((part) => part.logVariance)),
      before,
      after,
    };
  } finally {
    update.dispose();
    evaluation.dispose();
    optimizer.dispose();
    tf.dispose([weights, parts]);
  }
}

/** Some images from one on; past the end the last one again, so that every batch has one shape. */
function imagesFrom(set: ImageSet, start: number, size: number): tf.Tensor2D {
  return images(
    set,
    Array.from({ length: size }, (_, i) => Math.min(start + i, set.size - 1)),
  );
}

/** In place: a captured step holds on to the optimizer's own variables. */
function startAnew(optimizer: Optimizer): void {
  for (const tensor of Object.values(optimizer.state())) {
    if (tensor instanceof tf.Variable) tensor.assign(tf.zerosLike(tensor));
  }
}
