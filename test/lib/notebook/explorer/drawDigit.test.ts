import * as tf from "@tensorflow/tfjs";
import { jupyterDisplay } from "@vae-cookbook/kernel/widgets";
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import { backend } from "../../../../lib/backend";
import type { ImageSet } from "../../../../lib/data/imageSet";
import { images } from "../../../../lib/data/images";
import { mnist } from "../../../../lib/data/mnist";
import { take } from "../../../../lib/data/take";
import { reparameterize, Vae } from "../../../../lib/models";
import { drawDigit } from "../../../../lib/notebook";
import { likeMnist } from "../../../../lib/notebook/explorer/likeMnist";
import { evaluate } from "../../../../lib/training";
import { Page } from "./asked";

let some: ImageSet;
let vae: Vae;
let page: Page | undefined;
before(async () => {
  await backend();
  some = take((await mnist()).test, 50);
  vae = new Vae({ hidden: [8], latent: 4, seed: 1 });
});
afterEach(() => {
  page?.kernel.remove();
  page = undefined;
});

const example = (i: number) => Uint8Array.from(some.pixels.subarray(784 * i, 784 * (i + 1)));
const toBytes = (values: ArrayLike<number>) => Uint8Array.from(values, (p) => Math.round(255 * p));

test("posterior, reconstruction, draws, rate and distortion, each worked out anew", () => {
  page = new Page(drawDigit(vae, { seed: 3 }));
  const { content, buffers } = page.ask({}, [example(2)]);
  const { mean, deviation, rate, distortion } = content as unknown as {
    mean: number[];
    deviation: number[];
    rate: number;
    distortion: number;
  };
  const { posterior, reconstruction, drawn } = tf.tidy(() => {
    const x = images(some, [2]);
    const q = vae.encode(x);
    const rows = (row: tf.Tensor2D) => tf.concat2d(Array<tf.Tensor2D>(6).fill(row), 0);
    const z = reparameterize(rows(q.mean), rows(q.logVariance), { seed: 3 });
    return {
      posterior: [q.mean.arraySync()[0]!, q.logVariance.arraySync()[0]!] as const,
      reconstruction: vae.reconstruct(x).dataSync(),
      drawn: vae.decode(z).sigmoid().arraySync(),
    };
  });
  const [means, logVariances] = posterior;
  assert.deepEqual(mean, means);
  const near = (a: number, b: number) => {
    assert.ok(Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b)), `${a} instead of ${b}`);
  };
  deviation.forEach((s, j) => {
    near(s, Math.exp(logVariances[j]! / 2));
  });
  near(
    rate,
    means.reduce(
      (sum, m, j) => sum + (m ** 2 + Math.exp(logVariances[j]!) - 1 - logVariances[j]!) / 2,
      0,
    ),
  );
  const crossEntropies = drawn.map((row) =>
    row.reduce((sum, p, i) => {
      const x = some.pixels[784 * 2 + i]! / 255;
      return sum - x * Math.log(p) - (1 - x) * Math.log(1 - p);
    }, 0),
  );
  near(distortion, crossEntropies.reduce((a, b) => a + b) / 6);
  assert.equal(buffers.length, 8);
  assert.deepEqual(buffers[0], example(2));
  assert.deepEqual(buffers[1], toBytes(reconstruction));
  drawn.forEach((row, k) => {
    assert.deepEqual(buffers[k + 2], toBytes(row));
  });
});

test("a drawing is made like an image of MNIST first; no tensor is left over", () => {
  const tensors = tf.memory().numTensors;
  page = new Page(drawDigit(vae, { images: some }));
  const ink = new Uint8Array(40 * 60);
  for (let y = 5; y < 30; y++) ink.fill(200, y * 60 + 30, y * 60 + 38);
  const seen = page.ask({ inkHeight: 40, inkWidth: 60 }, [ink]).buffers[0];
  const sizes = [
    { height: 40, width: 60 },
    { height: 28, width: 28 },
  ] as const;
  assert.deepEqual(seen, toBytes(likeMnist(ink, ...sizes)));
  for (let i = 0; i < 20; i++) page.ask({}, [example(i)]);
  page.errorOf({});
  assert.equal(tf.memory().numTensors, tensors);
});

test("what the page begins with is the first example, beside the averages of the images", async () => {
  const { value } = drawDigit(vae, { images: some });
  const first = value["first"] as { images: Uint8Array[]; mean: number[] };
  assert.deepEqual(first.images[0], example(0));
  const average = value["average"] as { name: string; rate: number; distortion: number };
  assert.equal(average.name, "MNIST test, first 50");
  const terms = await evaluate(vae, some, { seed: 5 });
  assert.ok(Math.abs(average.rate - terms.rate) < 1e-4 * terms.rate);
  // One draw an image, another one each: of an untrained model they differ little.
  assert.ok(Math.abs(average.distortion / terms.distortion - 1) < 0.05);
  assert.equal(drawDigit(vae).value["average"], null);
});

test("points of the plane only where the code is one", () => {
  const plane = new Vae({ hidden: [8], latent: 2 });
  const meansOf = (model: Vae) =>
    (drawDigit(model, { images: some }).value["codes"] as { means: Float32Array }).means.length;
  assert.equal(meansOf(plane), 2 * 50);
  assert.equal(meansOf(vae), 0);
  plane.dispose();
});

test("its picture is the first example, its reconstruction and six draws", () => {
  const bundle = drawDigit(vae, { images: some })[jupyterDisplay]();
  assert.match(String(bundle["text/plain"]), /6 images decoded from draws .* run this cell/);
  const png = Buffer.from(String(bundle["image/png"]), "base64");
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [8 * 58 - 2, 56]);
});

test("refused", () => {
  page = new Page(drawDigit(vae));
  assert.match(String(page.errorOf({})), /drawDigit: a drawing is missing/);
  assert.match(String(page.errorOf({}, [new Uint8Array(3)])), /28 × 28 values, it has 3/);
  const wrong = { inkHeight: 2, inkWidth: 2 };
  assert.match(String(page.errorOf(wrong, [new Uint8Array(3)])), /ink must have 2 × 2 values/);
  assert.match(String(page.errorOf({ inkHeight: 2 }, [new Uint8Array(4)])), /inkWidth must be/);
  assert.throws(() => drawDigit(null as never), { name: "TypeError", message: /must be a VAE/ });
  assert.throws(() => drawDigit(vae, { seed: 0.5 }), {
    name: "RangeError",
    message: /seed must be/,
  });
});
