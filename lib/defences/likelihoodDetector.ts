import * as tf from "@tensorflow/tfjs";
import { seedKey, type Seed } from "../chance";
import { deriveSeed, expectNumber } from "../checks";
import { images as imagesOf } from "../data/images";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import type { EncoderDecoder } from "../models/vaeModel";
import { elboScore, type ElboScoreOptions } from "./elboScore";
import { thresholdAt } from "./thresholdAt";

export interface LikelihoodDetectorOptions extends Omit<ElboScoreOptions, "seed"> {
  /** how many of the clean images may be flagged, in [0, 1); default 0.05 */
  falsePositiveRate?: number;
  /** of the draws of z for the clean images, and the default for all that follow; default 0 */
  seed?: number;
  /** images at a time; default 250 */
  batchSize?: number;
  signal?: AbortSignal | undefined;
}

export interface DetectOptions {
  /** of the draws of z; default the detector's */
  seed?: number;
  signal?: AbortSignal | undefined;
}

export interface Detection {
  /** [n], −ELBO of each image, in nats */
  scores: Float32Array;
  /** [n], whether the score is above the threshold */
  flags: boolean[];
  /** the fraction of the images that are flagged */
  rate: number;
}

export interface LikelihoodDetector {
  /** in nats: an image whose score is higher is flagged */
  readonly threshold: number;
  /** −ELBO(x), [n], in nats, differentiable: what an attack lowers that wants to stay unseen; see `elboScore` */
  score(images: tf.Tensor2D, options: { seed: Seed }): tf.Tensor1D;
  /** @param images a set, or [n, input]; a tensor stays yours */
  detect(images: ImageSet | tf.Tensor2D, options?: DetectOptions): Promise<Detection>;
}

/**
 * Flags x if −ELBO(x) > t, where t is such that a given fraction of clean images is flagged: an image that the VAE
 * finds less likely than nearly all clean ones. It holds no tensor of its own.
 *
 * How well the scores tell two kinds of images apart, whatever t is, says `auroc(attacked.scores, clean.scores)`. An
 * image that is more likely than clean ones is never flagged; for that see `typicality`.
 *
 * @param clean images of the kind that counts as clean, which the VAE was not trained on, and not those of the report
 * @throws RangeError if an option is out of range, or the images do not fit the model
 * @throws Error      if a score is not finite
 * @throws the signal's reason if it is aborted
 * @see Carlini & Wagner 2017, "Adversarial examples are not easily detected": attack it by a loss with the score in it
 */
export async function likelihoodDetector(
  vae: EncoderDecoder,
  clean: ImageSet,
  options: LikelihoodDetectorOptions = {},
): Promise<LikelihoodDetector> {
  const { falsePositiveRate = 0.05, seed = 0, batchSize = 250, signal, ...scoring } = options;
  expectNumber("likelihoodDetector", "falsePositiveRate", falsePositiveRate, {
    min: 0,
    max: 1 - Number.EPSILON,
  });
  expectNumber("likelihoodDetector", "batchSize", batchSize, { integer: true, min: 1 });
  const { draws, likelihood } = scoring;
  const score: LikelihoodDetector["score"] = (images, { seed }) =>
    elboScore(vae, images, {
      seed,
      ...(draws !== undefined && { draws }),
      ...(likelihood && { likelihood }),
    });
  const scoresOf = (images: ImageSet | tf.Tensor2D, seed: number, signal?: AbortSignal) =>
    batchScores(images, { score, seed, batchSize, signal });
  const threshold = thresholdAt(await scoresOf(clean, seed, signal), falsePositiveRate);
  return {
    threshold,
    score,
    async detect(images, { seed: own = seed, signal } = {}) {
      const scores = await scoresOf(images, own, signal);
      const flags = Array.from(scores, (value) => value > threshold);
      return { scores, flags, rate: flags.filter(Boolean).length / flags.length };
    },
  };
}

interface BatchScoresOptions {
  score: LikelihoodDetector["score"];
  seed: number;
  batchSize: number;
  signal: AbortSignal | undefined;
}

/** The scores of all images, some at a time. The same seed gives the same draws, batch by batch. */
async function batchScores(
  images: ImageSet | tf.Tensor2D,
  { score, seed, batchSize, signal }: BatchScoresOptions,
): Promise<Float32Array> {
  expectNumber("likelihoodDetector", "seed", seed, { integer: true });
  if (!(images instanceof tf.Tensor)) expectImageSet("likelihoodDetector", images);
  const size = images instanceof tf.Tensor ? images.shape[0] : images.size;
  const noise = deriveSeed(seed, "likelihoodDetector");
  const scores = new Float32Array(size);
  for (let first = 0; first < size; first += batchSize) {
    signal?.throwIfAborted();
    const length = Math.min(batchSize, size - first);
    const batch = tf.tidy(() => {
      const picked =
        images instanceof tf.Tensor
          ? images.slice([first, 0], [length, -1])
          : imagesOf(
              images,
              Array.from({ length }, (_, i) => first + i),
            );
      return score(picked, { seed: seedKey(noise, first) });
    });
    scores.set(await batch.data<"float32">(), first);
    batch.dispose();
    await tf.nextFrame();
  }
  const strange = scores.findIndex((value) => !Number.isFinite(value));
  if (strange === -1) return scores;
  throw new Error(
    `likelihoodDetector: the score of image ${strange} is ${scores[strange]!}. ` +
      `The model or the likelihood overflows: look at the weights and the image.`,
  );
}
