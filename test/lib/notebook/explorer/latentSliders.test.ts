import * as tf from "@tensorflow/tfjs";
import { jupyterDisplay } from "@vae-cookbook/kernel/widgets";
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import { backend } from "../../../../lib/backend";
import type { ImageSet } from "../../../../lib/data/imageSet";
import { images } from "../../../../lib/data/images";
import { mnist } from "../../../../lib/data/mnist";
import { take } from "../../../../lib/data/take";
import { gaussianKl } from "../../../../lib/losses";
import { Vae } from "../../../../lib/models";
import { latentSliders } from "../../../../lib/notebook";
import { Page } from "./asked";

let some: ImageSet;
let vae: Vae;
let page: Page | undefined;
before(async () => {
  await backend();
  some = take((await mnist()).test, 1200);
  vae = new Vae({ hidden: [8], latent: 6, seed: 1 });
});
afterEach(() => {
  page?.kernel.remove();
  page = undefined;
});

test("rates are the KL's parts, per dimension in nats, and set the order of the sliders", () => {
  const { value } = latentSliders(vae, { images: some });
  const { rates, order } = value as unknown as { rates: number[]; order: number[] };
  const total = tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images(some));
    return gaussianKl(mean, logVariance).mean().dataSync()[0]!;
  });
  const sum = rates.reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - total) < 1e-5 * total, `${sum} instead of ${total} nats`);
  assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4, 5]);
  const sorted = order.map((j) => rates[j]!);
  assert.deepEqual(
    sorted,
    [...rates].sort((a, b) => b - a),
  );
});

test("it starts from an image's code", () => {
  const { value } = latentSliders(vae, { images: some, examples: 3 });
  const { names, codes, pixels, decoded } = value["examples"] as Record<string, unknown> & {
    codes: Float32Array;
  };
  assert.deepEqual(
    names,
    [0, 1, 2].map((i) => `image ${i}: ${some.labels[i]}`),
  );
  assert.deepEqual(pixels, Uint8Array.from(some.pixels).slice(0, 3 * 784));
  const { mean, image } = tf.tidy(() => {
    const x = images(some, [0, 1, 2]);
    return { mean: vae.encode(x).mean.dataSync(), image: vae.reconstruct(x).dataSync() };
  });
  assert.deepEqual(codes, Float32Array.from(mean));
  assert.deepEqual(value.z, Array.from(mean.slice(0, 6)));
  assert.deepEqual(
    decoded,
    Uint8Array.from(image, (p) => Math.round(255 * p)),
  );
});

test("a place is decoded; a draw is that of vae.sample; no tensor is left over", () => {
  const tensors = tf.memory().numTensors;
  const sliders = latentSliders(vae, { images: some });
  page = new Page(sliders);
  const { content, buffers } = page.ask({ seed: 7 });
  const sample = vae.sample(1, { seed: 7 });
  assert.deepEqual(
    buffers[0],
    Uint8Array.from(sample.dataSync(), (p) => Math.round(255 * p)),
  );
  sample.dispose();
  const z = content["z"] as number[];
  assert.equal(z.length, 6);
  assert.deepEqual(page.ask({ z }).buffers, buffers);
  for (let i = 0; i < 20; i++) page.ask(i % 2 ? { seed: i } : { z: [i, 0, 0, 0, 0, 0] });
  assert.equal(tf.memory().numTensors, tensors);
});

test("its picture has a row a shown dimension", () => {
  const bundle = latentSliders(vae, { images: some, shown: 4 })[jupyterDisplay]();
  assert.match(String(bundle["text/plain"]), /in the order of their rates: z\d, z\d, z\d, z\d\./);
  const png = Buffer.from(String(bundle["image/png"]), "base64");
  // Width and height in a PNG's header: 11 images across, 4 down, a pixel between them.
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [11 * 29 - 1, 4 * 29 - 1]);
});

test("refused", () => {
  page = new Page(latentSliders(vae, { images: some }));
  assert.match(String(page.errorOf({ z: [1] })), /latentSliders: z must have 6 numbers, it has 1/);
  assert.match(String(page.errorOf({ seed: 0.5 })), /seed must be a whole number/);
  assert.match(String(page.errorOf({ seed: "1" })), /seed must be a whole number, not a string/);
  const cases: [make: () => unknown, name: string, message: RegExp][] = [
    [() => latentSliders(vae, {} as never), "TypeError", /images are missing.*Pass \{ images/],
    [() => Reflect.apply(latentSliders, null, [vae]) as unknown, "TypeError", /images are missing/],
    [() => latentSliders({} as never, { images: some }), "TypeError", /must be a VAE/],
    [() => latentSliders(vae, { images: some, examples: 0 }), "RangeError", /examples must be/],
    [() => latentSliders(vae, { images: some, shown: 0 }), "RangeError", /shown must be/],
  ];
  for (const [make, name, message] of cases) assert.throws(make, { name, message });
});
