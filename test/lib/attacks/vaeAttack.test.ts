import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { vaeAttack } from "../../../lib/attacks";
import { backend } from "../../../lib/backend";
import { Vae, type EncoderDecoder } from "../../../lib/models";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { smallImages, smallVae } from "../losses/smallVae";

before(() => backend());

/** Images are their own codes, with these log σ². */
const identity = (logVariances: readonly number[]): Pick<EncoderDecoder, "encode"> => ({
  encode: (images) =>
    tf.tidy(() => ({
      mean: images.clone(),
      logVariance: tf.tensor1d([...logVariances]).add<tf.Tensor2D>(images.zerosLike()),
    })),
});

const x = (): tf.Tensor2D => tf.tensor2d([[0.5, 0.5, 0.5]]);
const target = (): tf.Tensor2D => tf.tensor2d([[0.9, 0.2, 0.55]]);

test("where images are codes, it goes straight to the target as far as it may", () => {
  const vae = identity([0, 0, 0]);
  // What is within ε is reached up to a step, 4/3 ε / 40.
  const cube = vaeAttack(vae, x(), target(), { epsilon: 0.2, compile: false }).dataSync();
  assertClose(cube.slice(0, 2), [0.7, 0.3], 1e-6);
  assert.ok(Math.abs(cube[2]! - 0.55) <= 0.0067, `${cube[2]}`);
  const length = Math.hypot(0.4, -0.3, 0.05);
  const ball = vaeAttack(vae, x(), target(), {
    epsilon: 0.2,
    norm: "l2",
    steps: 200,
    compile: false,
  }).dataSync();
  const expected = [0.4, -0.3, 0.05].map((change) => 0.5 + (0.2 * change) / length);
  assertClose(ball, expected, 1e-3);
});

test("a code counts as much as the target's posterior is sure of it: 1 / σ²", () => {
  // One step from x goes along (t − x) / σ².
  const vae = identity([Math.log(0.01), 0, Math.log(4)]);
  const options = { epsilon: 0.2, norm: "l2", steps: 1, stepSize: 0.1 } as const;
  const way = [0.4 / 0.01, -0.3, 0.05 / 4];
  const expected = way.map((value) => 0.5 + (0.1 * value) / Math.hypot(...way));
  assertClose(vaeAttack(vae, x(), target(), options).dataSync(), expected, 1e-5);
});

test("the variance of the code is part of the distance", () => {
  // μ = 0 everywhere and log σ² = x: KL(q(x) ‖ q(t)) is least at x = t, on either side of which it rises.
  const vae: Pick<EncoderDecoder, "encode"> = {
    encode: (images) => ({ mean: images.mul(0), logVariance: images.clone() }),
  };
  const [from, to] = [tf.tensor2d([[0.2, 0.8]]), tf.tensor2d([[0.5, 0.5]])];
  const found = vaeAttack(vae, from, to, { epsilon: 0.5, steps: 100, compile: false }).dataSync();
  for (const value of found) assert.ok(Math.abs(value - 0.5) <= (4 / 3) * 0.005, `${value}`);
});

test("brings the code of an image nearer to that of the target", () => {
  const vae = smallVae();
  const [images, targets] = [smallImages(), tf.reverse(smallImages(), 0)];
  const distances = (of: tf.Tensor2D): ArrayLike<number> =>
    vae.encode(of).mean.sub(vae.encode(targets).mean).square().sum(1).dataSync();
  const [before, after] = [
    distances(images),
    distances(
      vaeAttack(vae, images, targets, { epsilon: 0.3, seed: 1, randomStart: true, compile: false }),
    ),
  ];
  for (let i = 0; i < 4; i++) assert.ok(after[i]! < before[i]!, `${before[i]} → ${after[i]}`);
});

nativeTest("compiled and plain steps agree", () => {
  const vae = new Vae({ input: 6, hidden: [5], latent: 2, activation: "tanh", seed: 3 });
  const [images, targets] = [smallImages(), tf.reverse(smallImages(), 0)];
  const at = (compile: boolean): ArrayLike<number> =>
    vaeAttack(vae, images, targets, { epsilon: 0.3, norm: "l2", compile }).dataSync();
  assertClose(at(true), at(false), 1e-5);
});

test("leaves no tensor behind, and refuses what does not fit", () => {
  const vae = smallVae();
  const [images, targets] = [smallImages(), smallImages()];
  const attack = (options: object = {}): tf.Tensor2D =>
    vaeAttack(vae, images, targets, { epsilon: 0.1, steps: 4, randomStart: true, ...options });
  assertNoLeak(() => attack());
  assertNoLeak(() => attack({ compile: true, steps: 6 }));
  assert.throws(() => attack({ epsilon: -1 }), /^RangeError: vaeAttack: epsilon must be/);
  assert.throws(() => attack({ norm: "l0" }), /^RangeError: vaeAttack: norm is "l0"/);
  assert.throws(
    () => vaeAttack(vae, images, tf.zeros([1, 6]), { epsilon: 0.1 }),
    /^RangeError: vaeAttack: targets has shape \[1, 6\], expected \[4, 6\]/,
  );
});
