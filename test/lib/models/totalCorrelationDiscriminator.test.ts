import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { TotalCorrelationDiscriminator } from "../../../lib/models";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

test("by hand: a leaky ReLU between two layers, one number a code", () => {
  const discriminator = new TotalCorrelationDiscriminator({ latent: 2, hidden: [2] });
  const set = (name: string, values: number[], shape: number[]): void => {
    discriminator.weights[name]!.assign(tf.tensor(values, shape));
  };
  set("discriminator/hidden0/weight", [1, 0, 0, 1], [2, 2]);
  set("discriminator/hidden0/bias", [0, 1], [2]);
  set("discriminator/logit/weight", [1, 10], [2, 1]);
  set("discriminator/logit/bias", [0.5], [1]);
  const z = tf.tensor2d([
    [3, 1],
    [-5, -3],
  ]);
  // 3 + 10 · 2 + ½, and −5 · 0.2 + 10 · (−2 · 0.2) + ½.
  assertClose(discriminator.logDensityRatio(z).dataSync(), [23.5, -4.5], 1e-6);
});

test("is the paper's by default", () => {
  const discriminator = new TotalCorrelationDiscriminator({ latent: 10 });
  const shapes = Object.values(discriminator.weights).map(({ shape }) => shape.join(" × "));
  const hidden = ["10 × 1000", ...Array<string>(5).fill("1000 × 1000"), "1000 × 1"];
  const biases = [...Array<string>(6).fill("1000"), "1"];
  assert.deepEqual(
    shapes,
    hidden.flatMap((shape, i) => [shape, biases[i]!]),
  );
  assert.deepEqual(discriminator.logDensityRatio(tf.zeros([3, 10])).shape, [3]);
  discriminator.dispose();
});

test("the same seed gives the same weights, another gives others", () => {
  const first = (seed: number): Float32Array =>
    new TotalCorrelationDiscriminator({ latent: 2, hidden: [3], seed }).weights[
      "discriminator/hidden0/weight"
    ]!.dataSync<"float32">();
  assert.deepEqual(first(1), first(1));
  assert.notDeepEqual(first(1), first(2));
});

test("refuses sizes that are none, and codes of another size", () => {
  assert.throws(() => new TotalCorrelationDiscriminator({ latent: 0 }), {
    message: /TotalCorrelationDiscriminator: latent must be a whole number of at least 1; it is 0/,
  });
  assert.throws(() => new TotalCorrelationDiscriminator({ latent: 2, hidden: [0] }), {
    message: /TotalCorrelationDiscriminator: hidden must be a whole number of at least 1; it is 0/,
  });
  const discriminator = new TotalCorrelationDiscriminator({ latent: 2, hidden: [3] });
  assert.throws(() => discriminator.logDensityRatio(tf.zeros([4, 3])), {
    message: /logDensityRatio: latent has shape \[4, 3\], expected \[n, 2\]/,
  });
});

test("leaves no tensor behind, and frees its weights", () => {
  const z = tf.zeros<tf.Rank.R2>([4, 2]);
  const before = tf.memory().numTensors;
  const discriminator = new TotalCorrelationDiscriminator({ latent: 2, hidden: [3, 3] });
  assertNoLeak(() => discriminator.logDensityRatio(z));
  discriminator.dispose();
  assert.equal(tf.memory().numTensors, before);
});
