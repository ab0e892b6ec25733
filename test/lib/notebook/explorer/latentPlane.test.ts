import * as tf from "@tensorflow/tfjs";
import { jupyterDisplay } from "@vae-cookbook/kernel/widgets";
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import { PNG } from "pngjs";
import { backend } from "../../../../lib/backend";
import { imageSet, type ImageSet } from "../../../../lib/data/imageSet";
import { images } from "../../../../lib/data/images";
import { mnist } from "../../../../lib/data/mnist";
import { take } from "../../../../lib/data/take";
import { ConditionalVae, ConvolutionalVae, Vae } from "../../../../lib/models";
import { latentPlane, show } from "../../../../lib/notebook";
import { printed } from "../captured";
import { Page } from "./asked";

let some: ImageSet;
let vae: Vae;
let page: Page | undefined;
before(async () => {
  await backend();
  some = take((await mnist()).test, 50);
  vae = new Vae({ hidden: [8], latent: 2, seed: 1 });
});
afterEach(() => {
  page?.kernel.remove();
  page = undefined;
});

const bytesAt = (z: number[]): Uint8Array =>
  tf.tidy(() =>
    Uint8Array.from(
      vae
        .decode(tf.tensor2d([z]))
        .sigmoid()
        .dataSync(),
      (p) => Math.round(255 * p),
    ),
  );

test("a place is decoded by the model, and the images with the nearest codes come along", () => {
  const plane = latentPlane(vae, { images: some });
  page = new Page(plane);
  const z = [0.5, -0.25];
  const { content, buffers } = page.ask({ z });
  assert.deepEqual(buffers[0], bytesAt(z));

  const codes = tf.tidy(() => vae.encode(images(some)).mean.arraySync());
  const distance = (i: number) => Math.hypot(codes[i]![0]! - 0.5, codes[i]![1]! + 0.25);
  const near = codes
    .map((_, i) => i)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, 5);
  assert.deepEqual(content, { z, near: near.map((i) => String(some.labels[i])) });
  near.forEach((i, k) => {
    assert.deepEqual(buffers[k + 1], Uint8Array.from(some.pixels).slice(784 * i, 784 * (i + 1)));
  });
});

test("no tensor is left over, however often it is asked", () => {
  const tensors = tf.memory().numTensors;
  page = new Page(latentPlane(vae, { images: some }));
  for (let i = 0; i < 100; i++) page.ask({ z: [i / 50, 0] });
  page.errorOf({ z: [1] });
  assert.equal(tf.memory().numTensors, tensors);
});

test("it is the model of the moment that decodes", () => {
  const bias = vae.weights["decoder/logits/bias"]!;
  const before = bias.clone();
  page = new Page(latentPlane(vae));
  const dark = page.ask({ z: [0, 0] });
  assert.deepEqual(dark.content, { z: [0, 0], near: [] });
  bias.assign(tf.fill(bias.shape, 20));
  assert.ok(page.ask({ z: [0, 0] }).buffers[0]!.every((byte) => byte === 255));
  bias.assign(tf.fill(bias.shape, NaN));
  assert.match(String(page.errorOf({ z: [0, 0] })), /latentPlane: the decoder gives NaN/);
  bias.assign(before);
  before.dispose();
});

test("its picture is the map, the topmost row with the largest z₂; in plain Node it is words", async () => {
  const plane = latentPlane(vae, { images: some, range: 4, columns: 3 });
  const bundle = plane[jupyterDisplay]();
  assert.match(String(bundle["image/png"]), /^iVBORw0KGgo/);
  const text = String(bundle["text/plain"]);
  assert.match(
    text,
    /3 × 3 places, z₁ from −4 to 4 .* codes of images of MNIST test.* run this cell/,
  );
  const said = await printed(() => {
    show(plane);
  });
  assert.equal(said, text);
  const png = PNG.sync.read(Buffer.from(String(bundle["image/png"]), "base64"));
  assert.deepEqual([png.width, png.height], [84, 84]);
  // The middles of three thirds of −4 … 4 are −8/3, 0 and 8/3; shades are rounded.
  const expected = bytesAt([8 / 3, 8 / 3]);
  for (let y = 0; y < 28; y++) {
    for (let x = 0; x < 28; x++) {
      const shade = png.data[4 * (y * 84 + 56 + x)]!;
      assert.ok(Math.abs(shade - expected[28 * y + x]!) <= 13, `${shade} at ${x}, ${y}`);
    }
  }
});

