import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { capture } from "../../../lib/backend/capture/capture";
import { seedKey } from "../../../lib/chance";
import { ringOfGaussians } from "../../../lib/data";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

test("its points are centres on the circle plus noise of the standard deviation", () => {
  const [n, modes, radius, standardDeviation] = [20_000, 5, 3, 0.1];
  const options = { modes, radius, standardDeviation, seed: 1 };
  const points = ringOfGaussians(n, options).arraySync();
  const counts = Array<number>(modes).fill(0);
  const noise = points.flatMap(([x, y]) => {
    const turn = (2 * Math.PI) / modes;
    const mode = (Math.round(Math.atan2(y!, x!) / turn) + modes) % modes;
    counts[mode]! += 1;
    return [x! - radius * Math.cos(mode * turn), y! - radius * Math.sin(mode * turn)];
  });
  // Four standard errors: of a count √(n p (1 − p)) = 57, of a mean σ / √2n, of a standard deviation σ / √4n.
  for (const count of counts) {
    assert.ok(
      Math.abs(count - n / modes) < 4 * Math.sqrt((n / modes) * (1 - 1 / modes)),
      counts.join(),
    );
  }
  const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
  const spread = Math.sqrt(noise.reduce((sum, value) => sum + value ** 2, 0) / noise.length);
  assert.ok(Math.abs(mean) < (4 * standardDeviation) / Math.sqrt(2 * n), `${mean}`);
  assert.ok(
    Math.abs(spread - standardDeviation) < (4 * standardDeviation) / Math.sqrt(4 * n),
    `${spread}`,
  );
});

test("by default eight of them, at 2 from the middle; without noise to see, exactly there", () => {
  const points = ringOfGaussians(500, { standardDeviation: 1e-12, seed: 2 }).arraySync();
  const places = new Set(
    points.map(([x, y]) => `${x!.toFixed(3)} ${y!.toFixed(3)}`.replaceAll("-0.000", "0.000")),
  );
  const [full, diagonal] = ["2.000", Math.SQRT2.toFixed(3)];
  assert.deepEqual(
    [...places].sort(),
    [
      ...["", "-"].flatMap((sign) => [`${sign}${full} 0.000`, `0.000 ${sign}${full}`]),
      ...["", "-"].flatMap((x) => ["", "-"].map((y) => `${x}${diagonal} ${y}${diagonal}`)),
    ].sort(),
  );
});

test("the same seed gives the same points, another seed others; a key is a seed too", () => {
  const draw = (seed: number | tf.Tensor1D) => ringOfGaussians(10, { seed }).dataSync();
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  assert.deepEqual(draw(seedKey(1, 2)), draw(seedKey(1, 2)));
  assert.notDeepEqual(draw(seedKey(1, 2)), draw(seedKey(1, 3)));
});

nativeTest("a captured step draws the same", () => {
  const draw = (seed: tf.Tensor1D) => ringOfGaussians(6, { seed });
  const captured = capture(draw);
  for (let step = 1; step <= 5; step++) {
    const key = seedKey(4, step);
    assertClose(captured(key).dataSync(), draw(key).dataSync(), 1e-6);
  }
  captured.dispose();
});

test("refuses what makes no ring", () => {
  const refused = (count: number, options: object, message: RegExp) => {
    assert.throws(() => ringOfGaussians(count, { seed: 1, ...options }), {
      name: "RangeError",
      message,
    });
  };
  refused(0, {}, /ringOfGaussians: count must be a whole number of at least 1; it is 0/);
  refused(5, { modes: 0 }, /ringOfGaussians: modes/);
  refused(5, { radius: -1 }, /ringOfGaussians: radius must be .* at least 0; it is -1/);
  refused(5, { standardDeviation: 0 }, /ringOfGaussians: standardDeviation/);
  refused(5, { seed: 0.5 }, /ringOfGaussians: seed must be a whole number/);
});

test("leaves no tensor behind", () => {
  assertNoLeak(() => ringOfGaussians(5, { seed: 1 }));
});
