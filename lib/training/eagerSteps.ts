import * as tf from "@tensorflow/tfjs";
import { seedKey } from "../chance";
import { images } from "../data/images";
import { adversaryGradients, gradientsOf, type Gradients } from "./gradients";
import type { Pressure, StepParts, Steps } from "./steps";
import { isFinite, type Terms } from "./terms";
import { termsOf, termValues } from "./termValues";

/** Steps as plain tfjs code, one after another: on every engine. */
export function eagerSteps(parts: StepParts): Steps {
  const { weights, set, objective, optimizer, adversary, noise } = parts;

  const step = async (
    indices: Int32Array,
    { beta, capacity }: Pressure,
    number: number,
  ): Promise<Terms> => {
    const batch = images(set, indices);
    const labels = Int32Array.from(indices, (index) => set.labels[index]!);
    const options = {
      beta: tf.scalar(beta),
      ...(capacity !== undefined && { capacity: tf.scalar(capacity) }),
      seed: seedKey(noise, number),
      labels: tf.tensor1d(labels, "int32"),
    };
    try {
      if (!optimizer)
        return termsOf(await read(tf.tidy(() => termValues(objective(batch, options)))));
      const values = await moved(
        tf.tidy(() => gradientsOf(weights, batch, objective, options)),
        (gradients) => {
          optimizer.apply(weights, gradients);
        },
      );
      const terms = termsOf(values);
      if (!adversary || !isFinite(terms)) return terms;
      const losses = await moved(
        tf.tidy(() => adversaryGradients(adversary, batch, options)),
        (gradients) => {
          adversary.optimizer.apply(adversary.weights, gradients);
        },
      );
      return termsOf(values, losses);
    } finally {
      tf.dispose([batch, options]);
    }
  };

  return {
    chunkSize: 1,
    async run({ first, batches, pressures }) {
      const done: Terms[] = [];
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
