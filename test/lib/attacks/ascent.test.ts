import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import { ascent, type AscentOptions, type Loss } from "../../../lib/attacks/ascent";
import { backend } from "../../../lib/backend";
import { standardNormal, type Seed } from "../../../lib/chance";
import { assertClose } from "../gradients";
import { nativeTest } from "../backend/capture/nativeTest";

before(() => backend());

const defaults: AscentOptions = {
  epsilon: 0.3,
  norm: "linf",
  steps: 3,
  stepSize: 0.2,
  randomStart: false,
  box: true,
  draws: 1,
  compile: false,
};

/** Values [n][d] of one run. */
function climb(
  loss: Loss,
  start: readonly (readonly number[])[],
  options: Partial<AscentOptions>,
  seed: Seed = 1,
): number[][] {
  return tf.tidy(() => {
    const centre = tf.tensor2d(start.map((row) => [...row]));
    const climber = ascent("test", loss, centre, { ...defaults, ...options });
    try {
      return climber.run(seed).arraySync();
    } finally {
      climber.dispose();
    }
  });
}

/** Differences of float32 are exact in double precision. */
function size(norm: "linf" | "l2", x: readonly number[], start: readonly number[]): number {
  const change = x.map((value, i) => value - Math.fround(start[i]!));
  return norm === "linf"
    ? Math.max(...change.map(Math.abs))
    : Math.sqrt(change.reduce((sum, value) => sum + value * value, 0));
}

