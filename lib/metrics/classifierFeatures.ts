import * as tf from "@tensorflow/tfjs";
import { expectNumber, expectShape } from "../checks";
import { images } from "../data/images";
import { expectImageSet, type ImageSet } from "../data/imageSet";

/** A classifier that shows what it looks at: the activations before its last layer. */
export interface FeatureClassifier {
  /** [n, features]. @param images [n, input], intensities in [0, 1] */
  features(images: tf.Tensor2D): tf.Tensor2D;
}

export interface ClassifierFeaturesOptions {
  /** images at a time; default 1000 */
  batchSize?: number;
  signal?: AbortSignal | undefined;
}

/**
 * The features of every image, in batches: what `frechetDistance`, `frechetBySize` and `precisionRecall` take. Numbers on the
 * features of two different classifiers do not compare.
 *
 * @param set a set, or a tensor [n, input] of intensities in [0, 1], which is not disposed
 * @returns   [n], each [features]
 * @throws RangeError if an option is out of range, there is no image, or the features are not one row an image
 * @throws the signal's reason if it is aborted
 *
 * @example const real = await classifierFeatures(classifier, digits.test);
 *          const fake = await classifierFeatures(classifier, vae.sample(10_000, { seed: 1 }));
 *          frechetDistance(real, fake).distance
 */
export async function classifierFeatures(
  classifier: FeatureClassifier,
  set: ImageSet | tf.Tensor2D,
  { batchSize = 1000, signal }: ClassifierFeaturesOptions = {},
): Promise<Float32Array[]> {
  expectNumber("classifierFeatures", "batchSize", batchSize, { integer: true, min: 1 });
  const batch = batchesOf(set);
  const rows: Float32Array[] = [];
  for (let first = 0; first < batch.total; first += batchSize) {
    signal?.throwIfAborted();
    const count = Math.min(batchSize, batch.total - first);
    const features = tf.tidy(() => {
      const some = classifier.features(batch.from(first, count));
      expectShape("classifierFeatures", "the features", some, [count, rows[0]?.length ?? null]);
      return some;
    });
    const values = await features.data<"float32">();
    const width = features.shape[1];
    features.dispose();
    for (let i = 0; i < count; i++) rows.push(values.slice(i * width, (i + 1) * width));
    await tf.nextFrame();
  }
  return rows;
}

interface Batches {
  readonly total: number;
  from(first: number, count: number): tf.Tensor2D;
}

function batchesOf(set: ImageSet | tf.Tensor2D): Batches {
  if ("pixels" in set) {
    expectImageSet("classifierFeatures", set);
    return {
      total: set.size,
      from: (first, count) =>
        images(
          set,
          Array.from({ length: count }, (_, i) => first + i),
        ),
    };
  }
  expectShape("classifierFeatures", "images", set, [null, null]);
  if (set.shape[0] === 0) {
    throw new RangeError("classifierFeatures: there are no images. Pass at least one.");
  }
  return { total: set.shape[0], from: (first, count) => set.slice([first, 0], [count, -1]) };
}
