import * as tf from "@tensorflow/tfjs";
import { seedKey } from "../chance";
import { images } from "../data/images";
import { gradientsOf } from "./gradients";
import type { StepParts, Steps } from "./steps";
import type { Terms } from "./terms";
import { termsOf, termValues } from "./termValues";

/** Steps as plain tfjs code, one after another: on every engine. */
export function eagerSteps({ vae, set, objective, optimizer, noise }: StepParts): Steps {
  const step = async (indices: Int32Array, beta: number, number: number): Promise<Terms> => {
    const { values, gradients } = tf.tidy(() => {
      const batch = images(set, indices);
      const options = { beta: tf.scalar(beta), seed: seedKey(noise, number) };
      return optimizer
        ? gradientsOf(vae, batch, objective, options)
        : { values: termValues(objective(vae, batch, options)), gradients: {} };
    });
    try {
      const terms = termsOf(await values.data<"float32">());
      if (Number.isFinite(terms.loss)) optimizer?.apply(vae.weights, gradients);
      return terms;
    } finally {
      tf.dispose([values, gradients]);
    }
  };
  return {
    chunkSize: 1,
    async run({ first, batches, betas }) {
      const done: Terms[] = [];
      for (const [i, indices] of batches.entries()) {
        const terms = await step(indices, betas[i]!, first + i);
        done.push(terms);
        if (!Number.isFinite(terms.loss)) break;
      }
      return done;
    },
    dispose: () => undefined,
  };
}
