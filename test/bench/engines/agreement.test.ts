import assert from "node:assert/strict";
import { test } from "node:test";
import { agreementOf, agrees, tolerance, worst } from "../../../bench/engines/agreement";

const expected = { drawn: [550, 400, 300], still: [545, 410] };

test("the largest relative difference of each trajectory that both have", () => {
  const found = agreementOf({ drawn: [550, 404, 301], still: [545, 410] }, expected);
  assert.deepEqual(found, { drawn: 4 / 400, still: 0 });
  assert.deepEqual(agreementOf({ still: [545, 410.41] }, expected), {
    still: (410.41 - 410) / 410,
  });
  assert.deepEqual(agreementOf({ still: [545, 410] }, { drawn: [550] }), {});
});

test("losses up to the tolerance agree, beyond it they do not", () => {
  assert.equal(agrees({ drawn: tolerance, still: 0 }), true);
  assert.equal(agrees({ drawn: 0, still: tolerance * 1.01 }), false);
  assert.equal(worst({ drawn: 0.5, still: 0.25 }), 0.5);
});

test("what was not compared, or cannot be, does not agree", () => {
  for (const own of [undefined, {}]) {
    assert.equal(agrees(own), false);
    assert.equal(worst(own), undefined);
  }
  const broken = [
    { still: [545] },
    { still: [545, NaN] },
    { still: [545, Infinity] },
    { still: [], drawn: expected.drawn },
  ];
  for (const losses of broken) {
    const agreement = agreementOf(losses, expected);
    assert.equal(agreement.still, null);
    assert.equal(agrees(agreement), false, JSON.stringify(losses));
    assert.equal(worst(agreement), null);
  }
});

test("an optimizer with another ε, and a mean for a sum, are seen", () => {
  // Losses of the MLP with ε = 1e-3 in Adam, and with pixels averaged.
  const reference = { still: [545.79, 437.31, 353.46] };
  assert.equal(agrees(agreementOf({ still: [545.79, 440.12, 358.2] }, reference)), false);
  assert.equal(agrees(agreementOf({ still: [0.696, 0.558, 0.451] }, reference)), false);
});
