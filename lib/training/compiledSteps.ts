import * as tf from "@tensorflow/tfjs";
import { captureLoop, type Loop } from "../backend/capture/captureLoop";
import type { NativeBackend } from "../backend/capture/nativeBackend";
import { residentImages } from "../backend/capture/residentImages";
import { augmented, eagerSteps } from "./eagerSteps";
import { adversaryGradients, gradientsOf } from "./gradients";
import type { Pressure, StepParts, Steps } from "./steps";
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
  const { weights, set, objective, augment, optimizer, adversary, noise, batchSize } = parts;
  const eager = eagerSteps(parts);
  const resident = residentImages(backend, set);
  let loop: Loop | undefined;
  let chunkSize = 1;
  let names: readonly string[] = [];

  const step = (
    indices: tf.Tensor,
    seed: tf.Tensor,
    beta: tf.Tensor,
    capacity?: tf.Tensor,
  ): tf.Tensor[] =>
    tf.tidy(() => {
      const options = {
        seed: seed as tf.Tensor1D,
        beta: beta as tf.Scalar,
        ...(capacity && { capacity: capacity as tf.Scalar }),
        labels: resident.takeLabels(indices),
      };
      const batch = augmented(augment, resident.take(indices), options);
      if (!optimizer) {
        const read = termValues(objective(batch, options), batchSize);
        names = read.names;
        return [read.values];
      }
      const { values, gradients, ...read } = gradientsOf(weights, batch, objective, options);
      names = read.names;
      optimizer.apply(weights, gradients);
      if (!adversary) return [values];
      let losses: tf.Tensor1D | undefined;
      for (let update = 0; update < adversary.updates; update++) {
        const adverse = adversaryGradients(adversary, batch, options, update);
        adversary.optimizer.apply(adversary.weights, adverse.gradients);
        losses?.dispose();
        losses = adverse.values;
      }
      return [values, losses!];
    });

  return {
    get chunkSize() {
      return chunkSize;
    },
    async run(chunk) {
      const { first, batches, pressures } = chunk;
      if (batches[0]!.length !== batchSize) return eager.run(chunk);
      const rows = rowsOf(batchSize, noise, first, batches, pressures);
      try {
        if (!loop) {
          optimizer?.prepare(weights);
          adversary?.optimizer.prepare(adversary.weights);
          loop = captureLoop(backend, step, rows);
        }
        const started = performance.now();
        const results = loop.run(batches.length, rows);
        const [values, adverse] = results.map((result) => result.dataSync<"float32">());
        tf.dispose(results);
        const pace = (performance.now() - started) / batches.length;
        chunkSize = Math.min(CAPACITY, Math.max(1, Math.round(CALL / pace)));
        return batches.map((_, i) => {
          const row = (all: Float32Array, size: number): Float32Array =>
            all.subarray(i * size, (i + 1) * size);
          const own = row(values!, names.length * batchSize);
          return termsOf(names, own, adverse && row(adverse, batchSize));
        });
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

/**
 * What the steps take, one row each: indices [CAPACITY, batch], key [CAPACITY, 2], β [CAPACITY] and, if there is one,
 * the capacity [CAPACITY].
 */
function rowsOf(
  batchSize: number,
  noise: number,
  first: number,
  batches: readonly Int32Array[],
  pressures: readonly Pressure[],
): tf.Tensor[] {
  const indices = new Int32Array(CAPACITY * batchSize);
  const beta = new Float32Array(CAPACITY);
  const capacity = new Float32Array(CAPACITY);
  const keys = new Int32Array(CAPACITY * 2);
  for (const [i, batch] of batches.entries()) {
    indices.set(batch, i * batchSize);
    beta[i] = pressures[i]!.beta;
    capacity[i] = pressures[i]!.capacity ?? 0;
    keys.set([noise, first + i], 2 * i);
  }
  return [
    tf.tensor2d(indices, [CAPACITY, batchSize], "int32"),
    tf.tensor2d(keys, [CAPACITY, 2], "int32"),
    tf.tensor1d(beta),
    ...(pressures[0]!.capacity === undefined ? [] : [tf.tensor1d(capacity)]),
  ];
}