test("the plane holds nearly all codes, and the code sees where the reader stops", () => {
  const wide = new Vae({ hidden: [8], latent: 2, seed: 1 });
  wide.weights["encoder/mean/bias"]!.assign(tf.tensor1d([6.2, 0]));
  const plane = latentPlane(wide, { images: some });
  const range = plane.value["range"] as number;
  assert.ok(range > 5 && range < 9 && (2 * range) % 1 === 0, `range ${range}`);
  assert.equal(latentPlane(wide).value["range"], 3);
  page = new Page(plane);
  page.change({ z: [1, 2] });
  assert.deepEqual(plane.value.z, [1, 2]);
  wide.dispose();
});

test("what is no question is left alone, a wrong one is answered with the rule", () => {
  page = new Page(latentPlane(vae));
  for (const junk of [null, 3, "z", {}, []]) page.ignores(junk);
  assert.match(
    String(page.errorOf({ z: [1, 2, 3] })),
    /latentPlane: z must have 2 numbers, it has 3/,
  );
  assert.match(String(page.errorOf({ z: ["1", 2] })), /z must be a list of finite numbers/);
  assert.match(String(page.errorOf({})), /z must be a list of finite numbers/);
});

test("refused", () => {
  const large = new Vae({ hidden: [8], latent: 20 });
  const odd = new Vae({ hidden: [8], latent: 2, input: 10 });
  const tiny = imageSet(new Uint8Array(9), { height: 3, width: 3 });
  const red = imageSet(new Uint8Array(784 * 3), { height: 28, width: 28, channels: 3 });
  const cases: [make: () => unknown, name: string, message: RegExp][] = [
    [
      () => latentPlane(large),
      "RangeError",
      /must have 2 dimensions; this model's has 20\. Use latentSliders/,
    ],
    [
      () => latentPlane(odd),
      "RangeError",
      /10 values are no grey image of 3 × 3\. Pass \{ images \}/,
    ],
    [
      () => latentPlane(vae, { images: tiny }),
      "RangeError",
      /the model's 784 values; images has 3 × 3 = 9/,
    ],
    [() => latentPlane(vae, { images: red }), "RangeError", /must be grey; images has 3 channels/],
    [() => latentPlane(undefined as never), "TypeError", /must be a VAE/],
    [() => latentPlane(vae, { images: [] as never }), "TypeError", /must be an ImageSet/],
    [
      () => latentPlane(vae, { columns: 1 }),
      "RangeError",
      /columns must be a whole number of at least 2/,
    ],
    [() => latentPlane(vae, { range: 0 }), "RangeError", /range must be a finite number/],
    [
      () => latentPlane(vae, { size: 10 }),
      "RangeError",
      /size must be a finite number of at least 100/,
    ],
  ];
  for (const [make, name, message] of cases) assert.throws(make, { name, message });
  large.dispose();
  odd.dispose();
});

test("a model that is gone, broken, conditional or of colours is named", () => {
  const gone = new Vae({ hidden: [8], latent: 2, seed: 1 });
  page = new Page(latentPlane(gone, { images: some }));
  gone.dispose();
  assert.match(String(page.errorOf({ z: [0, 0] })), /latentPlane: the model was disposed of/);
  assert.throws(() => latentPlane(gone), /latentPlane: the model was disposed of/);

  const broken = new Vae({ hidden: [8], latent: 2, seed: 1 });
  const bias = broken.weights["encoder/mean/bias"]!;
  bias.assign(tf.fill(bias.shape, NaN));
  assert.throws(() => latentPlane(broken, { images: some }), /latentPlane: the encoder gives NaN/);
  broken.dispose();

  const conditional = new ConditionalVae({ hidden: [8], latent: 2, seed: 1 });
  assert.throws(() => latentPlane(conditional as unknown as Vae), /a ConditionalVae needs a label/);
  conditional.dispose();

  const colours = new ConvolutionalVae({ height: 8, width: 8, channels: 3, latent: 2, seed: 1 });
  assert.throws(() => latentPlane(colours), /images must be grey; the model's have 3 channels/);
  colours.dispose();
});
