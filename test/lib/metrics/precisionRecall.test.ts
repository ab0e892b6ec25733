import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { precisionRecall } from "../../../lib/metrics";

before(() => backend());

const normalRows = (n: number, d: number, seed: number): number[][] =>
  tf.tidy(() => standardNormal<tf.Rank.R2>([n, d], { seed }).arraySync());
const column = (...values: number[]) => values.map((value) => [value]);

/** The definition, word by word. */
function plain(real: number[][], generated: number[][], k: number) {
  const distance = (a: number[], b: number[]) =>
    a.reduce((sum, value, d) => sum + (value - b[d]!) ** 2, 0);
  const inside = (rows: number[][], manifold: number[][]) => {
    const radii = manifold.map((centre, i) => {
      const others = manifold.filter((_, j) => j !== i);
      return others.map((other) => distance(centre, other)).sort((x, y) => x - y)[k - 1]!;
    });
    return rows.map((row) => Number(manifold.some((c, i) => distance(row, c) <= radii[i]!)));
  };
  return { realistic: inside(generated, real), covered: inside(real, generated) };
}

test("counts who lies in whose balls, worked out by hand", async () => {
  // Radii of the real: 1, 1, 1, 4; of the generated, 1.5, 1.5, 90.
  const real = column(0, 1, 2, 6);
  const generated = column(3.5, 2, 93.5);
  const { precision, recall, realistic, covered } = await precisionRecall(real, generated, {
    k: 1,
  });
  assert.deepEqual([...realistic], [1, 1, 0]); // 3.5 lies within 4 of 6
  assert.deepEqual([...covered], [0, 1, 1, 1]); // 6 lies within 90 of 93.5: one outlier flatters
  assert.deepEqual([precision, recall], [2 / 3, 3 / 4]);
});

test("agrees with a plain double loop, also far from 0 and with examples twice", async () => {
  for (const [shift, k, seed] of [
    [0, 3, 1],
    [0, 1, 2],
    [1000, 5, 3],
  ] as const) {
    const real = normalRows(150, 6, seed).map((row) => row.map((x) => x + shift));
    const generated = normalRows(130, 6, seed + 10).map((row) => row.map((x) => 0.8 * x + shift));
    for (let i = 0; i < 20; i++) generated.push([...generated[i % 4]!], [...real[i]!]);
    const expected = plain(real, generated, k);
    const result = await precisionRecall(real, generated, { k });
    assert.deepEqual([...result.realistic], expected.realistic);
    assert.deepEqual([...result.covered], expected.covered);
    assert.ok(result.precision > 0.5 && result.precision < 1, "neither end");
    assert.ok(result.recall > 0.2 && result.recall < 1, "neither end");
  }
});

test("decides what float32 cannot tell, exactly", async () => {
  // 1e4 away from the mean a float32 square is 1e8 ± 4; the gaps here are 1 and 1 ± 1e-9.
  const around = (at: number) => [[at], [at + 1]];
  const real = [...around(-1e4), ...around(1e4)];
  const inside = [...around(-1e4), [1e4 + 2]];
  const outside = [...around(-1e4), [1e4 + 2 + 1e-9]];
  assert.equal((await precisionRecall(real, inside, { k: 1 })).precision, 1);
  assert.equal((await precisionRecall(real, outside, { k: 1 })).precision, 2 / 3);
});

test("is 1 and 1 for equal sets, 0 and 0 for sets apart", async () => {
  const rows = normalRows(200, 5, 1);
  const same = await precisionRecall(rows, rows);
  assert.deepEqual([same.precision, same.recall], [1, 1]);
  const alike = rows.map(() => [1, 2]);
  assert.equal((await precisionRecall(alike, alike)).precision, 1);
  const apart = rows.map((row) => row.map((x) => x + 100));
  const none = await precisionRecall(rows, apart);
  assert.deepEqual([none.precision, none.recall], [0, 0]);
});

test("a model of one mode is precise and covers little", async () => {
  const modes = [0, 20, 40, 60];
  const real = normalRows(400, 4, 1).map((row, i) => row.map((x) => x + modes[i % 4]!));
  const oneMode = normalRows(400, 4, 2).map((row) => row.map((x) => 0.5 * x));
  const { precision, recall, covered } = await precisionRecall(real, oneMode);
  assert.ok(precision > 0.98, `${precision}`);
  assert.ok(recall > 0 && recall <= 0.25, `${recall}`);
  assert.ok(
    covered.every((flag, i) => flag === 0 || i % 4 === 0),
    "of the modes only the first",
  );
});

test("does not depend on how the rows are cut into blocks, and leaves no tensor behind", async () => {
  // 2100 × 2100 distances are more than one block.
  const [real, generated] = [normalRows(2100, 2, 1), normalRows(2100, 2, 2)];
  const { numTensors } = tf.memory();
  const { covered } = await precisionRecall(real, generated);
  assert.equal(tf.memory().numTensors, numTensors);
  const tail = await precisionRecall(real.slice(1900), generated);
  assert.deepEqual([...tail.covered], [...covered.subarray(1900)]);
});

test("refuses k without a neighbour and features that differ, and stops when it is aborted", async () => {
  const rows = normalRows(4, 2, 1);
  const refused = (promise: Promise<unknown>, message: RegExp | string) =>
    assert.rejects(promise, { message });
  await refused(precisionRecall(rows, rows, { k: 4 }), /k must .* at most 3; it is 4\. The smal/);
  await refused(precisionRecall(rows, column(1, 2)), /real has 2 features, generated has 1/);
  const { numTensors } = tf.memory();
  const signal = AbortSignal.abort(new Error("no"));
  await refused(precisionRecall(rows, rows, { signal }), "no");
  assert.equal(tf.memory().numTensors, numTensors);
});
