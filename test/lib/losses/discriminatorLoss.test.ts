import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal, subseed } from "../../../lib/chance";
import {
  discriminatorLoss,
  gradientPenalty,
  nonSaturatingLoss,
  r1Penalty,
  wassersteinLoss,
} from "../../../lib/losses";
import { assertClose, assertNoLeak } from "../gradients";
import { critics } from "./slopePenalty";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

const points = (seed: number) => standardNormal<tf.Rank.R2>([4, 2], { seed });
const critic = () => critics["a smooth dense critic"]!();
const [real, fake] = [() => points(1), () => points(2)];

test("is the loss of the logits, by default the non-saturating one", () => {
  const d = critic();
  const [x, made] = [real(), fake()];
  const logits = [d.logit(x), d.logit(made)] as const;
  assertClose(
    discriminatorLoss(d, x, made, { seed: 1 }).dataSync(),
    nonSaturatingLoss.discriminator(...logits).dataSync(),
    1e-6,
  );
  assertClose(
    discriminatorLoss(d, x, made, { loss: wassersteinLoss, seed: 1 }).dataSync(),
    wassersteinLoss.discriminator(...logits).dataSync(),
    1e-6,
  );
});

test("and the penalties, weighed", () => {
  const d = critic();
  const [x, made] = [real(), fake()];
  const of = (penalty: object) =>
    discriminatorLoss(d, x, made, { penalty, seed: 5 }).sub(
      discriminatorLoss(d, x, made, { seed: 5 }),
    );
  const r1 = r1Penalty(d, x);
  const gradient = gradientPenalty(d, x, made, { seed: subseed(5, "discriminatorLoss") });
  assertClose(of({ r1: 3 }).dataSync(), r1.mul(3).dataSync(), 1e-5);
  assertClose(of({ gradient: 10 }).dataSync(), gradient.mul(10).dataSync(), 1e-5);
  const both = r1.mul(3).add(gradient.mul(10));
  assertClose(of({ r1: 3, gradient: 10 }).dataSync(), both.dataSync(), 1e-5);
});

test("every weight's gradient agrees with finite differences", () => {
  const d = critic();
  const [x, made] = [real(), fake()];
  const penalty = { r1: 0.5, gradient: 2 };
  const value = () => discriminatorLoss(d, x, made, { penalty, seed: 5 }).mean<tf.Scalar>();
  assertWeightGradients(d.weights, value);
});

test("refuses a negative weight", () => {
  const refused = (penalty: object, message: RegExp) => {
    const run = () => discriminatorLoss(critic(), real(), fake(), { penalty, seed: 1 });
    assert.throws(run, { name: "RangeError", message });
  };
  refused({ r1: -1 }, /discriminatorLoss: penalty\.r1 must be .* at least 0; it is -1/);
  refused({ gradient: NaN }, /discriminatorLoss: penalty\.gradient must be .*; it is NaN/);
});

test("leaves no tensor behind", () => {
  const d = critic();
  const [x, made] = [real(), fake()];
  const penalty = { r1: 1, gradient: 1 };
  assertNoLeak(() => discriminatorLoss(d, x, made, { penalty, seed: 1 }));
});
