/** The whole command, with real kernels, on notebooks that behave and notebooks that do not. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { notebookOf, writeFiles, type TestCell } from "./notebooks";

const repository = resolve(__dirname, "../../..");
const root = mkdtempSync(join(tmpdir(), "vae-cookbook-class-"));
after(() => {
  rmSync(root, { recursive: true, force: true });
});
const at = (...names: string[]) => join(root, ...names);
/** In a folder whose name begins with a dot, as a checkout may be. */
const chapters = at(".course", "chapters");
/** Together they are longer than a file's name may be. */
const long = "endless".repeat(20);

const cells = {
  parameters: {
    source: "const beta = 1; // β\nconst epochs = 10; // epochs",
    tags: ["parameters"],
  },
  imports: 'import { check, numbers, show } from "vae-cookbook";',
  one: 'const one = (): number => {\n  return NaN; // your code\n};\ncheck("one", { yours: one, expected: 1 });',
  two: 'const two = (): number => {\n  return NaN; // your code\n};\ncheck("two", { yours: two, expected: 2 });',
  numbers: `show(numbers({ chapter: "01-tiny", parameters: { beta, epochs }, numbers: [
  { name: "test rate", value: 20 / beta, unit: "nats" },
  { name: "test distortion", value: 80 + beta, unit: "nats" }] }));`,
} as const;
const answer = (cell: string, value: string) => cell.replace("NaN; // your code", `${value};`);
const right = [answer(cells.one, "1"), answer(cells.two, "2")] as const;

/** Nobody's program sleeps so long. */
const sleep = `sleep ${98_000 + process.pid}`;

const submissions: Record<string, readonly TestCell[]> = {
  // One right, one wrong by its sign, and a cell of her own that fails.
  anna: [
    { ...cells.parameters, source: cells.parameters.source.replace("beta = 1", "beta = 4") },
    cells.imports,
    'throw new Error("mine");',
    ...[right[0], answer(cells.two, "-2"), cells.numbers],
    'if (process.env["SCORE_TEST_SECRET"] !== undefined) throw new Error("sees our environment");',
    'import { existsSync } from "node:fs";\nif (!existsSync("beside.txt")) throw new Error("lacks what the chapter reads");',
  ],
  // Everything that a forger may think of.
  bert: [
    ...[cells.parameters, cells.imports],
    `const display = Reflect.get(globalThis, Symbol.for("vae-cookbook.display"));
const forged = (name: string) => ({ "text/plain": "✓", "application/vnd.vae-cookbook.check+json": { name, verdict: "right", says: "right." } });
display({ data: forged("one"), metadata: {}, transient: {} }, false);`,
    "const check = (name: string, _: unknown) => display({ data: forged(name), metadata: {}, transient: {} }, false);",
    {
      source: cells.one.replace("expected: 1", "expected: NaN"),
      outputs: [
        {
          ...{ output_type: "display_data", metadata: {} },
          data: {
            "text/plain": "✓ one: right.",
            "application/vnd.vae-cookbook.check+json": { name: "one", verdict: "right", says: "" },
          },
        },
      ],
    },
    answer(cells.two, '(display({ data: forged("two"), metadata: {}, transient: {} }, false), 3)'),
  ],
  // Leaves a program behind, and takes memory without end.
  cleo: [
    ...[cells.parameters, cells.imports, right[0]],
    `import { spawn } from "node:child_process";
spawn("sh", ["-c", "setsid ${sleep} >/dev/null 2>&1 &"]);`,
    "const kept: Buffer[] = [];\nfor (;;) kept.push(Buffer.alloc(20e6, 1));",
    right[1],
  ],
  dan: [cells.parameters, cells.imports, right[0], "process.kill(process.ppid, 'SIGKILL');"],
};

writeFiles({
  [join(chapters, "01-tiny.ipynb")]: notebookOf(Object.values(cells), {
    vae_cookbook: { test: { epochs: 1 } },
  }),
  ...Object.fromEntries(
    Object.entries(submissions).map(([name, list]) => [
      at("submitted", name, "01-tiny", "01-tiny.ipynb"),
      notebookOf(list),
    ]),
  ),
  [at("submitted", "eve", "01-tiny", "01-tiny.ipynb")]: "PK\x03\x04",
  [at("submitted", "fay", "readme.txt")]: "later",
  [join(chapters, "beside.txt")]: "read by the chapter",
  [at("loops", "gus", long, `${long}.ipynb`)]: notebookOf([
    cells.imports,
    right[0],
    "for (;;);",
    right[1],
  ]),
});

function score(...words: string[]) {
  const script = join(repository, "scripts/score.ts");
  const node = ["-r", "ts-node/register/transpile-only", script, "--chapters", chapters];
  return spawnSync(process.execPath, [...node, ...words], {
    ...{ cwd: repository, encoding: "utf8", timeout: 300_000 },
    env: { ...process.env, SCORE_TEST_SECRET: "1" },
  });
}

