import assert from "node:assert/strict";
import { test } from "node:test";
import { boundRows } from "../../../bench/engines/bounds";
import { models } from "../../../bench/engines/models";
import { peakOf, productRows, profileRows } from "../../../bench/engines/profile";
import { modelRows, plainTables, tablesOf } from "../../../bench/engines/table";
import { madeUp } from "./madeUp";

const [mlp] = models;

test("a row an engine: times, ratio, epoch, memory", () => {
  const results = madeUp({
    "mlp-100": {
      fit: { step_ms: [4, 5, 6], first_s: [1.24], start_s: [2], peak_mb: [561.4], sample_ms: [1] },
      pytorch: { step_ms: [10, 10, 10], evaluate_ms: [1200, 1000, 1100] },
    },
  });
  const [, fit, pytorch, ...more] = modelRows(results, mlp!);
  assert.deepEqual(fit, [
    "TensorFlow, fit",
    ...["5.00 (4.00–6.00)", "0.50 (0.40–0.60)", "3.0 (2.4–3.6)", "–", "1.0"],
    ...["1.2", "2.0", "561", "1e-6"],
  ]);
  assert.deepEqual(pytorch!.slice(1, 5), ["10.00", "1", "6.0", "1,100 (1,000–1,200)"]);
  assert.deepEqual(more, [], "engines that did not run have no row");
});

test("no ratio and no bound for an engine that trains something else", () => {
  const values = { "mlp-100": { fit: { step_ms: [2] }, pytorch: { step_ms: [10] } } };
  const same = madeUp(values);
  assert.equal(modelRows(same, mlp!)[1]![2], "0.20");
  assert.deepEqual(boundRows(same)[1]!.slice(1), ["0.20", "0.42", "ok"]);
  for (const fit of [{ still: 2e-3 }, { still: null }, {}]) {
    const results = madeUp(values, { "mlp-100": { fit, pytorch: { still: 0 } } });
    assert.equal(modelRows(results, mlp!)[1]![2], "other losses");
    assert.deepEqual(boundRows(results)[1]!.slice(1), ["–", "0.42", "not measured"]);
  }
});

test("bounds: the median decides, in the unit of its measure", () => {
  const rows = (fit: number[], scan: number[], memory: number) =>
    boundRows(
      madeUp({
        "mlp-100": {
          fit: { step_ms: fit, peak_mb: [memory], first_s: [3.01] },
          pytorch: { step_ms: fit.map(() => 10) },
          scan: { step_ms: scan },
        },
      }),
    );
  const found = new Map(rows([4.2, 9, 1], [4, 4, 4], 600).map(([label, ...rest]) => [label, rest]));
  assert.deepEqual(found.get("fit, × PyTorch eager"), ["0.42 (0.10–0.90)", "0.42", "ok"]);
  assert.deepEqual(found.get("fit, × JAX lax.scan"), ["1.05 (0.25–2.25)", "1.05", "ok"]);
  assert.equal(found.get("memory of fit, MB")![2], "ok");
  assert.equal(found.get("from calling fit to the first finished step, s")![2], "**over**");
  assert.equal(found.get("WebAssembly, × PyTorch eager")![2], "not measured");
  assert.equal(rows([4.3], [4], 601).filter((row) => row[3] === "**over**").length, 4);
  assert.equal(
    rows([4.3], [4], 601).some(([label]) => label!.includes("1,000")),
    false,
  );
});

test("the profile compares a step with its products at the best speed measured", () => {
  const results = {
    ...madeUp({ "mlp-100": { fit: { step_ms: [4] }, pytorch: { step_ms: [8] } } }),
    products: {
      fit: { "1024×1024×1024": [100, 120, 110] },
      pytorch: { "1024×1024×1024": [164], "100×784×400": [50] },
    },
  };
  assert.equal(peakOf(results), 164);
  assert.equal(peakOf({ ...results, products: {} }), undefined);
  assert.deepEqual(productRows(results), [
    ["", "1024×1024×1024, GFLOP/s", "100×784×400, GFLOP/s"],
    ["TensorFlow", "110 (100–120)", "–"],
    ["PyTorch eager", "164", "50"],
  ]);
  // 328 MFLOP at 164 GFLOP/s take 2 ms.
  const [, row] = profileRows(results);
  assert.deepEqual(row, ["MLP 784-400-20, batch 100", "0.33", "2.00", "50 %", "25 %", "–"]);
});

test("a terminal gets the same tables in columns", () => {
  const results = madeUp({ "mlp-100": { fit: { step_ms: [4] }, pytorch: { step_ms: [8] } } });
  assert.deepEqual(
    tablesOf(results).map(({ title }) => title),
    ["MLP 784-400-20, batch 100", "What the library is held to"],
  );
  assert.match(plainTables(results), /^MLP 784-400-20, batch 100\n\n +step, ms +× PyTorch eager /);
});
