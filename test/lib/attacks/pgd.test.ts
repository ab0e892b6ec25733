import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { pgd, type PgdOptions } from "../../../lib/attacks";
import { backend, capture } from "../../../lib/backend";
import { seedKey } from "../../../lib/chance";
import { crossEntropy } from "../../../lib/losses";
import { Classifier, type ImageClassifier } from "../../../lib/models";
import { countTensors, nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { linearClassifier } from "./linearClassifier";

before(() => backend());

const network = (): Classifier =>
  new Classifier({ height: 4, width: 4, filters: [3], kernel: 3, dense: 6, classes: 3, seed: 2 });
const batch = (n = 8): tf.Tensor2D => tf.randomUniform<tf.Rank.R2>([n, 16], 0, 1, "float32", 5);
const labelsOf = (classifier: Classifier, images: tf.Tensor2D): tf.Tensor1D =>
  classifier.predict(images);

test("against a linear classifier it finds the best point of the ball", () => {
  const weights = [0.5, -1, 2, 0];
  const classifier = linearClassifier(weights);
  const middle = [0.5, 0.4, 0.6, 0.5];
  const images = tf.tensor2d([middle, middle]);
  const labels = [0, 1]; // the loss of label 1 rises the other way
  for (const randomStart of [false, true]) {
    // From wherever in the ball, these steps are enough; what goes beyond the edge is put on it.
    const options = { epsilon: 0.2, steps: 10, stepSize: 0.1, randomStart, compile: false };
    const cube = pgd(classifier, images, labels, options).arraySync();
    // The pixel without a weight stays where it started.
    const weighed = (row: readonly number[]): number[] => row.slice(0, 3);
    assertClose(weighed(cube[0]!), [0.7, 0.2, 0.8], 1e-6);
    assertClose(weighed(cube[1]!), [0.3, 0.6, 0.4], 1e-6);
    // w / ‖w‖ · ε. A random start comes round to it: the angle shrinks by the factor ε / (ε + α) in each step.
    const length = Math.hypot(...weights);
    const ball = pgd(classifier, images, labels, { ...options, norm: "l2", steps: 30 });
    const best = (sign: number): number[] =>
      middle.map((value, j) => value + (sign * 0.2 * weights[j]!) / length);
    assertClose(ball.dataSync(), [...best(1), ...best(-1)], 2e-5);
  }
});

test("the default steps are the paper's: 0.01 for ε = 0.3 and 40 steps", () => {
  const classifier = linearClassifier([1]);
  const x = tf.tensor2d([[0]]);
  const at = (options: Partial<PgdOptions>): number =>
    pgd(classifier, x, [0], {
      epsilon: 0.3,
      randomStart: false,
      compile: false,
      ...options,
    }).dataSync()[0]!;
  assertClose([at({ steps: 40 })], [0.3], 1e-6);
  const given = [1, 10, 29].map((steps) => at({ steps, stepSize: 0.01 }));
  assertClose(given, [0.01, 0.1, 0.29], 1e-5);
  assertClose([at({ steps: 1, stepSize: 0.4 / 40 })], [0.01], 1e-6);
  // A single step by default goes 4/3 ε, and is put back to ε.
  assertClose([at({ steps: 1 })], [0.3], 1e-6);
});

test("targets are approached instead of left", () => {
  const classifier = network();
  const images = batch();
  const said = labelsOf(classifier, images);
  const target = said
    .add<tf.Tensor1D>(tf.scalar(1, "int32"))
    .mod<tf.Tensor1D>(tf.scalar(3, "int32"));
  const options = { epsilon: 0.5, seed: 1 };
  const reached = pgd(classifier, images, target, { ...options, targeted: true });
  const loss = (x: tf.Tensor2D): number =>
    crossEntropy(classifier.logits(x), target).mean().dataSync()[0]!;
  assert.ok(loss(reached) < loss(images), `${loss(images)} → ${loss(reached)}`);
});

/** Fooled or not, and the loss: what the attack compares. */
function outcome(
  classifier: ImageClassifier,
  x: tf.Tensor2D,
  labels: tf.Tensor1D,
): { fooled: boolean; loss: number }[] {
  return tf.tidy(() => {
    const logits = classifier.logits(x);
    const loss = crossEntropy(logits, labels).dataSync();
    const wrong = logits.argMax<tf.Tensor1D>(1).notEqual(labels).dataSync();
    return Array.from(loss, (value, i) => ({ fooled: wrong[i] === 1, loss: value }));
  });
}

test("restarts never make an image worse, and some better", () => {
  const classifier = network();
  const images = batch(30);
  const labels = labelsOf(classifier, images);
  const after = (restarts: number) => {
    const x = pgd(classifier, images, labels, { epsilon: 0.2, steps: 3, restarts, seed: 4 });
    return outcome(classifier, x, labels);
  };
  const [one, five] = [after(1), after(5)];
  let better = 0;
  for (const [i, { fooled, loss }] of five.entries()) {
    const first = one[i]!;
    if (fooled && !first.fooled) better++;
    else {
      assert.equal(fooled, first.fooled, `image ${i} was fooled`);
      assert.ok(loss >= first.loss - 1e-6, `image ${i}: ${first.loss} → ${loss}`);
      if (loss > first.loss + 1e-6) better++;
    }
  }
  assert.ok(better > 0);
});

/** Points are where they start: steps of 0. */
const still = { epsilon: 0.5, steps: 1, stepSize: 0 };

test("of two runs, one that fools is kept before one with the larger loss", () => {
  const classifier = linearClassifier([1], { bias: -0.5 }); // label 0 below 0.5
  const x = tf.fill<tf.Rank.R2>([40, 1], 0.5);
  const labels = tf.zeros<tf.Rank.R1>([40], "int32");
  const penalty = (images: tf.Tensor2D): tf.Tensor1D => images.mul(100).sum(1);
  const options = { ...still, penalty, restarts: 12 };
  // A run is above 0.5 half of the time: of 40 images, 40 / 2¹² = 0.01 have no such run.
  const values = Array.from(pgd(classifier, x, labels, options).dataSync());
  assert.ok(values.every((value) => value > 0.5));
  // Of those the smallest is kept, as the penalty says: 0.5 + 0.5 / 7 or so.
  const mean = values.reduce((sum, value) => sum + value) / 40;
  assert.ok(mean < 0.65, `${mean}`);
  // Without the penalty the largest.
  const largest = Array.from(pgd(classifier, x, labels, { ...still, restarts: 12 }).dataSync());
  assert.ok(largest.reduce((sum, value) => sum + value) / 40 > 0.85);
});

test("runs are judged by how often they fool a classifier with chance, on the same noise", () => {
  // Fools label 0 where (1 + η) (x − 0.5) > 0: with P(η > −1) = 84 % above 0.5, else with 16 %. The penalty prefers
  // small x: it only counts where runs fool equally often.
  const noisy: ImageClassifier = {
    logits: (images, options) =>
      linearClassifier([1], { noise: 1 }).logits(images.sub(0.5), options),
  };
  const x = tf.fill<tf.Rank.R2>([4, 1], 0.5);
  const labels = tf.zeros<tf.Rank.R1>([4], "int32");
  const penalty = (images: tf.Tensor2D): tf.Tensor1D => images.mul(100).sum(1);
  // Of 4 images, 4 / 2⁸ = 0.02 have no run above 0.5; that fewer than half of the 15 draws are right: 0.002.
  const options = { ...still, penalty, restarts: 8, draws: 15 };
  const values = pgd(noisy, x, labels, options).dataSync();
  assert.ok(values.every((value) => value > 0.5));
});

test("every gradient has noise of its own, and all runs are judged on the same", () => {
  const seeds: string[] = [];
  const classifier: ImageClassifier = {
    logits: (images, options) => {
      const { seed } = options!;
      seeds.push(String(typeof seed === "number" ? seed : seed.dataSync()));
      return linearClassifier([1]).logits(images);
    },
  };
  const options = { epsilon: 0.1, steps: 2, draws: 3, restarts: 2 };
  pgd(classifier, tf.tensor2d([[0.5]]), [0], options).dispose();
  const [one, two] = [seeds.slice(0, 9), seeds.slice(9)];
  assert.equal(two.length, 9);
  assert.equal(new Set([...one, ...two]).size, 15);
  assert.deepEqual(two.slice(6), one.slice(6));
});

test("a penalty is kept low", () => {
  const classifier = linearClassifier([1, 1]);
  const x = tf.tensor2d([[0.5, 0.5]]);
  const penalty = (images: tf.Tensor2D): tf.Tensor1D =>
    images.mul(tf.tensor1d([3, 0])).sum<tf.Tensor1D>(1);
  const options = { epsilon: 0.2, randomStart: false, steps: 4 };
  assertClose(pgd(classifier, x, [0], { ...options, penalty }).dataSync(), [0.3, 0.7], 1e-6);
  assertClose(pgd(classifier, x, [0], options).dataSync(), [0.7, 0.7], 1e-6);
  const scalar = { ...options, penalty: (images: tf.Tensor2D) => images.sum<tf.Tensor1D>() };
  assert.throws(() => pgd(classifier, x, [0], scalar), /penalty: the result has shape \[\]/);
});

test("the same seed repeats, another one differs, as a number and as a key", () => {
  const classifier = network();
  const [images, labels] = [batch(), [0, 1, 2, 0, 1, 2, 0, 1]];
  const at = (seed: number | tf.Tensor1D): ArrayLike<number> =>
    pgd(classifier, images, labels, { epsilon: 0.1, steps: 2, restarts: 2, seed }).dataSync();
  assert.deepEqual(at(1), at(1));
  assert.notDeepEqual(at(1), at(2));
  assert.deepEqual(at(seedKey(1, 2)), at(seedKey(1, 2)));
  assert.notDeepEqual(at(seedKey(1, 2)), at(seedKey(1, 3)));
});

test("refuses what does not fit, by name", () => {
  const attack = (options: object) =>
    pgd(linearClassifier([1]), tf.zeros([1, 1]), [0], {
      epsilon: 0.1,
      ...options,
    });
  assert.throws(() => attack({ norm: "l1" }), /^RangeError: pgd: norm is "l1"; it must be "linf"/);
  assert.throws(() => attack({ steps: 0 }), /^RangeError: pgd: steps must be/);
  assert.throws(() => attack({ stepSize: -1 }), /^RangeError: pgd: stepSize must be/);
  assert.throws(() => attack({ restarts: 1.5 }), /^RangeError: pgd: restarts must be/);
  assert.throws(() => attack({ epsilon: NaN }), /^RangeError: pgd: epsilon must be/);
});

/** A classifier of convolutions, which the graph executor runs, and one of products and chance, which XLA compiles. */
const classifiers = {
  convolutional: { make: network, norm: "linf" },
  noisy: {
    make: () =>
      linearClassifier(
        Array.from({ length: 16 }, (_, j) => j / 8 - 1),
        { noise: 0.3 },
      ),
    norm: "l2",
  },
} as const;

for (const [name, { make, norm }] of Object.entries(classifiers)) {
  nativeTest(`compiled and plain steps agree: ${name}, ${norm}`, () => {
    const classifier = make();
    const [images, labels] = [batch(), [0, 1, 0, 1, 0, 1, 0, 1]];
    const at = (compile: boolean): ArrayLike<number> =>
      pgd(classifier, images, labels, {
        ...{ epsilon: 0.2, norm, steps: 8, restarts: 2, draws: 2, seed: 3, compile },
      }).dataSync();
    // A sign turns at a gradient that is smaller than rounding only; none is here.
    assertClose(at(true), at(false), 1e-5);
  });
}

nativeTest("in a captured step, key and labels are those of the call", () => {
  const classifier = network();
  const attack = (x: tf.Tensor2D, labels: tf.Tensor1D, key: tf.Tensor1D): tf.Tensor2D =>
    pgd(classifier, x, labels, { epsilon: 0.2, steps: 3, restarts: 2, compile: true, seed: key });
  const captured = capture(attack);
  const images = batch();
  for (let call = 1; call <= 6; call++) {
    const key = seedKey(9, call);
    const labels = tf.tensor1d(
      [0, 1, 2, 0, 1, 2, 0, 1].map((y) => (y + call) % 3),
      "int32",
    );
    const plain = attack(images, labels, key);
    assertClose(captured(images, labels, key).dataSync(), plain.dataSync(), 1e-5);
  }
  captured.dispose();
});

nativeTest("leaves no tensor behind, compiled or not", (native) => {
  const classifier = network();
  const [images, labels, key] = [
    batch(),
    tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], "int32"),
    seedKey(1, 2),
  ];
  for (const compile of [false, true]) {
    for (const seed of [1, key]) {
      const options = { epsilon: 0.2, steps: 4, restarts: 2, draws: 2, compile, seed };
      const attack = (): tf.Tensor2D => pgd(classifier, images, labels, options);
      assertNoLeak(attack);
      const before = countTensors(native);
      attack().dispose();
      assert.deepEqual(countTensors(native), before);
    }
  }
});
