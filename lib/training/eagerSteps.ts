import * as tf from "@tensorflow/tfjs";
import { seedKey, subseed } from "../chance";
import { expectShape } from "../checks";
import { images } from "../data/images";
import { adversaryGradients, gradientsOf, type Gradients } from "./gradients";
import type { ModelAugment, ObjectiveOptions } from "./objective";
import type { Pressure, StepParts, Steps } from "./steps";
import { isFinite, type AnyTerms } from "./terms";
import { termsOf, termValues } from "./termValues";

/** Steps as plain tfjs code, one after another: on every engine. */
export function eagerSteps(parts: StepParts): Steps {
  const { weights, set, objective, augment, optimizer, adversary, noise } = parts;

  const step = async (
    indices: Int32Array,
    { beta, capacity }: Pressure,
    number: number,
  ): Promise<AnyTerms> => {
    const plain = images(set, indices);
    const labels = Int32Array.from(indices, (index) => set.labels[index]!);
    const options = {
      beta: tf.scalar(beta),
      ...(capacity !== undefined && { capacity: tf.scalar(capacity) }),
      seed: seedKey(noise, number),
      labels: tf.tensor1d(labels, "int32"),
    };
    const batch = augmented(augment, plain, options);
    try {
      if (!optimizer) {
        const { names, values } = tf.tidy(() =>
          termValues(objective(batch, options), indices.length),
        );
        return termsOf(names, await read(values));
      }
      const { names, ...gradients } = tf.tidy(() =>
        gradientsOf(weights, batch, objective, options),
      );
      const values = await moved(gradients, (gradients) => {
        optimizer.apply(weights, gradients);
      });
      const terms = termsOf(names, values);
      if (!adversary || !isFinite(terms)) return terms;
      let losses: Float32Array | undefined;
      for (let update = 0; update < adversary.updates; update++) {
        losses = await moved(
          tf.tidy(() => adversaryGradients(adversary, batch, options, update)),
          (gradients) => {
            adversary.optimizer.apply(adversary.weights, gradients);
          },
        );
      }
      return termsOf(names, values, losses);
    } finally {
      tf.dispose([plain, batch, options]);
    }
  };

  return {
    chunkSize: 1,
    async run({ first, batches, pressures }) {
      const done: AnyTerms[] = [];
      for (const [i, indices] of batches.entries()) {
        const terms = await step(indices, pressures[i]!, first + i);
        done.push(terms);
        if (!isFinite(terms)) break;
      }
      return done;
    },
    dispose: () => undefined,
  };
}

/** The images that a step is to see, checked. The caller disposes them. */
export function augmented(
  augment: ModelAugment | undefined,
  images: tf.Tensor2D,
  options: ObjectiveOptions,
): tf.Tensor2D {
  if (!augment) return images;
  return tf.tidy(() => {
    const seed = subseed(options.seed, "augment");
    const changed = augment(images, { labels: options.labels, seed });
    expectShape("augment", "images", changed, images.shape);
    return changed;
  });
}

/** The values, after an update if all of them are finite. */
async function moved(
  { values, gradients }: Gradients<tf.Tensor>,
  update: (gradients: Record<string, tf.Tensor>) => void,
): Promise<Float32Array> {
  try {
    const all = await read(values);
    if (all.every(Number.isFinite)) update(gradients);
    return all;
  } finally {
    tf.dispose(gradients);
  }
}

async function read(values: tf.Tensor): Promise<Float32Array> {
  try {
    return await values.data<"float32">();
  } finally {
    values.dispose();
  }
}
