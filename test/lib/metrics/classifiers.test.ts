import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { applyBins, binnedFeatures } from "../../../lib/metrics/binnedFeatures";
import { boostedTrees } from "../../../lib/metrics/boostedTrees";
import { logisticRegression } from "../../../lib/metrics/logisticRegression";
import { regressionTree } from "../../../lib/metrics/regressionTree";
import { assertClose } from "../gradients";

before(() => backend());

// Small whole numbers by Lehmer's generator, so that scikit-learn 1.9.1 could be given the same ones.
let state = 1;
const below = (m: number) => (state = (state * 48271) % 2147483647) % m;
const examples = Array.from({ length: 500 }, () => {
  const [a, b, c, d] = [below(17), below(13), below(11), below(7)];
  return { x: [a, b, c], y: d > 0 ? Number(a > 8) + Number(a + b > 18) : below(3) };
});
const [train, rest] = [examples.slice(0, 300), examples.slice(300)];
const columns = (of: typeof examples) =>
  [0, 1, 2].map((d) => Float64Array.from(of, ({ x }) => x[d]!));
const classes = { of: Int32Array.from(train, ({ y }) => y), count: 3 };

test("boosted trees agree with scikit-learn's GradientBoostingClassifier", async () => {
  const options = { depth: 3, learningRate: 0.1, seed: 1 };
  const one = await boostedTrees(columns(train), classes, { rounds: 1, ...options });
  assertClose(one.importance, [0.7845276926943026, 0.2045376858497838, 0.01093462145591372], 1e-9);
  const model = await boostedTrees(columns(train), classes, { rounds: 100, ...options });
  // One round agrees to the last digit; after 100 they are 0.0024 apart, with the same accuracies.
  assertClose(model.importance, [0.7037, 0.2347, 0.0616], 3e-3);
  const score = (of: typeof examples) =>
    of.filter(({ y }, i) => model.predict(columns(of))[i] === y).length / of.length;
  assert.equal(score(train), 289 / 300); // scikit-learn: 0.96333
  assert.equal(score(rest), 165 / 200); // scikit-learn: 0.825
});

test("logistic regression agrees with scikit-learn's", () => {
  const scaled = columns(train).map((column) => {
    const mean = column.reduce((a, b) => a + b) / column.length;
    const sd = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length);
    return column.map((v) => (v - mean) / sd);
  });
  const rows = train.map((_, i) => scaled.map((column) => column[i]!));
  const model = logisticRegression(rows, classes);
  const expected = [
    [-1.82176489, -0.29379357, -0.16793357],
    [0.42810278, -0.66301879, -0.01086206],
    [1.3936621, 0.95681237, 0.17879563],
  ];
  expected.forEach((row, k) => {
    assertClose(model.weights[k]!.slice(0, 3), row, 1e-6);
  });
  const right = model.predict(rows).filter((label, i) => label === classes.of[i]).length;
  assert.equal(right, 250); // scikit-learn: 0.83333
});

test("separable classes are learnt, and do not overflow", () => {
  const rows = Array.from({ length: 60 }, (_, i) => [i % 3 === 0 ? 500 : 0, i % 3 === 1 ? 500 : 0]);
  const of = Int32Array.from(rows, (_, i) => i % 3);
  const model = logisticRegression(rows, { of, count: 3 });
  assert.ok(model.weights.flat().every(Number.isFinite));
  assert.deepEqual(model.predict(rows), of);
});

test("a tree takes the split of largest gain", () => {
  // y = (0, 0, 6, 6) splits x₀ at 1.5 with gain 36, x₁ nowhere as well.
  const features = binnedFeatures([Float64Array.of(0, 1, 2, 3), Float64Array.of(0, 1, 0, 1)]);
  const importance = new Float64Array(2);
  const tree = regressionTree(features, Float64Array.of(0, 0, 6, 6), 3, importance, () => 0.5);
  assert.deepEqual([...importance], [36, 0]);
  assert.equal(tree.leaves, 2);
  assert.deepEqual([...tree.leafOf], [0, 0, 1, 1]);
});

test("bins: one a value if they are few, else about equally full; new values fall between", () => {
  const few = binnedFeatures([Float64Array.of(3, 1, 2, 1)]);
  assert.deepEqual([...few.bins], [2, 0, 1, 0]);
  assert.deepEqual([...applyBins([Float64Array.of(-9, 1.6, 9)], few.edges).bins], [0, 1, 2]);
  const many = binnedFeatures([Float64Array.from({ length: 2_560 }, (_, i) => Math.sqrt(i))]);
  const counts = new Array<number>(256).fill(0);
  for (const bin of many.bins) counts[bin]! += 1;
  assert.ok(
    counts.every((count) => count >= 9 && count <= 11),
    counts.join(),
  );
});

test("nothing leaks", async () => {
  const before = tf.memory().numTensors;
  await boostedTrees(columns(train), classes, { rounds: 1, depth: 1, learningRate: 0.1, seed: 1 });
  assert.equal(tf.memory().numTensors, before);
});
