// Adds two numbers with the binding that was just compiled.
const util = require("node:util");
// Node 23 took this out of util; tfjs-node calls it.
Object.assign(util, { isNullOrUndefined: (/** @type {unknown} */ value) => value == null });
const tf = require("@tensorflow/tfjs-node-gpu");

const sum = tf.add(1, 2).dataSync()[0];
if (tf.getBackend() !== "tensorflow" || sum !== 3) {
  console.error(`error: 1 + 2 = ${sum} on ${tf.getBackend()}`);
  process.exit(1);
}
