import assert from "node:assert/strict";
import { test } from "node:test";
import type { KernelResults } from "../../../bench/kernel/measured";
import { protocolTable } from "../../../bench/kernel/page";
import { rows } from "../../../bench/kernel/rows";
import { markdownTable, plainTable } from "../../../bench/kernel/table";

function resultsOf(values: KernelResults["values"]): KernelResults {
  return {
    machine: { cpu: "A CPU", cores: 2, memoryGb: 8, node: "20.0.0", python: "3.11.0" },
    ...{ rounds: 3, slowRounds: 3, seconds: 60 },
    kernels: [
      { id: "ours", label: "this kernel", version: "1" },
      { id: "ipykernel", label: "ipykernel", version: "7" },
    ],
    ...{ leftOut: [], notes: [], values },
  };
}

/** The row of a measure, as its cells. */
function rowOf(values: KernelResults["values"], measure: string): string[] {
  const line = markdownTable(resultsOf(values)).split("\n");
  return line[2 + rows.findIndex((row) => row.measure === measure)]!.slice(2, -2).split(" | ");
}

test("a bound holds for the median, up to its value", () => {
  const ready = (...values: (number | null)[]) => rowOf({ ours: { ready_s: values } }, "ready_s");
  assert.deepEqual(ready(0.7, 0.9, 0.8), [
    "start to ready, s",
    "0.80 (0.70–0.90)",
    "–",
    "≤ 0.8: ok",
  ]);
  assert.equal(ready(0.7, 0.9, 0.81)[3], "≤ 0.8: **over**");
  assert.deepEqual(ready(null).slice(1), ["never", "–", "≤ 0.8: **over**"]);
  assert.equal(ready()[3], "≤ 0.8: not measured");
  const arrived = (count: number) =>
    rowOf({ ours: { lines_10k_arrived: [count] } }, "lines_10k_arrived");
  assert.deepEqual(arrived(10_000).slice(1), ["10,000", "–", "≥ 10,000: ok"]);
  assert.equal(arrived(9_999)[3], "≥ 10,000: **over**");
});

test("a bound set by a peer of the same run", () => {
  const cell = (ours: number, peer?: number) =>
    rowOf(
      {
        ours: { cell_p50_ms: [ours] },
        ...(peer !== undefined && { ipykernel: { cell_p50_ms: [peer] } }),
      },
      "cell_p50_ms",
    );
  assert.deepEqual(cell(4, 5), ["trivial cell, p50, ms", "4.0", "5.0", "≤ ipykernel: ok"]);
  assert.equal(cell(6, 5)[3], "≤ ipykernel: **over**");
  assert.equal(cell(6)[3], "≤ ipykernel: not measured");
});

test("the table for a terminal has the same cells, in columns", () => {
  const lines = plainTable(resultsOf({ ours: { ready_s: [2] } })).split("\n");
  assert.equal(new Set(lines.map((line) => line.length)).size, 1);
  assert.match(lines[0]!, /^ +this kernel 1 +ipykernel 7 +bound$/);
  assert.match(lines[1]!, /^start to ready, s +2\.00 +– +≤ 0\.8: over$/);
});

test("the protocol's table counts what passed", () => {
  const table = protocolTable({
    kernels: [
      { id: "ours", label: "this kernel", version: "1" },
      { id: "deno", label: "Deno", version: "2" },
    ],
    cases: { error: { ours: "passed", deno: "failed" }, history: { ours: "passed" } },
  });
  assert.match(table, /\| `error` \| passed \| failed \|/);
  assert.match(table, /\| `history` \| passed \| not run \|/);
  assert.match(table, /\| passed \| 2 of 2 \| 0 of 2 \|$/);
});
