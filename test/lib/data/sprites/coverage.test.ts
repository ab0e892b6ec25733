import assert from "node:assert/strict";
import { test } from "node:test";
import { coverage } from "../../../../lib/data/sprites/coverage";
import { SHAPES } from "../../../../lib/data/sprites/outline";

const upright = { x: 0, y: 0, length: 1, cosine: 1, sine: 0 };

function shares(points: number[], size: number): number[] {
  const result = new Float64Array(size * size).fill(NaN);
  coverage(Float64Array.from(points), upright, result, size);
  return Array.from(result);
}

test("a rectangle, by hand", () => {
  // From (0.5, 0.25) to (2, 1.5).
  const expected = [0.375, 0.75, 0, 0.25, 0.5, 0, 0, 0, 0];
  assert.deepEqual(shares([0.5, 0.25, 2, 0.25, 2, 1.5, 0.5, 1.5], 3), expected);
  assert.deepEqual(shares([0.5, 1.5, 2, 1.5, 2, 0.25, 0.5, 0.25], 3), expected, "run backwards");
});

test("a triangle, by hand", () => {
  assert.deepEqual(shares([0, 0, 2, 0, 0, 2], 2), [1, 0.5, 0.5, 0]);
  // Its long edge crosses two columns in one row: triangles of 1 × 1/2 and 1/2 of that.
  assert.deepEqual(shares([0, 0, 2, 0, 0, 1], 2), [0.75, 0.25, 0, 0]);
});

test("an edge on the image's own border leaves the next row alone", () => {
  assert.deepEqual(shares([1, 0, 2, 0, 2, 1, 1, 1], 2), [0, 1, 0, 0]);
  assert.deepEqual(shares([1, 0, 1.5, 0, 1.5, 1, 1, 1], 2), [0, 0.5, 0, 0]);
});

for (const { name, outline, symmetry } of SHAPES) {
  test(`${name}: the shares sum to its area, about its centre, at any angle and place`, () => {
    const size = 24;
    const result = new Float64Array(size * size);
    for (let k = 0; k < 25; k++) {
      const placement = {
        x: 11.3 + k / 29,
        y: 12.7 - k / 31,
        length: 7 + k / 7,
        cosine: Math.cos(k),
        sine: Math.sin(k),
      };
      coverage(outline, placement, result, size);
      const area = result.reduce((a, b) => a + b);
      assert.ok(Math.abs(area / placement.length ** 2 - 1) < 1e-9, `area ${area}`);
      // A share counts at its pixel's centre: an upright edge that leaves s of its pixels is s (1 − s) / 2 ≤ 1/8 of
      // a pixel off, times its length, over the area. Slanted edges are off by less.
      const tolerance = 1 / 8 / placement.length;
      const mean = (place: (i: number) => number): number =>
        result.reduce((sum, share, i) => sum + share * (place(i) + 0.5), 0) / area;
      assert.ok(Math.abs(mean((i) => i % size) - placement.x) < tolerance);
      assert.ok(Math.abs(mean((i) => Math.floor(i / size)) - placement.y) < tolerance);
    }
  });

  test(`${name}: it comes back to itself after 1/${symmetry} of a turn, and not before`, () => {
    const drawn = (turn: number): Float64Array => {
      const angle = 0.3 + 2 * Math.PI * turn;
      const place = { x: 12.2, y: 11.9, cosine: Math.cos(angle), sine: Math.sin(angle) };
      const result = new Float64Array(24 * 24);
      coverage(outline, { ...place, length: 8 }, result, 24);
      return result;
    };
    const apart = (turn: number): number =>
      drawn(turn).reduce((sum, share, i) => Math.max(sum, Math.abs(share - drawn(0)[i]!)), 0);
    assert.ok(apart(1 / symmetry) < 1e-9);
    for (const part of [2, 3, 4]) assert.ok(apart(1 / symmetry / part) > 0.1, `1/${part} of that`);
  });
}
