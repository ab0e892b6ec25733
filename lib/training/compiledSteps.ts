import * as tf from "@tensorflow/tfjs";
import { captureLoop, type Loop } from "../backend/capture/captureLoop";
import type { NativeBackend } from "../backend/capture/nativeBackend";
import { residentImages } from "../backend/capture/residentImages";
import { eagerSteps } from "./eagerSteps";
import { gradientsOf } from "./gradients";
import type { StepParts, Steps } from "./steps";
import { termsOf, termValues } from "./termValues";

/** Steps in one call, at most. */
const CAPACITY = 64;
/** Milliseconds that a call should take, so that progress, a stop and a new β stay prompt. */
const CALL = 200;

/**
 * Steps inside TensorFlow, many in one call: the batch is picked there from all images, the noise is drawn there.
 * An epoch's last, smaller batch is an eager step.
 *
 * @throws Error at the first step if the objective cannot be captured
 */
export function compiledSteps(backend: NativeBackend, parts: StepParts): Steps {
  const { vae, set, objective, optimizer, noise, batchSize } = parts;
  const eager = eagerSteps(parts);
  const resident = residentImages(backend, set);
  let loop: Loop | undefined;
  let chunkSize = 1;

  const step = (indices: tf.Tensor, beta: tf.Tensor, key: tf.Tensor): tf.Tensor[] =>
    tf.tidy(() => {
      const options = { beta: beta as tf.Scalar, seed: key as tf.Tensor1D };
      const batch = resident.take(indices);
      if (!optimizer) return [termValues(objective(vae, batch, options))];
      const { values, gradients } = gradientsOf(vae, batch, objective, options);
      optimizer.apply(vae.weights, gradients);
      return [values];
    });

  return {
    get chunkSize() {
      return chunkSize;
    },
    async run(chunk) {
      const { first, batches, betas } = chunk;
      if (batches[0]!.length !== batchSize) return eager.run(chunk);
      const rows = rowsOf(batchSize, noise, first, batches, betas);
      try {
        if (!loop) {
          optimizer?.prepare(vae.weights);
          loop = captureLoop(backend, step, rows);
        }
        const started = performance.now();
        const [terms] = loop.run(batches.length, rows) as [tf.Tensor];
        const values = terms.dataSync<"float32">();
        terms.dispose();
        const size = 3 * batchSize;
        const pace = (performance.now() - started) / batches.length;
        chunkSize = Math.min(CAPACITY, Math.max(1, Math.round(CALL / pace)));
        return batches.map((_, i) => termsOf(values.subarray(i * size, (i + 1) * size)));
      } finally {
        tf.dispose(rows);
      }
    },
    dispose() {
      loop?.dispose();
      resident.dispose();
      eager.dispose();
    },
  };
}

/** What the steps take, one row each: indices [capacity, batch], β [capacity], key [capacity, 2]. */
function rowsOf(
  batchSize: number,
  noise: number,
  first: number,
  batches: readonly Int32Array[],
  betas: readonly number[],
): tf.Tensor[] {
  const indices = new Int32Array(CAPACITY * batchSize);
  const beta = new Float32Array(CAPACITY);
  const keys = new Int32Array(CAPACITY * 2);
  for (const [i, batch] of batches.entries()) {
    indices.set(batch, i * batchSize);
    beta[i] = betas[i]!;
    keys.set([noise, first + i], 2 * i);
  }
  return [
    tf.tensor2d(indices, [CAPACITY, batchSize], "int32"),
    tf.tensor1d(beta),
    tf.tensor2d(keys, [CAPACITY, 2], "int32"),
  ];
}
