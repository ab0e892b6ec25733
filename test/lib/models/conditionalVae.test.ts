import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { backend, checkpointFolder } from "../../../lib/backend";
import { elbo } from "../../../lib/losses";
import { ConditionalVae, type Labels } from "../../../lib/models";
import { adam, evaluate, fit, type FitOptions, type Objective } from "../../../lib/training";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { bars } from "../training/images";

let root: string;
before(async () => {
  await backend();
  root = await mkdtemp(join(tmpdir(), "conditional-"));
});
after(() => rm(root, { recursive: true }));

const small = () =>
  new ConditionalVae({
    input: 16,
    hidden: [12],
    latent: 2,
    classes: 2,
    activation: "tanh",
    seed: 1,
  });
const three = () => tf.randomUniform<tf.Rank.R2>([3, 16], 0, 1, "float32", 7);
const objective: Objective<ConditionalVae> = (vae, images, { labels, ...options }) =>
  elbo(vae.given(labels), images, options);
const valuesOf = (vae: ConditionalVae) => vae.variables.map((variable) => variable.dataSync());

test("784-400-20 and ten labels by default: the label enters both first layers", () => {
  const vae = new ConditionalVae();
  const shapes = Object.entries(vae.weights).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(shapes, [
    ["encoder/hidden0/weight", [794, 400]],
    ["encoder/hidden0/bias", [400]],
    ["encoder/mean/weight", [400, 20]],
    ["encoder/mean/bias", [20]],
    ["encoder/logVariance/weight", [400, 20]],
    ["encoder/logVariance/bias", [20]],
    ["decoder/hidden0/weight", [30, 400]],
    ["decoder/hidden0/bias", [400]],
    ["decoder/logits/weight", [400, 784]],
    ["decoder/logits/bias", [784]],
  ]);
  assert.deepEqual(
    [vae.config.input, vae.config.latent, vae.config.classes, vae.config.hidden],
    [784, 20, 10, [400]],
  );
  vae.dispose();
});

test("agrees with the same network written out by hand", () => {
  const vae = small();
  const weight = (name: string) => vae.weights[`${name}/weight`]!.arraySync() as number[][];
  const product = (row: number[], matrix: number[][]) =>
    matrix[0]!.map((_, j) => row.reduce((sum, value, i) => sum + value * matrix[i]![j]!, 0));
  const x = Array.from({ length: 16 }, (_, i) => i / 16);
  const given = vae.given([1]);
  const h = product([...x, 0, 1], weight("encoder/hidden0")).map(Math.tanh);
  const { mean, logVariance } = given.encode(tf.tensor2d([x]));
  assertClose(mean.dataSync(), product(h, weight("encoder/mean")), 1e-5);
  assertClose(logVariance.dataSync(), product(h, weight("encoder/logVariance")), 1e-5);
  const up = product([0.3, -1.2, 0, 1], weight("decoder/hidden0")).map(Math.tanh);
  const logits = given.decode(tf.tensor2d([[0.3, -1.2]]));
  assertClose(logits.dataSync(), product(up, weight("decoder/logits")), 1e-5);
});

