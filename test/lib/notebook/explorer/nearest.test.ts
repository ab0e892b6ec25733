import assert from "node:assert/strict";
import { test } from "node:test";
import { standardNormal } from "../../../../lib/chance";
import { backend } from "../../../../lib/backend";
import { nearest } from "../../../../lib/notebook/explorer/nearest";

test("the nearest points first, as sorting all of them gives", async () => {
  await backend();
  const draws = standardNormal([200, 3], { seed: 1 });
  const points = Float32Array.from(draws.dataSync());
  draws.dispose();
  const z = [0.1, -0.4, 0.7];
  const distance = (at: number) => Math.hypot(...z.map((value, j) => points[3 * at + j]! - value));
  const sorted = Array.from({ length: 200 }, (_, at) => at).sort(
    (a, b) => distance(a) - distance(b),
  );
  const found = nearest(points, z, 5);
  assert.deepEqual(
    found.map(({ at }) => at),
    sorted.slice(0, 5),
  );
  for (const one of found) assert.ok(Math.abs(one.distance - distance(one.at)) < 1e-6);
});

test("all of them where there are few, none where there are none", () => {
  assert.deepEqual(nearest(Float32Array.of(3, 4), [0, 0], 5), [{ at: 0, distance: 5 }]);
  assert.deepEqual(nearest(new Float32Array(0), [0, 0], 5), []);
});
