// Runs the binding that was just compiled: a sum, a product and a convolution, so that on a GPU cuBLAS and cuDNN run too.
const util = require("node:util");
// Node 23 took this out of util; tfjs-node calls it.
Object.assign(util, { isNullOrUndefined: (/** @type {unknown} */ value) => value == null });
const tf = require("@tensorflow/tfjs-node-gpu");

const image = tf.tensor4d(new Float32Array(16).fill(1), [1, 4, 4, 1]);
const filter = tf.tensor4d(new Float32Array(9).fill(1), [3, 3, 1, 1]);
const sum = tf.add(1, 2).dataSync()[0];
const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync()[3];
const convolution = tf.conv2d(image, filter, 1, "valid").dataSync()[3];
if (tf.getBackend() !== "tensorflow" || sum !== 3 || product !== 3 || convolution !== 9) {
  console.error(`error: 3, 3, 9 are ${sum}, ${product}, ${convolution} on ${tf.getBackend()}`);
  process.exit(1);
}
const { isUsingGpuDevice } = /** @type {{ isUsingGpuDevice: boolean }} */ (
  /** @type {unknown} */ (tf.backend())
);
console.log(isUsingGpuDevice ? "runs on the GPU" : "runs on the processor");
