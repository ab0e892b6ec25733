import * as tf from "@tensorflow/tfjs";
import { seedKey } from "../chance";
import { deriveSeed } from "../checks";
import { images } from "../data/images";
import { termsOf } from "./batchMeans";
import { gradientsOf } from "./gradients";
import type { StepParts, Steps } from "./steps";
import type { Terms } from "./terms";

/** Steps as plain tfjs code, one after another: on every engine. */
export function eagerSteps({ vae, train, objective, optimizer, seed }: StepParts): Steps {
  const noise = deriveSeed(seed, "noise");
  const step = async (indices: Int32Array, beta: number, number: number): Promise<Terms> => {
    const { means, gradients } = tf.tidy(() =>
      gradientsOf(vae, images(train, indices), objective, {
        beta: tf.scalar(beta),
        seed: seedKey(noise, number),
      }),
    );
    try {
      const terms = termsOf(await means.data<"float32">());
      if (Number.isFinite(terms.loss)) optimizer.apply(vae.weights, gradients);
      return terms;
    } finally {
      tf.dispose([means, gradients]);
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