/** Engines may take numbers below 2⁻¹²⁶ for 0. */
const pixel = fc.oneof(fc.constantFrom(0, 1), fc.float({ min: 2 ** -126, max: 1, noNaN: true }));
const slope = fc.oneof(fc.constant(0), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
const epsilon = fc.oneof(
  fc.constantFrom(0, 1e-9, 1e-4, 0.1, 0.3, 8 / 255, 1, 1.7, 30),
  fc.double({ min: 0, max: 1.5, noNaN: true }),
);
const cases = fc.integer({ min: 1, max: 5 }).chain((d) =>
  fc.record({
    start: fc.array(fc.array(pixel, { minLength: d, maxLength: d }), {
      minLength: 1,
      maxLength: 3,
    }),
    slopes: fc.array(slope, { minLength: d, maxLength: d }),
    options: fc.record({
      epsilon,
      norm: fc.constantFrom("linf" as const, "l2" as const),
      steps: fc.integer({ min: 1, max: 4 }),
      stepSize: fc.oneof(fc.constantFrom(0, 5), fc.double({ min: 0, max: 1, noNaN: true })),
      randomStart: fc.boolean(),
    }),
    seed: fc.nat(1000),
  }),
);

test("what comes out is within ε and in [0, 1], to the last bit", () => {
  fc.assert(
    fc.property(cases, ({ start, slopes, options, seed }) => {
      const loss: Loss = (x) => x.mul(tf.tensor1d(slopes)).sum(1);
      const x = climb(loss, start, options, seed);
      for (const [i, row] of x.entries()) {
        const moved = size(options.norm, row, start[i]!);
        assert.ok(moved <= options.epsilon, `moved ${moved}, ε ${options.epsilon}`);
        assert.ok(row.every((value) => value >= 0 && value <= 1));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("also with the many coordinates of a digit", () => {
  const start = tf.tidy(() =>
    tf.randomUniform<tf.Rank.R2>([5, 784], 0, 1, "float32", 3).arraySync(),
  );
  const slopes = tf.tidy(() => tf.randomNormal([784], 0, 1, "float32", 4));
  for (const norm of ["linf", "l2"] as const) {
    for (const epsilon of [0.01, 0.3, 1, 3.3]) {
      for (const randomStart of [false, true]) {
        const options = { norm, epsilon, stepSize: 2 * epsilon, randomStart };
        const x = climb((at) => at.mul(slopes).sum(1), start, options);
        for (const [i, row] of x.entries()) {
          const moved = size(norm, row, start[i]!);
          assert.ok(moved <= epsilon, `${norm}: moved ${moved}, ε ${epsilon}`);
          // Not a ball that is smaller for no reason; the box takes some of a large ε.
          if (epsilon < 0.1) assert.ok(moved > 0.95 * epsilon, `${norm}: moved ${moved} only`);
        }
      }
    }
  }
});

test("without a gradient, or with ε = 0, everything stays where it is", () => {
  const start = [
    [0, 1, 0.3],
    [0.1, 0.7, 1],
  ];
  const exact = start.map((row) => row.map(Math.fround));
  const flat: Loss = (x) => x.mul(0).sum(1);
  for (const norm of ["linf", "l2"] as const) {
    assert.deepEqual(climb(flat, start, { norm }), exact);
    assert.deepEqual(
      climb((x) => x.sum(1), start, { norm, epsilon: 0, randomStart: true }),
      exact,
    );
  }
});

test("an image with a gradient of 0 does not hold up the others", () => {
  const x = climb((at) => at.mul(tf.tensor2d([[0], [3]])).sum(1), [[0.5], [0.5]], { norm: "l2" });
  assertClose(x.flat(), [0.5, 0.8], 1e-5);
});

test("an image whose loss is NaN becomes NaN, and no other", () => {
  for (const norm of ["linf", "l2"] as const) {
    const loss: Loss = (x) => x.mul(tf.tensor2d([[NaN], [1]])).sum(1);
    const [first, second] = climb(loss, [[0.5], [0.5]], { norm });
    assert.ok(Number.isNaN(first![0]));
    assertClose(second!, [0.8], 1e-5);
  }
});

test("without the box, points leave [0, 1]", () => {
  const x = climb((at) => at.sum(1), [[0.9]], { box: false, epsilon: 2, stepSize: 1, norm: "l2" });
  assertClose(x.flat(), [2.9], 1e-5);
});

/** Linear with noisy slopes; tells which seeds it was given. */
function noisy(slopes: readonly number[], noise: number): { loss: Loss; seeds: Seed[] } {
  const seeds: Seed[] = [];
  const loss: Loss = (x, seed) => {
    seeds.push(typeof seed === "number" ? seed : tf.keep(seed.clone()));
    const drawn = standardNormal([slopes.length], { seed }).mul(noise);
    return x.mul(drawn.add(tf.tensor1d([...slopes]))).sum(1);
  };
  return { loss, seeds };
}

test("the gradient is averaged over draws: exactly those of its seeds, which are new at every step", () => {
  const slopes = [1, -2, 0.5];
  const { loss, seeds } = noisy(slopes, 1);
  const start = [[0.5, 0.5, 0.5]];
  const free = { box: false, epsilon: 100, norm: "l2", stepSize: 0.1, steps: 2, draws: 4 } as const;
  const [x] = climb(loss, start, free);
  assert.equal(seeds.length, 8);
  const names = seeds.map((seed) => String(typeof seed === "number" ? seed : seed.dataSync()));
  assert.equal(new Set(names).size, 8, "seeds repeat");
  const expected = [...start[0]!];
  for (const own of [seeds.slice(0, 4), seeds.slice(4)]) {
    const mean = slopes.map((value, j) => {
      const draws = own.map((seed) => standardNormal([3], { seed }).dataSync()[j]!);
      return value + draws.reduce((a, b) => a + b) / 4;
    });
    const length = Math.hypot(...mean);
    for (const j of [0, 1, 2]) expected[j]! += (0.1 * mean[j]!) / length;
  }
  assertClose(x!, expected, 1e-5);
  tf.dispose(seeds.filter((seed) => typeof seed !== "number"));
});

test("memory grows neither with the steps nor with the draws", () => {
  const counts: number[] = [];
  const loss: Loss = (x) => {
    counts.push(tf.memory().numTensors);
    return x.square().sum(1);
  };
  climb(loss, [[0.5, 0.5]], { steps: 6, draws: 3 });
  const perStep = Array.from({ length: 6 }, (_, t) => counts.slice(3 * t, 3 * t + 3));
  for (const step of perStep) assert.deepEqual(step, perStep[0]);
  const [first, second, third] = perStep[0]!;
  assert.ok(third! - second! <= second! - first! && second! - first! <= 2, String(counts));
});

test("with many draws the way is that of the expected loss", () => {
  const slopes = [0.6, -0.8];
  const direction = (draws: number, seed: number): readonly number[] => {
    const { loss, seeds } = noisy(slopes, 1);
    const options = { box: false, epsilon: 9, norm: "l2", stepSize: 1, steps: 1, draws } as const;
    const [x] = climb(loss, [[0, 0]], options, seed);
    tf.dispose(seeds.filter((own) => typeof own !== "number"));
    return x!;
  };
  // Across the slopes, which have length 1, the mean of 100 draws is off by 0.1 at one standard error.
  for (const seed of [1, 2, 3]) {
    const [a, b] = direction(100, seed) as [number, number];
    assert.ok(Math.abs(0.8 * a + 0.6 * b) < 4 * 0.1, `(${a}, ${b})`);
  }
  const single = [1, 2, 3, 4, 5, 6].map((seed) => direction(1, seed) as [number, number]);
  assert.ok(
    single.some(([a, b]) => Math.abs(0.8 * a + 0.6 * b) > 4 * 0.05),
    "there is no noise",
  );
});

nativeTest("a loss that cannot be captured is refused with the remedy", () => {
  const reading: Loss = (x) => x.mul(x.sum().dataSync()[0]!).sum(1);
  const key = tf.tensor1d([1, 2], "int32");
  assert.throws(() => climb(reading, [[0.5]], { steps: 5, compile: true }, key), {
    message: /^capture: the step reads a tensor .* Or call test\(…, \{ compile: false \}\)/,
  });
  assert.doesNotThrow(() => climb(reading, [[0.5]], { steps: 5 }, key));
});
