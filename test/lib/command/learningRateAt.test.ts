import assert from "node:assert/strict";
import { test } from "node:test";
import { learningRateAt } from "../../../lib/command/learningRateAt";

const staged = (epoch: number, epochs = 3280) =>
  learningRateAt(epoch, { learningRate: 1e-3, decay: "stages", epochs });

test("stages are those of the paper: 1, 3, 9 … 2187 epochs, from 0.001 to 0.0001", () => {
  const ends = [1, 4, 13, 40, 121, 364, 1093, 3280];
  for (const [stage, end] of ends.entries()) {
    const expected = 1e-3 * 10 ** (-stage / 7);
    for (const epoch of [(ends[stage - 1] ?? 0) + 1, end]) {
      assert.ok(Math.abs(staged(epoch) / expected - 1) < 1e-12, `epoch ${epoch}: ${staged(epoch)}`);
    }
  }
});

test("fewer epochs have shorter stages", () => {
  // A tenth of the paper's: the last stage begins after 109.3 epochs.
  assert.ok(Math.abs(staged(110, 328) / 1e-3 - 10 ** (-6 / 7)) < 1e-12);
  assert.ok(Math.abs(staged(111, 328) / 1e-4 - 1) < 1e-12);
  assert.equal(staged(1, 2), 1e-3);
});

test("without decay it stays", () => {
  assert.equal(learningRateAt(99, { learningRate: 0.01, decay: "none", epochs: 100 }), 0.01);
});
