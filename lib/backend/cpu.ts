import * as tf from "@tensorflow/tfjs";
import type { Engine } from "./engine";

/** Plain JavaScript: works everywhere, about a hundred times slower than native. */
export const cpu: Engine = {
  name: "cpu",
  async start() {
    await tf.setBackend("cpu");
    // Its greeting recommends another package, which the set-up already handles.
    (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
    return { threads: 1, description: "plain JavaScript, very slow" };
  },
};
