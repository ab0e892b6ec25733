import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runNotebook } from "../../scripts/runner/run";
import { sourceOf } from "../../scripts/runner/notebook";
import { root } from "../scripts/setup/load";
import { resultOf } from "./runs";

test("figures and report of two runs that finished and one that did not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-report-"));
  try {
    const plan = [1, 2, 3].map((seed) => ({
      ...{ data: "mnist", objective: "elbo", beta: 0.5, seed },
      result: join(folder, `${seed}.json`),
      log: join(folder, `${seed}.log`),
    }));
    writeFileSync(plan[0]!.result, JSON.stringify(resultOf(20, 90)));
    writeFileSync(plan[1]!.result, JSON.stringify(resultOf(22, 89)));
    writeFileSync(plan[2]!.log, "Starting …\ntrain: no space left\n");
    writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));

    const output = join(folder, "report");
    const printed = figures(["--plan", join(folder, "plan.json"), "--output", output]);
    assert.match(
      printed,
      /2 of 3 runs finished.\n.*β = 0.5, seed 3. It said: train: no space left/,
    );
    assert.deepEqual(readdirSync(output).sort(), [
      "rate-distortion-mnist-elbo.png",
      "rate-distortion-mnist-elbo.svg",
      "summary.json",
    ]);
    assert.match(readFileSync(join(output, "rate-distortion-mnist-elbo.svg"), "utf8"), /β = 0.5</);

    const { status, notebook } = await runNotebook(join(root, "sweep/report.ipynb"), {
      values: new Map([["summary", join(output, "summary.json")]]),
      output: join(folder, "report.ipynb"),
    });
    assert.equal(status, 0);
    const outputs = notebook.cells.map((cell) => JSON.stringify(cell.outputs ?? []));
    const of = (code: string): string =>
      outputs[notebook.cells.findIndex((cell) => sourceOf(cell).includes(code))]!;
    assert.match(of("planned, finished"), /\*\*2 of 3 runs finished\*\*, 1 did not/);
    assert.match(of("group.figure"), /image\/png/);
    assert.match(of("plots.table(rows)"), /21\.00 ± 1\.41/);
    assert.match(of("plots.table(lost)"), /train: no space left/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("figures: results that are named must be those of the plan", () => {
  const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-report-"));
  try {
    const plan = join(folder, "plan.json");
    writeFileSync(plan, "[]");
    const printed = figures(["--plan", plan, "--output", folder, "one.json"]);
    assert.match(printed, /figures: 1 results are named, the plan has 0 runs/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function figures(words: string[]): string {
  const program = ["-r", "ts-node/register/transpile-only", join(root, "sweep/figures.ts")];
  const { stdout, stderr } = spawnSync(process.execPath, [...program, ...words], {
    cwd: root,
    encoding: "utf8",
  });
  return stdout + stderr;
}
