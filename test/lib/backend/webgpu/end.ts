/** Starts the engine, leaves work under way, and ends as it is told. */
import * as tf from "@tensorflow/tfjs";
import { backend } from "../../../../lib/backend";

async function main(how: string | undefined): Promise<void> {
  console.log((await backend()).summary);
  if (tf.getBackend() !== "webgpu") return;
  const x = tf.randomNormal([100, 100], 0, 1, "float32", 1);
  for (let i = 0; i < 10; i += 1) tf.matMul(x, x);
  void tf.matMul(x, x).data();
  if (how === "exit") process.exit(0);
  if (how === "throw") throw new Error("on purpose");
}

void main(process.argv[2]);
