import * as tf from "@tensorflow/tfjs";
import { backend } from "../../../lib/backend";
import { wasm } from "../../../lib/backend/wasm";
import type { Trainable } from "../../../lib/models";
import { assertClose } from "../gradients";

/** Compares the mean loss and its gradients on the chosen engine, on WebAssembly and on plain JavaScript. */
export async function assertSameOnEveryEngine<T extends Trainable>(
  build: () => T,
  loss: (model: T) => tf.Tensor1D,
): Promise<void> {
  const { name } = await backend();
  await wasm.start();
  const on = async (engine: string) => {
    await tf.setBackend(engine);
    return tf.tidy(() => {
      const model = build();
      const mean = () => loss(model).mean<tf.Scalar>();
      const { value, grads } = tf.variableGrads(mean, model.variables);
      const values = model.variables.map(({ name }) => Array.from(grads[name]!.dataSync()));
      model.dispose();
      return [value.dataSync()[0]!, ...values.flat()];
    });
  };
  const [chosen, webAssembly, plain] = [await on(name), await on("wasm"), await on("cpu")];
  await tf.setBackend(name);
  assertClose(webAssembly, plain, 1e-4);
  assertClose(chosen, plain, 1e-4);
}
