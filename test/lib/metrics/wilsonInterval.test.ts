import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wilsonInterval } from "../../../lib/metrics";
import { assertClose } from "../gradients";

test("agrees with the published values", () => {
  // Newcombe 1998, table I, method 3, to four digits.
  const published = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [successes, trials, ...ends] of published) {
    const { lower, upper } = wilsonInterval(successes, trials);
    assert.deepEqual(
      [lower, upper].map((end) => Number(end.toFixed(4))),
      ends,
    );
  }
});

test("ends at 0 and at 1 exactly, and still has a width there", () => {
  const z2 = 1.959964 ** 2;
  const none = wilsonInterval(0, 50);
  assert.equal(none.lower, 0);
  assertClose([none.upper], [z2 / (50 + z2)], 1e-12);
  const all = wilsonInterval(50, 50);
  assert.equal(all.upper, 1);
  assertClose([all.lower], [50 / (50 + z2)], 1e-12);
});

test("holds the share, lies in [0, 1], mirrors, and its ends are z standard errors away", () => {
  const cases = fc
    .integer({ min: 1, max: 100_000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(cases, fc.double({ min: 0.1, max: 5, noNaN: true }), ([successes, trials], z) => {
      const { lower, upper } = wilsonInterval(successes, trials, z);
      const p = successes / trials;
      assert.ok(lower >= 0 && lower <= p + 1e-12 && p - 1e-12 <= upper && upper <= 1);
      const mirrored = wilsonInterval(trials - successes, trials, z);
      assertClose([mirrored.lower, mirrored.upper], [1 - upper, 1 - lower], 1e-9);
      for (const end of [lower, upper]) {
        assertClose([(p - end) ** 2], [(z * z * end * (1 - end)) / trials], 1e-9);
      }
    }),
  );
});

test("no confidence is no width", () => {
  assertClose(Object.values(wilsonInterval(3, 10, 0)), [0.3, 0.3], 1e-12);
});

test("refuses what is no count", () => {
  assert.throws(() => wilsonInterval(1, 0), { message: /trials must be a whole number of at/ });
  assert.throws(() => wilsonInterval(3, 2), { message: /successes .* at most 2; it is 3/ });
  assert.throws(() => wilsonInterval(0.5, 2), { message: /successes must be a whole number/ });
  assert.throws(() => wilsonInterval(1, 2, -1), { message: /z must be a finite number of at/ });
});
