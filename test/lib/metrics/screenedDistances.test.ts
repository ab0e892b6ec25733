import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import {
  pointsOf,
  screenedDistances,
  squaredDistance,
  type Points,
} from "../../../lib/metrics/screenedDistances";

before(() => backend());

const normalPoints = (n: number, dims: number, seed: number, shift: number): Points => {
  const noise = standardNormal([n, dims], { seed });
  const values = Float64Array.from(noise.dataSync<"float32">(), (x) => x + shift);
  noise.dispose();
  return { n, dims, values };
};

test("columns become rows", () => {
  const points = pointsOf([Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)]);
  assert.deepEqual(points, { n: 3, dims: 2, values: Float64Array.of(1, 4, 2, 5, 3, 6) });
});

test("a squared distance is the sum of squares, and the same both ways", () => {
  const a = pointsOf([Float64Array.of(0, 1), Float64Array.of(0, 2)]);
  const b = pointsOf([Float64Array.of(4), Float64Array.of(-2)]);
  assert.equal(squaredDistance(a, 1, b, 0), 25);
  assert.equal(squaredDistance(b, 0, a, 1), 25);
});

test("the bounds hold each distance, closely, for every pair once", async () => {
  for (const [shift, n] of [
    [0, 300],
    [1e4, 300],
    [0, 4000],
  ] as const) {
    // 2500 × 4000 distances take three blocks.
    const a = normalPoints(n === 4000 ? 2500 : 200, 10, 1, shift);
    const b = normalPoints(n, 10, 2, shift);
    let visited = 0;
    await screenedDistances(a, b, undefined, ({ i, atLeast, atMost }) => {
      assert.equal(i, visited++);
      assert.equal(atLeast.length, n);
      for (let j = i % 7; j < n; j += 7) {
        const exact = squaredDistance(a, i, b, j);
        if (!(atLeast[j]! <= exact && exact <= atMost[j]!)) assert.fail(`${i}, ${j}: ${exact}`);
        // ‖x‖² is 10 on average and hardly ever above 40: at most 2⁻⁸ · 80 wide.
        assert.ok(atMost[j]! - atLeast[j]! < 0.32);
      }
    });
    assert.equal(visited, a.n);
  }
});
