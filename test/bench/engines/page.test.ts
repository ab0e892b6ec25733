import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chartsOf } from "../../../bench/engines/charts";
import { notes, writeResults } from "../../../bench/engines/page";
import { madeUp } from "./madeUp";

const values = {
  "mlp-100": {
    fit: { step_ms: [4, 5, 6] },
    cpu: { step_ms: [900, 900, 900] },
    pytorch: { step_ms: [10, 10, 10] },
    scan: { step_ms: [3, 3, 3] },
  },
};

test("the page's part, its pictures and its numbers", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-page-"));
  try {
    const engines = join(folder, "engines");
    mkdirSync(engines);
    writeFileSync(join(engines, "conv-128.png"), "of an earlier run");
    const page =
      "# Title\n\n<!-- npm run bench -- --write -->\n\n<!-- end of engines -->\n\nText.\n";
    writeFileSync(join(folder, "README.md"), page);
    await writeResults(madeUp(values), engines);
    const written = readFileSync(join(folder, "README.md"), "utf8");
    assert.match(written, /^# Title\n/);
    assert.match(written, /\nText\.\n$/);
    assert.match(
      written,
      /A CPU, 2 cores, 8 GB, Node 20\.0\.0, Python 3\.11\.0; TensorFlow 2, TensorFlow\.js 4,/,
    );
    assert.match(
      written,
      /### MLP 784-400-20, batch 100\n\n!\[.+\]\(engines\/mlp-100\.png\)\n\n\|/,
    );
    assert.match(
      written,
      /\| TensorFlow, fit +\| +5\.00 \(4\.00–6\.00\) \| +0\.50 \(0\.40–0\.60\)/,
    );
    assert.deepEqual(readdirSync(engines).sort(), ["mlp-100.png", "results.json"]);
    const numbers = JSON.parse(readFileSync(join(engines, "results.json"), "utf8")) as object;
    assert.deepEqual(numbers, madeUp(values));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the chart: what trains the same model, in no more than a few times PyTorch's time", () => {
  const [chart] = chartsOf(madeUp(values));
  assert.match(chart!.figure.description, /fit takes 0\.50 of PyTorch eager's time/);
  assert.match(chart!.figure.description, /TensorFlow, fit: 0\.5 ± 0\.1; PyTorch eager: 1 ± 0; /);
  assert.doesNotMatch(chart!.figure.description, /plain JavaScript/);
  const other = madeUp(values, { "mlp-100": { fit: { still: 0.5 }, pytorch: { still: 0 } } });
  assert.doesNotMatch(chartsOf(other)[0]!.figure.description, /TensorFlow, fit/);
});

test("what is said of losses, of what is left out, and of a busy machine", () => {
  assert.match(notes(madeUp(values)), /^- The losses of 20 steps differ by at most 1e-6, /);
  const other = madeUp(values, { "mlp-100": { fit: { still: 0.5 } } });
  assert.match(notes(other), /more than 0\.001, another model is trained/);
  const leftOut = [
    { label: "WebGPU, fit", models: ["mlp-100"], why: "no GPU" },
    { label: "JAX jit", models: [], why: "its package is not installed" },
  ];
  const busy = notes({ ...madeUp(values, {}), leftOut, others: [0.1, 1.5, 0.3] });
  assert.deepEqual(busy.split("\n").slice(0, 2), [
    "- WebGPU, fit (mlp-100) is left out: no GPU.",
    "- JAX jit is left out: its package is not installed.",
  ]);
  assert.match(busy, /The machine was busy.*kept 0\.3 \(0\.1–1\.5\) cores at work/);
  assert.doesNotMatch(notes(madeUp(values)), /busy/);
});
