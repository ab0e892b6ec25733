import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { captureLoop } from "../../../lib/backend/capture/captureLoop";
import { binarize, dropout, seedKey, standardNormal, subseed, uniform } from "../../../lib/chance";
import { captureWith, nativeTest } from "../backend/capture/nativeTest";
import { correlation, normalCdf, normalDensity } from "./statistics";

const N = 20_000;

const keys: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 2],
  [-1, 3],
  [123_456_789, -7],
  [-(2 ** 31), 2 ** 31 - 1],
];

const drawn = (key: readonly [number, number], shape = [N]): Float32Array =>
  tf.tidy(() =>
    uniform(shape, { seed: seedKey(...key) })
      .dataSync<"float32">()
      .slice(),
  );

nativeTest(
  "a key's uniform numbers are the same bits in XLA, without, in a loop, and eager",
  (backend) => {
    for (const shape of [[7], [3, 5], [2, 3, 4]]) {
      const draw = (key: tf.Tensor): tf.Tensor => uniform(shape, { seed: key as tf.Tensor1D });
      const xla = captureWith(backend, "xla", (key) => draw(key));
      const graph = captureWith(backend, "graph", (key) => draw(key));
      const rows = [tf.tensor2d(keys.flat(), [keys.length, 2], "int32")];
      const loop = captureLoop(backend, (key) => [draw(key)], rows);
      const [looped] = loop.run(keys.length, rows);
      const size = shape.reduce((a, b) => a * b);
      // Twice: the second time round, all are functions.
      for (const [i, pair] of [...keys, ...keys].entries()) {
        const key = seedKey(pair[0], pair[1]);
        const [inXla, inGraph] = [xla(key), graph(key)];
        const eager = drawn(pair, shape);
        const row = i % keys.length;
        assert.deepEqual(inXla.dataSync(), eager);
        assert.deepEqual(inGraph.dataSync(), eager);
        assert.deepEqual(looped!.dataSync().slice(row * size, (row + 1) * size), eager);
        tf.dispose([key, inXla, inGraph]);
      }
      for (const captured of [xla, graph, loop]) captured.dispose();
      tf.dispose([rows, looped!]);
    }
  },
);

nativeTest("a key's normal numbers are Φ⁻¹ of its uniform ones", (backend) => {
  const draw = (key: tf.Tensor): tf.Tensor =>
    tf.tidy(() => standardNormal([N], { seed: subseed(key as tf.Tensor1D, "uniform") }));
  const xla = captureWith(backend, "xla", (key) => draw(key));
  for (const pair of keys) {
    const key = seedKey(pair[0], pair[1]);
    const u = drawn(pair);
    const inXla = xla(key);
    // XLA's polynomial (Giles 2012) is off by 2e-5 between 3 and 4.
    for (const [normal, tolerance] of [
      [draw(key), 2e-6],
      [inXla, 5e-5],
    ] as const) {
      for (const [i, z] of normal.dataSync<"float32">().entries()) {
        const error = (normalCdf(z) - u[i]!) / normalDensity(z);
        assert.ok(Math.abs(error) < tolerance, `Φ(${z}) is not ${u[i]}: ${error}`);
      }
      normal.dispose();
    }
    key.dispose();
  }
  xla.dispose();
});

nativeTest("neighbouring keys have nothing in common", () => {
  const base = drawn([5, 100]);
  const others = [
    [5, 101],
    [5, 99],
    [6, 100],
    [4, 100],
    [-5, 100],
    [100, 5],
    [5, 100 + 2 ** 16],
  ] as const;
  for (const other of others) {
    const values = drawn(other);
    // By chance once in 16,000 for each.
    assert.ok(Math.abs(correlation(base, values)) < 4, `keys [5, 100] and [${other.join(", ")}]`);
    const shifted = values.subarray(1);
    assert.ok(Math.abs(correlation(base.subarray(0, -1), shifted)) < 4);
    // Of 20,000 pairs, 0.002 are equal by chance.
    assert.ok(values.filter((value, i) => value === base[i]).length < 2);
  }
});

nativeTest("one seed gives each function numbers of its own", () => {
  for (const seed of [7, seedKey(7, 1)]) {
    const half = tf.fill([N], 0.5);
    const drawn = [
      standardNormal([N], { seed }),
      uniform([N], { seed }),
      uniform([N], { seed: subseed(seed, "another") }),
      binarize(half, { seed }),
      dropout(half, { rate: 0.5, seed }),
    ].map((tensor) => tensor.dataSync<"float32">());
    for (const [i, a] of drawn.entries()) {
      // By chance once in 16,000 for each of the 20 pairs.
      for (const b of drawn.slice(0, i)) assert.ok(Math.abs(correlation(a, b)) < 4);
    }
  }
});

nativeTest("a shorter draw is the beginning of a longer one, whatever its shape", () => {
  assert.deepEqual(drawn([3, 4], [2, 3]), drawn([3, 4], [10]).slice(0, 6));
});

nativeTest("refuses a key that is none", () => {
  const refused = (seed: unknown, error: object): void => {
    assert.throws(() => uniform([3], { seed: seed as number }), error);
  };
  const remedy = "Pass a whole number, or a key from seedKey(seed, step).";
  refused(tf.tensor1d([1, 2]), {
    name: "RangeError",
    message: `uniform: seed is a tensor [2] of float32; a key is [2] of int32. ${remedy}`,
  });
  refused(tf.tensor1d([1, 2, 3], "int32"), { name: "RangeError" });
  refused("1", { name: "TypeError", message: `uniform: seed is of type string. ${remedy}` });
  refused(null, { name: "TypeError", message: `uniform: seed is null. ${remedy}` });
  refused(0.5, { name: "RangeError", message: /uniform: seed must be a whole number; it is 0.5/ });
  assert.throws(() => seedKey(2 ** 31, 0), {
    message: /^seedKey: seed must be .* it is 2147483648/,
  });
  assert.throws(() => seedKey(0, 0.5), { message: /^seedKey: step must be a whole number/ });
});
