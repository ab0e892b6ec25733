/** Real Snakemake; in place of the training a script that is quick, notes its calls, and fails or waits where it is told. */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readNotebook, type Output } from "../../scripts/runner/notebook";
import type { Summary } from "../../sweep/summary";
import { leftOf, load, root } from "../scripts/setup/load";
import { resultOf } from "./runs";

interface Processes {
  descendants: (parent: number) => number[];
}

const skip =
  !existsSync(join(root, ".venv/sweep")) &&
  "Snakemake is not installed: npm run sweep -- --version does it";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "vae-cookbook-sweep-")));
  writeFileSync(join(folder, "calls"), "");
  writeFileSync(join(folder, "train.cjs"), training);
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({
      ...{ betas: [1, 0.5], seeds: [1, 2], data: ["mnist"], objectives: ["elbo", "iwae-5"] },
      command: `node ${join(folder, "train.cjs")}`,
    }),
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const training = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const flags = Object.fromEntries(process.argv.slice(3).map((word) => word.slice(2).split("=")));
const name = [flags.objective, flags.samples ?? "-", flags.beta, flags.seed].join(" ");
const at = (file) => __dirname + "/" + file;
appendFileSync(at("calls"), name + "\\n");
const among = (file) => existsSync(at(file)) && readFileSync(at(file), "utf8").split("\\n").includes(name);
if (among("failing")) {
  console.error("train: the disk is on fire");
  process.exit(1);
}
const finish = () => {
  if (among("waiting")) return setTimeout(finish, 50);
  const result = ${JSON.stringify(resultOf(20, 90))};
  result.test.rate += Number(flags.seed);
  writeFileSync(flags.output + "/result.json", JSON.stringify(result));
};
finish();
`;

const all = ["elbo", "iwae"].flatMap((objective) =>
  [0.5, 1].flatMap((beta) =>
    [1, 2].map((seed) => `${objective} ${objective === "elbo" ? "-" : 5} ${beta} ${seed}`),
  ),
);

test("a dry run lists a job for each combination", { skip }, () => {
  const { status, output } = sweep("--dry-run");
  assert.equal(status, 0, output);
  assert.match(output, /^train +8$/m);
  assert.match(output, /^total +11$/m);
  const own = run(["--directory", folder, "--dry-run"]);
  assert.match(own.output, /^train +10$/m, "config.yaml as it is committed");
});

test("what no training knows is refused before anything runs", { skip }, () => {
  for (const [setting, message] of [
    [{ betas: [-1] }, /-1 is less than the minimum of 0/],
    [{ train: { epoch: 3 } }, /'epoch' was unexpected/],
    [{ objectives: ["iwae"] }, /'iwae' does not match/],
  ] as const) {
    const file = join(folder, "other.json");
    writeFileSync(file, JSON.stringify(setting));
    const { status, output } = run(["--directory", folder, "--dry-run", "--configfile", file]);
    assert.notEqual(status, 0);
    assert.match(output, message);
  }
});

test(
  "a failing job is tried three times and reported, the others go on; later only it is done",
  { skip },
  async () => {
    const broken = "elbo - 0.5 2";
    write("failing", broken);
    const { status, output } = sweep("--cores", "2");
    assert.notEqual(status, 0);
    assert.deepEqual(calls().sort(), [...all, broken, broken].sort());
    const said = /No result: mnist, elbo, β = 0.5, seed 2\. It said: train: the disk is on fire/;
    assert.match(output, said);
    const { groups, failed, finished } = summary("partial");
    assert.deepEqual([finished, failed.length, failed[0]!.seed], [7, 1, 2]);
    assert.equal(groups[0]!.points[0]!.rate.deviation, undefined);
    assert.match(
      await textOf("partial/report.ipynb"),
      /7 of 8 runs finished.*the disk is on fire/s,
    );
    assert.ok(!existsSync(join(folder, "report")), "the report is of all runs");

    rmSync(join(folder, "failing"));
    writeFileSync(join(folder, "calls"), "");
    const later = sweep("--cores", "2");
    assert.equal(later.status, 0, later.output);
    assert.deepEqual(calls(), [broken]);
    const { points } = summary("report").groups[1]!;
    assert.deepEqual(
      points.map(({ rate }) => rate),
      Array(2).fill({ mean: 21.5, deviation: Math.SQRT1_2 }),
    );
    const text = await textOf("report/report.ipynb");
    assert.match(text, /8 of 8 runs finished/);
    assert.match(text, /21\.50 ± 0\.71/);
    assert.match(text, /image\/png/);
    assert.ok(!existsSync(join(folder, "partial")));
    assert.ok(existsSync(join(folder, "report/rate-distortion-mnist-iwae-5.svg")));

    const nothing = sweep("--cores", "2");
    assert.match(nothing.output, /Nothing to be done/);
    assert.deepEqual(calls(), [broken]);
  },
);

test(
  "killed with its jobs, or without them, it goes on and repeats nothing that finished",
  { skip },
  async () => {
    const [slow, slower] = ["elbo - 1 2", "iwae 5 1 1"] as const;
    write("waiting", slow, slower);
    const first = start();
    await until(() => calls().length >= 8 && resultCount() === 6);
    process.kill(-first.pid!, "SIGKILL");
    assert.deepEqual(await leftOf([first.pid!]), []);

    // Now Snakemake alone: its two jobs go on, and those of the next start wait for them.
    const second = start();
    await until(() => calls().length === 10);
    const { descendants } = await load<Processes>("processes.mjs");
    const [snakemake] = descendants(second.pid!);
    process.kill(second.pid!, "SIGKILL");
    process.kill(snakemake!, "SIGKILL");
    const third = start();
    await until(() => printed(third).includes("Execute 2 jobs"));
    await sleep(1000);
    assert.equal(calls().length, 10);
    rmSync(join(folder, "waiting"));
    const code = await new Promise((resolve) => third.once("exit", resolve));
    assert.equal(code, 0, printed(third));
    assert.match(printed(third), /The sweep before this one was killed/);
    assert.deepEqual(calls().sort(), [...all, slow, slower, slow, slower].sort());
    assert.equal(summary("report").finished, 8);
  },
);

/** `npm run sweep` less its set-up. */
function run(words: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, program(words), {
    encoding: "utf8",
    cwd: root,
  });
  return { status, output: stdout + stderr };
}

function program(words: readonly string[]): string[] {
  const command = JSON.stringify(join(root, "scripts/setup/sweepCommand.mjs"));
  const script = `import(${command}).then(async ({ sweep }) => {
    process.exitCode = await sweep(${JSON.stringify(words)});
  })`;
  return ["-e", script];
}

const words = (...more: string[]): string[] => [
  ...["--directory", folder, "--configfile", join(folder, "config.json"), ...more],
];
const sweep = (...more: string[]) => run(words(...more));

const texts = new WeakMap<ChildProcess, string>();
const printed = (child: ChildProcess): string => texts.get(child) ?? "";

/** A sweep in a process group of its own. */
function start(): ChildProcess {
  const child = spawn(process.execPath, program(words("--cores", "8")), {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => texts.set(child, printed(child) + text));
  }
  return child;
}

function write(file: string, ...lines: string[]): void {
  appendFileSync(join(folder, file), `${lines.join("\n")}\n`);
}

const calls = (): string[] =>
  readFileSync(join(folder, "calls"), "utf8")
    .split("\n")
    .filter((line) => line !== "");

function resultCount(): number {
  return ["elbo", "iwae-5"].flatMap((objective) =>
    [0.5, 1].flatMap((beta) =>
      [1, 2].filter((seed) =>
        existsSync(join(folder, `results/mnist/${objective}/beta-${beta}-seed-${seed}.json`)),
      ),
    ),
  ).length;
}

const summary = (part: string): Summary =>
  JSON.parse(readFileSync(join(folder, part, "summary.json"), "utf8")) as Summary;

async function textOf(file: string): Promise<string> {
  const { cells } = await readNotebook(join(folder, file));
  const outputs = cells.flatMap(({ outputs = [] }): Output[] => outputs);
  return JSON.stringify(outputs);
}

async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 120_000;
  while (!holds()) {
    if (Date.now() > limit) throw new Error(`waited in vain; calls: ${calls().join(", ")}`);
    await sleep(50);
  }
}
