import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { betaVaeScore } from "../../../lib/metrics/betaVaeScore";
import { disentanglement } from "../../../lib/metrics/disentanglement";
import { encodeFactors } from "../../../lib/metrics/encodeFactors";
import { factorVaeScore } from "../../../lib/metrics/factorVaeScore";
import { Vae } from "../../../lib/models/vae";
import { identityData } from "./identityData";

before(() => backend());

const data = identityData({ factors: 4 });
const perfect = (images: tf.Tensor2D) => images;
const constant = (images: tf.Tensor2D) => tf.zeros<tf.Rank.R2>([images.shape[0], 3]);
/** Each dimension has as much of each factor as any other: an orthogonal matrix of equal entries. */
const half = [
  [1, 1, 1, 1],
  [1, -1, 1, -1],
  [1, 1, -1, -1],
  [1, -1, -1, 1],
].flat();
const turned = (images: tf.Tensor2D) =>
  images.matMul(tf.tensor2d(half, [4, 4])).div<tf.Tensor2D>(2);
const noise = (images: tf.Tensor2D) =>
  Array.from({ length: images.shape[0] }, () => {
    state = (state * 48271) % 2147483647;
    const next = (state * 16807) % 2147483647;
    return [state / 2147483647, next / 2147483647];
  });
let state = 1;
const votes = { seed: 1, votes: 300, testVotes: 300, votingImages: 16, varianceImages: 500 };
const points = { seed: 1, points: 300, testPoints: 300, pairs: 16 };

test("FactorVAE score: 1, 0 without active dimensions, and lower when rotated", async () => {
  const best = await factorVaeScore(perfect, data, votes);
  assert.equal(best.score, 1);
  assert.equal(best.trainScore, 1);
  best.votes.forEach((row, j) => {
    assert.equal(
      row[j],
      row.reduce((a, b) => a + b),
    );
  });
  const worst = await factorVaeScore(constant, data, votes);
  assert.equal(worst.score, 0);
  assert.deepEqual(worst.activeDimensions, []);
  // Every dimension loses the same variance, whatever is fixed: guessing, 1/4 ± 0.025, and the values' own effect.
  const low = await factorVaeScore(turned, data, votes);
  assert.ok(low.score < 0.6, String(low.score));
});

test("FactorVAE score: a collapsed dimension has no vote, though it varies least", async () => {
  const idle = (images: tf.Tensor2D) =>
    images.concat(images.slice([0, 0], [-1, 1]).mul<tf.Tensor2D>(1e-3), 1);
  const score = await factorVaeScore(idle, data, votes);
  assert.deepEqual(score.activeDimensions, [0, 1, 2, 3]);
  assert.equal(score.score, 1);
  const kept = await factorVaeScore(idle, data, { ...votes, collapsedBelow: 1e-6 });
  assert.equal(kept.activeDimensions.length, 5);
});

test("noise is guessing for both scores", async () => {
  // 1/4, with standard error √(3/16 / 300) = 0.025; four of them.
  const [byVotes, byPoints] = [
    await factorVaeScore(noise, data, votes),
    await betaVaeScore(noise, data, points),
  ];
  assert.ok(Math.abs(byVotes.score - 0.25) < 0.1, String(byVotes.score));
  assert.ok(Math.abs(byPoints.score - 0.25) < 0.1, String(byPoints.score));
});

test("β-VAE score: 1, guessing for a constant, whatever the scale of the code", async () => {
  assert.ok((await betaVaeScore(perfect, data, points)).score > 0.99);
  const tiny = (images: tf.Tensor2D) => images.mul<tf.Tensor2D>(1e-4);
  assert.ok((await betaVaeScore(tiny, data, points)).score > 0.99);
  const guess = await betaVaeScore(constant, data, points);
  assert.ok(Math.abs(guess.score - 0.25) < 0.1, String(guess.score));
  const low = await betaVaeScore(turned, data, points);
  assert.ok(low.score < 0.9, String(low.score));
});

test("codes and factors belong together, in batches, and take what is there", async () => {
  const own = identityData({ factors: 3, values: 5 });
  const { codes, factors, categorical } = await encodeFactors(perfect, own, {
    seed: 2,
    samples: 600,
  });
  assert.deepEqual(own.drawn, [256, 256, 88]);
  assert.equal(codes.length, 600);
  codes.forEach((code, i) => {
    assert.deepEqual(
      Array.from(code, (v) => Math.round(v * 4)),
      [...factors[i]!],
    );
  });
  assert.deepEqual(categorical, []);
  const [first, ...others] = own.factors;
  const named = { ...own, factors: [{ ...first!, values: ["a", "b", "c", "d", "e"] }, ...others] };
  const named1 = await encodeFactors(perfect, named, { seed: 2, samples: 3 });
  assert.deepEqual(named1.categorical, [0]);
});

test("a model's codes are its posterior means; all scores in one call; seeds repeat; nothing leaks", async () => {
  const own = identityData({ factors: 3, values: 3 });
  const vae = new Vae({ input: 3, hidden: [], latent: 4, seed: 3 });
  const before = tf.memory().numTensors;
  const told: string[] = [];
  const options = { seed: 5, samples: 300, onProgress: (name: string) => void told.push(name) };
  const { codes } = await encodeFactors(vae, own, { seed: 5, samples: 300 });
  assert.equal(codes[0]?.length, 4);
  const small = { votes: 20, testVotes: 20, points: 20, testPoints: 20, varianceImages: 50 };
  const a = await disentanglement(vae, own, { ...options, ...small });
  const b = await disentanglement(vae, own, { ...options, ...small });
  assert.deepEqual(a, b);
  assert.equal(told.length, 10);
  for (const score of Object.values(a.scores)) assert.ok(score >= 0 && score <= 1);
  assert.equal(a.scores.mig, a.mig.score);
  assert.equal(tf.memory().numTensors, before);
  vae.dispose();
});

test("refuses encoders and data that are none, and leaves no tensor then either", async () => {
  const before = tf.memory().numTensors;
  const short = () => [[1, 2]];
  await assert.rejects(encodeFactors(short, data, { seed: 1, samples: 5 }), {
    name: "RangeError",
    message: /encodeFactors: the encoder gave codes \[1, 2\] for 5 images/,
  });
  const none = (() => undefined) as unknown as () => number[][];
  await assert.rejects(encodeFactors(none, data, { seed: 1, samples: 5 }), { name: "TypeError" });
  const single = identityData({ factors: 1 });
  await assert.rejects(factorVaeScore(perfect, single, votes), /there is one factor only/);
  await assert.rejects(betaVaeScore(perfect, single, points), /there is one factor only/);
  await assert.rejects(betaVaeScore(perfect, data, { ...points, pairs: 0 }), /pairs must be/);
  const aborted = { ...votes, signal: AbortSignal.abort() };
  await assert.rejects(factorVaeScore(perfect, data, aborted), { name: "AbortError" });
  assert.equal(tf.memory().numTensors, before);
});