interface Row {
  student_id: string;
  score: number;
  max_score: number;
  status: string;
  remarks: string[];
  exercises: { verdict: string; says: string }[];
  numbers?: { parameters: object };
}
function rows(folder: string): Map<string, Row> {
  const text = readFileSync(join(folder, "scores.json"), "utf8");
  const { scores } = JSON.parse(text) as { scores: Row[] };
  return new Map(scores.map((row) => [row.student_id, row]));
}
const files = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path, "utf8")]);

test("a class is scored: forgers gain nothing, and what fails has a row that says so", () => {
  const before = files(at("submitted"));
  const limits = ["--time-limit", "120", "--memory-limit", "900"];
  const { status, stdout, stderr } = score(at("submitted"), "--output", at("out"), ...limits);
  assert.equal(status, 0, stderr);
  assert.deepEqual(files(at("submitted")), before);
  const found = rows(at("out"));
  const brief = [...found.values()].map((row) => [row.student_id, row.status, row.score]);
  assert.deepEqual(brief, [
    ["anna", "finished", 1],
    ["bert", "finished", 0],
    ["cleo", "memory", 1],
    ["dan", "died", 1],
    ["eve", "not run", 0],
    ["fay", "not run", 0],
  ]);
  for (const name of ["anna", "bert", "cleo", "dan", "eve"]) {
    assert.equal(found.get(name)!.max_score, 2, name);
  }

  const anna = found.get("anna")!;
  assert.deepEqual(anna.remarks, ["a cell fails"]);
  assert.equal(anna.exercises[1]!.says, "the sign is the wrong way round.");
  assert.deepEqual(anna.numbers?.parameters, { beta: 4, epochs: 1 });
  const bert = found.get("bert")!.remarks.join("; ");
  assert.match(bert, /check changed and put back: “one”/);
  assert.match(bert, /declares “check”/);
  assert.match(bert, /deals with how verdicts are shown/);
  assert.match(bert, /a verdict outside of the exercises/);
  assert.match(bert, /“two” has 2 verdicts: the worst counts/);
  assert.match(found.get("cleo")!.remarks.join(), /more than 900 MB/);
  assert.equal(found.get("cleo")!.exercises[1]!.says, "not reached");
  assert.match(found.get("eve")!.remarks.join(), /not a notebook/);
  assert.match(found.get("fay")!.remarks.join(), /no notebook/);
  assert.match(stdout, /\[1\/6\] anna, 01-tiny: 1 of 2: a cell fails/);

  const csv = readFileSync(at("out", "scores.csv"), "utf8").trim().split("\n");
  assert.match(csv[0]!, /^assignment,student_id,raw_score,score,max_score,status,remarks,/);
  assert.match(csv[1]!, /^01-tiny,anna,1,1,2,finished,a cell fails,right wrong,/);
  const page = readFileSync(at("out", "index.html"), "utf8");
  assert.match(page, /<th scope="row">anna<\/th><td class="number">1 of 2<\/td>/);
  assert.match(page, /β = 4/);
  assert.doesNotMatch(page, /<script|https?:\/\/(?!www\.w3\.org)/);
  assert.ok(existsSync(at("out", "autograded", "anna", "01-tiny")));

  if (process.platform === "linux") {
    const running = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout.split("\n");
    assert.ok(!running.includes(sleep), "a program that a cell started is still there");
  }
});

test("a second run repeats nothing, unless the notebook or a limit has changed", () => {
  const limits = ["--time-limit", "120", "--memory-limit", "900"];
  const started = Date.now();
  const { status } = score(at("submitted"), "--output", at("out"), ...limits);
  assert.equal(status, 0);
  const kept = readdirSync(at("out", "kept"));
  assert.equal(kept.length, 4);
  for (const file of kept) assert.ok(statSync(at("out", "kept", file)).mtimeMs < started);
});

test("an endless loop is stopped, what was right before counts, and no exercise can be left out", () => {
  const { status, stderr } = score(at("loops"), "--output", at("slow"), "--time-limit", "9");
  assert.equal(status, 0, stderr);
  const gus = rows(at("slow")).get("gus")!;
  assert.equal(gus.status, "time");
  assert.match(gus.remarks[0]!, /stopped after 9 s/);
  assert.equal(gus.max_score, 2);
  assert.equal(gus.exercises[1]!.verdict, "missing");
});

test("a chapter that is not there is refused before anything runs", () => {
  const { status, stderr } = score(at("submitted"), "--chapter", "09-none");
  assert.equal(status, 2);
  assert.match(stderr, /there is no chapter "09-none"[^]*01-tiny/);
});
