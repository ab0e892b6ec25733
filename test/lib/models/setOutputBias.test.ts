import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { imageSet } from "../../../lib/data";
import { ConvolutionalVae, setOutputBias, Vae } from "../../../lib/models";
import { assertClose } from "../gradients";

before(() => backend());

const set = (pixels: Uint8Array | Float32Array) => imageSet(pixels, { height: 1, width: 3 });

test("is the logit of each pixel's mean, kept off 0 and 1", () => {
  const vae = new Vae({ input: 3, hidden: [2], latent: 1 });
  const expected = [
    Math.log(0.25 / 0.75),
    Math.log(1e-3 / (1 - 1e-3)),
    -Math.log(1e-3 / (1 - 1e-3)),
  ];
  setOutputBias(vae, set(Float32Array.of(0.5, 0, 1, 0, 0, 1)));
  assertClose(vae.weights["decoder/logits/bias"]!.dataSync(), expected, 1e-5);
  // Bytes are divided by 255.
  setOutputBias(vae, set(Uint8Array.of(51, 0, 255, 51, 0, 255)));
  expected[0] = Math.log(0.2 / 0.8);
  assertClose(vae.weights["decoder/logits/bias"]!.dataSync(), expected, 1e-5);
});

test("a decoder without other weights then draws the mean image", () => {
  const vae = new Vae({ input: 3, hidden: [], latent: 2 });
  const weight = vae.weights["decoder/logits/weight"]!;
  weight.assign(tf.zerosLike(weight));
  setOutputBias(vae, set(Float32Array.of(0.5, 0.2, 1, 0.1, 0.2, 0)));
  assertClose(vae.sample(1, { seed: 1 }).dataSync(), [0.3, 0.2, 0.5], 1e-5);
});

test("a bias that serves all pixels of a channel is the channel's mean", () => {
  const vae = new ConvolutionalVae({ height: 2, width: 2, channels: 2, filters: [2], dense: 2 });
  const pixels = Float32Array.of(0.1, 0.8, 0.2, 0.8, 0.3, 0.8, 0.2, 0.8);
  setOutputBias(vae, imageSet(pixels, { height: 2, width: 2, channels: 2 }));
  assertClose(
    vae.weights["decoder/logits/bias"]!.dataSync(),
    [Math.log(0.2 / 0.8), Math.log(0.8 / 0.2)],
    1e-5,
  );
});

test("refuses images that do not fit the model", () => {
  assert.throws(
    () => {
      setOutputBias(new Vae({ input: 4 }), set(new Float32Array(3)));
    },
    {
      name: "RangeError",
      message: /setOutputBias: images of images have 3 values, the model makes 4/,
    },
  );
});

test("leaves no tensor behind", () => {
  const vae = new Vae({ input: 3, hidden: [2], latent: 1 });
  const { numTensors } = tf.memory();
  setOutputBias(vae, set(new Float32Array(3)));
  assert.equal(tf.memory().numTensors, numTensors);
});
