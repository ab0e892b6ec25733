import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { Vae } from "../../../lib/models";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

test("784-400-20 by default", () => {
  const vae = new Vae();
  const shapes = Object.entries(vae.weights).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(shapes, [
    ["encoder/hidden0/weight", [784, 400]],
    ["encoder/hidden0/bias", [400]],
    ["encoder/mean/weight", [400, 20]],
    ["encoder/mean/bias", [20]],
    ["encoder/logVariance/weight", [400, 20]],
    ["encoder/logVariance/bias", [20]],
    ["decoder/hidden0/weight", [20, 400]],
    ["decoder/hidden0/bias", [400]],
    ["decoder/logits/weight", [400, 784]],
    ["decoder/logits/bias", [784]],
  ]);
  vae.dispose();
});

test("the decoder mirrors any hidden layers, also none", () => {
  const deep = new Vae({ input: 12, hidden: [9, 5], latent: 2 });
  assert.deepEqual(deep.weights["decoder/hidden0/weight"]?.shape, [2, 5]);
  assert.deepEqual(deep.weights["decoder/hidden1/weight"]?.shape, [5, 9]);
  const linear = new Vae({ input: 12, hidden: [], latent: 2 });
  assert.deepEqual(linear.weights["encoder/mean/weight"]?.shape, [12, 2]);
  assert.deepEqual(linear.decode(tf.zeros([3, 2])).shape, [3, 12]);
});

test("agrees with the same network written out by hand", () => {
  const vae = new Vae({ input: 3, hidden: [4], latent: 2, activation: "tanh", seed: 6 });
  const x = [0.2, 0.9, 0.4];
  const weight = (name: string) => vae.weights[name]!.arraySync() as number[][];
  const product = (row: number[], matrix: number[][]) =>
    matrix[0]!.map((_, j) => row.reduce((sum, value, i) => sum + value * matrix[i]![j]!, 0));
  const h = product(x, weight("encoder/hidden0/weight")).map(Math.tanh);
  const { mean, logVariance } = vae.encode(tf.tensor2d([x]));
  assertClose(mean.dataSync(), product(h, weight("encoder/mean/weight")), 1e-5);
  assertClose(logVariance.dataSync(), product(h, weight("encoder/logVariance/weight")), 1e-5);
});

test("initial weights: within Glorot's bounds, the seed's own, biases 0", () => {
  const [a, b, c] = [new Vae({ seed: 1 }), new Vae({ seed: 1 }), new Vae({ seed: 2 })];
  const weights = (vae: Vae) => vae.weights["encoder/hidden0/weight"]!.dataSync<"float32">();
  const limit = Math.sqrt(6 / (784 + 400));
  assert.ok(weights(a).every((w) => Math.abs(w) <= limit));
  // The variance of U(−l, l) is l²/3; its estimate from n values has standard error l² √(4 / (45 n)).
  const n = weights(a).length;
  const variance = weights(a).reduce((s, w) => s + w * w, 0) / n;
  assert.ok(Math.abs(variance - limit ** 2 / 3) < 4 * limit ** 2 * Math.sqrt(4 / (45 * n)));
  assert.deepEqual(weights(a), weights(b));
  assert.notDeepEqual(weights(a), weights(c));
  assert.ok(a.weights["decoder/logits/bias"]!.dataSync().every((w) => w === 0));
  for (const vae of [a, b, c]) vae.dispose();
});

test("samples and reconstructions are intensities; the same seed samples the same", () => {
  const vae = new Vae({ input: 16, hidden: [8], latent: 3 });
  const samples = vae.sample(5, { seed: 3 });
  assert.deepEqual(samples.shape, [5, 16]);
  assert.ok(samples.dataSync().every((p) => p >= 0 && p <= 1));
  assert.deepEqual(vae.sample(5, { seed: 3 }).dataSync(), samples.dataSync());
  assert.deepEqual(vae.reconstruct(tf.zeros([2, 16])).shape, [2, 16]);
});

test("refuses sizes and activations that make no network", () => {
  assert.throws(() => new Vae({ latent: 0 }), {
    name: "RangeError",
    message: /Vae: latent must be a whole number of at least 1; it is 0/,
  });
  assert.throws(() => new Vae({ hidden: [400, 2.5] }), RangeError);
  assert.throws(() => new Vae({ hidden: 400 as unknown as number[] }), /Write hidden: \[400\]/);
  assert.throws(() => new Vae({ seed: NaN }), /Vae: seed must be a whole number/);
  assert.throws(() => new Vae({ activation: "swish" as "relu" }), {
    message: /activation "swish" is unknown\. Use one of relu, tanh, elu, softplus\./,
  });
});

test("refuses a latent of another size", () => {
  const vae = new Vae({ input: 16, hidden: [8], latent: 3 });
  assert.throws(() => vae.decode(tf.zeros([2, 4])), {
    message: /decode: latent has shape \[2, 4\], expected \[n, 3\]/,
  });
});

test("leaves no tensor behind, and frees its weights", () => {
  const before = tf.memory().numTensors;
  const vae = new Vae({ input: 16, hidden: [8], latent: 3 });
  const x = tf.ones<tf.Rank.R2>([2, 16]);
  assertNoLeak(() => ({ ...vae.encode(x) }));
  assertNoLeak(() => vae.reconstruct(x));
  assertNoLeak(() => vae.sample(2, { seed: 0 }));
  vae.dispose();
  x.dispose();
  assert.equal(tf.memory().numTensors, before);
});