test("an image's label changes its own row alone, in both halves", () => {
  const vae = small();
  const x = three();
  const z = tf.tensor2d([
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  const rows = (labels: number[]) => {
    const given = vae.given(labels);
    const { mean, logVariance } = given.encode(x);
    return [mean, logVariance, given.decode(z)].map((t) => t.arraySync());
  };
  const [before, after] = [rows([0, 1, 0]), rows([0, 0, 0])];
  before.forEach((tensor, i) => {
    assert.deepEqual(tensor[0], after[i]![0]);
    assert.notDeepEqual(tensor[1], after[i]![1]);
    assert.deepEqual(tensor[2], after[i]![2]);
  });
});

test("labels may be numbers, bytes, or an int32 tensor", () => {
  const vae = small();
  const means = (labels: Labels) => vae.given(labels).encode(three()).mean.dataSync();
  const expected = means([1, 0, 1]);
  assert.deepEqual(means(Uint8Array.of(1, 0, 1)), expected);
  assert.deepEqual(means(tf.tensor1d([1, 0, 1], "int32")), expected);
});

test("refuses what is no label, and a number of labels that is not that of the images", () => {
  const vae = small();
  const refused = (labels: Labels, message: RegExp, name = "RangeError") => {
    assert.throws(() => vae.given(labels), { name, message });
  };
  refused([0, 2], /given: the label of image 1 must be .* at most 1; it is 2\. .* 2 classes/);
  refused([-1], /the label of image 0 .* it is -1/);
  refused([0.5], /a whole number .* it is 0\.5/);
  refused([], /given: there are no labels/);
  refused(tf.tensor1d([0, 1]), /float32 tensor, they must be int32/, "TypeError");
  refused(tf.zeros([2, 2], "int32") as unknown as tf.Tensor1D, /labels has shape \[2, 2\]/);
  assert.throws(() => vae.given([0, 1]).encode(three()), {
    message: /encode: images has shape \[3, 16\], expected \[2, 16\]/,
  });
  assert.throws(() => vae.given([0, 1]).encode(tf.zeros([2, 15])), /expected \[2, 16\]/);
  assert.throws(() => vae.given([0, 1]).decode(tf.zeros([3, 2])), {
    message: /decode: latent has shape \[3, 2\], expected \[2, 2\]/,
  });
  assert.throws(() => vae.sample(2, { seed: 0, label: 2 }), /it is 2/);
  assert.throws(() => vae.transfer(three(), [0, 1, 0], [7]), /it is 7/);
  assert.throws(() => new ConditionalVae({ classes: 1 }), /ConditionalVae: classes .* it is 1/);
  assert.throws(() => new ConditionalVae({ latent: 0 }), /ConditionalVae: latent .* it is 0/);
});

test("a tensor's label without a class makes the loss of its image NaN, and fit says so", async () => {
  const labels = tf.tensor1d([0, 2, -1], "int32");
  const { kl } = elbo(small().given(labels), three(), { seed: 0 });
  assert.deepEqual(
    Array.from(kl.dataSync(), (value) => Number.isNaN(value)),
    [false, true, true],
  );
  const set = bars(20);
  const train = { ...set, labels: set.labels.map((label) => 2 * label) };
  await assert.rejects(fit(small(), train, { epochs: 1, objective }), /fit: the loss is NaN/);
});

test("the gradient of the ELBO is that of finite differences", () => {
  const given = small().given([0, 1, 1]);
  assertGradient((x) => elbo(given, x, { beta: 2, seed: 5 }).kl.mean<tf.Scalar>(), three());
  const latent = tf.randomNormal<tf.Rank.R2>([3, 2], 0, 1, "float32", 4);
  const weights = tf.randomNormal([3, 16], 0, 1, "float32", 2);
  assertGradient((z) => given.decode(z).sigmoid().mul(weights).sum(), latent);
});

test("every weight's gradient is the slope along it, also that of the label's rows", () => {
  const vae = small();
  const images = three();
  const loss = () => elbo(vae.given([0, 1, 1]), images, { seed: 3 }).objective.mean<tf.Scalar>();
  const { grads } = tf.variableGrads(loss, vae.variables);
  for (const [name, variable] of Object.entries(vae.weights)) {
    const gradient = grads[variable.name]!.dataSync<"float32">();
    const original = variable.dataSync<"float32">().slice();
    // The largest coordinate, and the first of the label's rows, which are the last two.
    const width = variable.shape[1] ?? 1;
    const largest = gradient.reduce(
      (best, g, k) => (Math.abs(g) > Math.abs(gradient[best]!) ? k : best),
      0,
    );
    const label = name.includes("hidden0/weight") ? [gradient.length - 2 * width] : [];
    for (const i of [largest, ...label]) {
      const at = (delta: number): number => {
        const moved = original.slice();
        moved[i]! += delta;
        variable.assign(tf.tensor(moved, variable.shape));
        return loss().dataSync()[0]!;
      };
      // Values near 12 carry 1e-6 of rounding, 1e-4 in the slope.
      const numeric = (at(1e-2) - at(-1e-2)) / 2e-2;
      variable.assign(tf.tensor(original, variable.shape));
      assert.notEqual(gradient[i], 0, name);
      const error = Math.abs(gradient[i]! - numeric);
      assert.ok(error < 3e-3 * (1 + Math.abs(numeric)), `${name}: ${gradient[i]}, not ${numeric}`);
    }
  }
});

test("samples are intensities of the label; the same seed draws the same styles", () => {
  const vae = small();
  const samples = vae.sample(4, { seed: 3, label: 1 });
  assert.deepEqual(samples.shape, [4, 16]);
  assert.ok(samples.dataSync().every((p) => p >= 0 && p <= 1));
  assert.deepEqual(vae.sample(4, { seed: 3, label: 1 }).dataSync(), samples.dataSync());
  assert.notDeepEqual(vae.sample(4, { seed: 3, label: 0 }).dataSync(), samples.dataSync());
});

test("transfer: row by row, the image's own style in each of the new labels", () => {
  const vae = small();
  const x = three();
  const labels = [0, 1, 1];
  const images = vae.transfer(x, labels, [1, 0, 1, 1]).arraySync();
  assert.equal(images.length, 12);
  const { mean } = vae.given(labels).encode(x);
  const as = (label: number) =>
    vae.given([label, label, label]).decode(mean).sigmoid<tf.Tensor2D>().arraySync();
  const [zeros, ones] = [as(0), as(1)];
  [0, 1, 2].forEach((i) => {
    assertClose(images[4 * i]!, ones[i]!, 1e-6);
    assertClose(images[4 * i + 1]!, zeros[i]!, 1e-6);
    assertClose(images[4 * i + 3]!, ones[i]!, 1e-6);
  });
  assert.deepEqual(vae.transfer(x, labels).shape, [6, 16]);
});

test("learns to draw what the label says, whatever z is", async () => {
  const vae = small();
  // Label 0 are lying bars, label 1 upright ones; where the bar is, is left to z.
  const train = bars(80);
  const optimizer = adam({ learningRate: 0.01 });
  await fit(vae, train, { epochs: 40, batchSize: 10, seed: 2, objective, optimizer });
  const lying = (values: number[]) => {
    const square = [0, 1, 2, 3].map((i) => values.slice(4 * i, 4 * i + 4));
    const rows = square.map((row) => row.reduce((a, b) => a + b));
    const columns = rows.map((_, j) => square.reduce((sum, row) => sum + row[j]!, 0));
    const spread = (sums: number[]) => Math.max(...sums) - Math.min(...sums);
    return spread(rows) > spread(columns);
  };
  const drawn = (label: number) => vae.sample(20, { seed: 4, label }).arraySync().map(lying);
  const right = [...drawn(0), ...drawn(1).map((is) => !is)].filter(Boolean).length;
  // A label that is ignored gives 20 of the 40, for each image counts once for and once against.
  assert.ok(right >= 36, `${right} of 40`);
});

test("a stopped training goes on from its checkpoint as if it had not been stopped", async () => {
  const options: FitOptions<ConditionalVae> = { batchSize: 10, seed: 5, objective };
  const unbroken = small();
  await fit(unbroken, bars(50), { ...options, epochs: 3 });
  const checkpoint = checkpointFolder(join(root, "run"));
  await fit(small(), bars(50), { ...options, epochs: 1, checkpoint });
  const resumed = small();
  await fit(resumed, bars(50), { ...options, epochs: 3, checkpoint, resume: true });
  assert.deepEqual(valuesOf(resumed), valuesOf(unbroken));
  const other = new ConditionalVae({ input: 16, hidden: [12], latent: 2, classes: 3 });
  await assert.rejects(
    fit(other, bars(50), { ...options, epochs: 3, checkpoint, resume: true }),
    /another model/,
  );
});

nativeTest("compiled and plain training agree", async () => {
  const run = async (compile: boolean) => {
    const vae = small();
    await fit(vae, bars(43), { epochs: 2, batchSize: 10, seed: 3, objective, compile });
    return valuesOf(vae).flatMap((values) => Array.from(values));
  };
  // 10 steps of some 50 operations, each rounded by 6e-8, at the worst all in one direction, make 3e-5.
  assertClose(await run(true), await run(false), 3e-5);
});

test("evaluate passes the labels; without an objective it says how", async () => {
  const vae = small();
  const set = bars(9);
  const terms = await evaluate(vae, set, { objective });
  const wrong = { ...set, labels: set.labels.map((label) => 1 - label) };
  assert.notEqual((await evaluate(vae, wrong, { objective })).loss, terms.loss);
  await assert.rejects(evaluate(vae, set), { name: "TypeError", message: /vae\.given\(labels\)/ });
});

test("leaves no tensor behind, and frees its weights", () => {
  const before = tf.memory().numTensors;
  const vae = small();
  const x = three();
  const labels = tf.tensor1d([0, 1, 1], "int32");
  const z = tf.zeros<tf.Rank.R2>([3, 2]);
  for (const given of [labels, [0, 1, 1]]) {
    assertNoLeak(() => {
      vae.given(given);
      return [];
    });
    assertNoLeak(() => ({ ...vae.given(given).encode(x) }));
    assertNoLeak(() => vae.given(given).decode(z));
    assertNoLeak(() => ({ ...elbo(vae.given(given), x, { seed: 0 }) }));
    assertNoLeak(() => vae.transfer(x, given));
  }
  assertNoLeak(() => vae.sample(2, { seed: 0, label: 1 }));
  assert.equal(labels.isDisposed, false);
  vae.dispose();
  tf.dispose([x, labels, z]);
  assert.equal(tf.memory().numTensors, before);
});
