import assert from "node:assert/strict";
import { test } from "node:test";
import { epochs, loss } from "../../../lib/plots";
import { drawn, rows } from "./drawn";

const terms = (distortion: number, rate: number, beta = 1) => ({
  distortion,
  rate,
  negativeElbo: distortion + rate,
  loss: distortion + beta * rate,
});
const steps = (count: number, beta = 1) =>
  Array.from({ length: count }, (_, i) => ({ step: i + 1, ...terms(100 - i / 100, 20, beta) }));

test("each point is the mean over its share of the steps", () => {
  const kept = rows(loss({ steps: steps(1000) }, { points: 10 }));
  const distortion = kept.filter((row) => row["series"] === "distortion");
  assert.equal(distortion.length, 10);
  assert.equal(distortion[0]!["x"], "51"); // the mean of 1…100, rounded
  assert.ok(Math.abs(Number(distortion[0]!["y"]) - (100 - 0.495)) < 0.01);
});

test("the loss is drawn where β makes it differ from the negative ELBO", async () => {
  const { texts } = await drawn(loss({ steps: steps(20, 4) }));
  assert.ok(texts.includes("loss"));
  const plain = await drawn(loss({ steps: steps(20) }));
  assert.ok(!plain.texts.includes("loss"));
  assert.ok(plain.texts.includes("Negative ELBO falls from 120 to 119.8 nats in 20 steps"));
});

test("a GAN's losses share a chart, what else it records has its own, shares apart", async () => {
  const gan = Array.from({ length: 30 }, (_, i) => ({
    ...{ step: i + 1, examples: 100, loss: 0.75 + i / 58, real: 0.6, fake: 0.4, adversary: 1.3 },
    kl: 20,
  }));
  const figure = loss({ steps: gan });
  const { texts } = await drawn(figure);
  const text = texts.join(" ");
  assert.match(text, /Loss goes from 0\.75 to 1\.25 in 30 steps/);
  for (const name of ["loss", "adversary", "real", "fake", "kl"])
    assert.ok(texts.includes(name), name);
  assert.ok(!text.includes("nats"));
  const panels = figure.spec["hconcat"] as object[];
  assert.deepEqual(
    panels.map((panel) => ["real", "kl"].map((name) => JSON.stringify(panel).includes(name))),
    [
      [false, false],
      [false, true],
      [true, false],
    ],
  );
});

test("what has risen above its start does not fall, though it ends below", () => {
  const titled = (losses: number[]): string =>
    loss({ steps: losses.map((one, i) => ({ step: i + 1, loss: one })) }).description;
  assert.match(titled([3, 2, 2.5, 1]), /^Loss falls from 3 to 1 /);
  assert.match(titled([3, 4, 2, 1]), /^Loss goes from 3 to 1 /);
});

test("long names in narrow charts stand below each other, so that the charts stay side by side", async () => {
  const vaeGan = Array.from({ length: 30 }, (_, i) => ({
    ...{ step: i + 1, loss: 8, adversary: 1.1, featureLogLikelihood: -4, kl: 20, generator: 1.5 },
    ...{ real: 0.6, reconstructed: 0.4, sampled: 0.3 },
  }));
  const figure = loss({ steps: vaeGan });
  const panels = (figure.spec["hconcat"] as object[]).map((panel) => JSON.stringify(panel));
  assert.deepEqual(
    panels.map((panel) => panel.includes('"columns":1')),
    [false, true, true], // "loss" and "adversary" fit into a row
  );
  await drawn(figure);
});

test("terms that are asked for share one chart; an unknown one is refused with the names", () => {
  const history = { steps: [{ step: 1, loss: 2, accuracy: 0.5 }] };
  assert.match(loss(history, { terms: ["accuracy"] }).description, /^Accuracy goes from 0\.5 /);
  assert.throws(() => loss(history, { terms: ["acuracy"] }), /"acuracy".*loss, accuracy/);
});

test("epochs have a panel per term, with train and test", async () => {
  const history = {
    epochs: [1, 2].map((epoch) => ({ epoch, train: terms(90, 20), test: terms(91.25, 20) })),
  };
  const { texts } = await drawn(epochs(history));
  assert.equal(texts.filter((text) => text === "test").length, 3);
  assert.ok(texts.join(" ").includes("Test negative ELBO is 111.3 nats per example"));
  const untested = { epochs: [{ epoch: 1, train: terms(90, 20) }] };
  assert.match(epochs(untested).description, /^Training negative ELBO is 110 nats .* 1 epoch\./);
});

test("an empty history is refused", () => {
  assert.throws(() => loss({ steps: [] }), /no steps/);
  assert.throws(() => epochs({ epochs: [] }), /no epochs/);
});
