import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { numbersOf, readNotebook, sourceOf } from "../../scripts/runner/notebook";

const repository = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-execute-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function execute(...words: string[]) {
  return executeIn(process.env, ...words);
}

function executeIn(env: NodeJS.ProcessEnv, ...words: string[]) {
  const script = join(repository, "scripts/execute.ts");
  const options = { cwd: repository, encoding: "utf8", timeout: 120_000, env } as const;
  const node = ["-r", "ts-node/register/transpile-only", script, ...words];
  return spawnSync(process.execPath, node, options);
}

function write(name: string, cells: { source: string; tags?: string[]; id: string }[]): string {
  const path = join(folder, name);
  const metadata = { kernelspec: { display_name: "Other", name: "other" } };
  const code = cells.map(({ source, id, tags }) => ({
    ...{ cell_type: "code", id, source, outputs: [], execution_count: null },
    metadata: tags ? { tags } : {},
  }));
  writeFileSync(path, JSON.stringify({ cells: code, metadata, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

const display = 'const display = Reflect.get(globalThis, Symbol.for("vae-cookbook.display"));';
const chapter = write("chapter.ipynb", [
  { id: "one", source: "const beta = 1; // weight", tags: ["parameters"] },
  {
    id: "two",
    source: `${display}
for (let i = 0; i < 3; i++) display({ data: { "text/plain": "at " + i }, transient: { display_id: "d" } }, i > 0);`,
  },
  {
    id: "three",
    source: `const numbers = [{ name: "twice", value: 2 * beta, unit: "nats" }];
display({ data: { "application/json": { chapter: "chapter", parameters: { beta }, numbers } } });`,
  },
]);

test("a parameter is set, the notebook runs, its numbers are printed", async () => {
  const before = readFileSync(chapter, "utf8");
  const output = join(folder, "out.ipynb");
  const { status, stdout, stderr } = execute(chapter, "--beta", "-2.5", "--output", output);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /\[ 1\/3\] const beta = -2\.5;/);
  assert.match(stdout, /chapter: beta = -2\.5\n {2}twice {2}-5 {2}nats/);
  assert.equal(readFileSync(chapter, "utf8"), before);
  const notebook = await readNotebook(output);
  assert.equal(numbersOf(notebook)?.numbers[0]?.value, -5);
  assert.equal(sourceOf(notebook.cells[0]!), "const beta = -2.5; // weight");
  assert.deepEqual(
    notebook.cells.map(({ id, execution_count, metadata }) => [id, execution_count, metadata]),
    [
      ["one", 1, { tags: ["parameters"] }],
      ["two", 2, {}],
      ["three", 3, {}],
    ],
  );
  // Only the last state of a live display is kept.
  assert.deepEqual(
    notebook.cells[1]!.outputs?.map(({ data }) => data),
    [{ "text/plain": ["at 2"] }],
  );
  const { kernelspec } = notebook.metadata;
  assert.deepEqual(kernelspec, {
    display_name: "TypeScript",
    language: "typescript",
    name: "tslab",
  });
});

test("--in-place saves over the notebook, and twice gives the same file", () => {
  assert.equal(execute(chapter, "--in-place").status, 0);
  const first = readFileSync(chapter, "utf8");
  assert.equal(execute(chapter, "--in-place").status, 0);
  assert.equal(readFileSync(chapter, "utf8"), first);
  assert.ok(!existsSync(join(folder, "chapter.executed.ipynb")));
});

test("a failing cell fails the run, is shown with its error, and leaves the notebook alone", async () => {
  const path = write("failing.ipynb", [
    { id: "one", source: "const a = 1;" },
    { id: "two", source: "const b = a;\nthrow new RangeError(`got ${b}`);" },
    { id: "three", source: "console.log('never')" },
  ]);
  const before = readFileSync(path, "utf8");
  const { status, stderr } = execute(path, "--in-place");
  assert.equal(status, 1);
  assert.match(stderr, /Code cell 2 failed:/);
  assert.match(stderr, /2 \| throw new RangeError/);
  assert.match(stderr, /RangeError: got 1\n +at cell\[2\]\.ts:2/);
  assert.equal(readFileSync(path, "utf8"), before);
  const partial = await readNotebook(join(folder, "failing.executed.ipynb"));
  assert.equal(partial.cells[1]!.outputs?.[0]?.output_type, "error");
  assert.deepEqual(partial.cells[2]!.outputs, []);
});

test("a cell that ends its process, or the kernel itself, fails the run", () => {
  for (const [source, message] of [
    ["process.exit(3);", /Code cell 1 failed:[^]*RuntimeEnded: .*process\.exit\(3\)/],
    ["process.kill(process.ppid, 'SIGKILL');", /Code cell 1 failed:[^]*The kernel died/],
  ] as const) {
    const { status, stderr } = execute(write("dying.ipynb", [{ id: "one", source }]));
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
});

test("a kernel that dies as it starts, as where its port was taken, is started once more", () => {
  const path = write("late.ipynb", [{ id: "one", source: "console.log('it runs')" }]);
  const [dying, died] = [join(folder, "dying.cjs"), join(folder, "died")];
  writeFileSync(
    dying,
    `const { appendFileSync, existsSync } = require("node:fs");
const [often, died] = [process.env.DIES === "often", ${JSON.stringify(died)}];
if (/launch\\.js$/.test(process.argv[1]) && (often || !existsSync(died))) {
  appendFileSync(died, "x");
  process.exit(1);
}`,
  );
  const env = { ...process.env, NODE_OPTIONS: `--require ${dying}` };
  const { status, stderr } = executeIn(env, path, "--in-place");
  assert.equal(status, 0, stderr);
  assert.match(readFileSync(path, "utf8"), /"it runs\\n"/);
  assert.equal(readFileSync(died, "utf8"), "x");
  const again = executeIn({ ...env, DIES: "often" }, path);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /The kernel did not start/);
  assert.equal(readFileSync(died, "utf8"), "xxx");
});

test("what cannot be done is refused before anything runs", () => {
  const cases: [string[], RegExp][] = [
    [[chapter, "--bet", "4"], /there is no parameter "bet"[^]*--beta <number> +default 1 +weight/],
    [[chapter, "--beta", "four"], /--beta must be a number, got "four"/],
    [[chapter, "--in-place", "--beta", "4"], /--in-place takes no other flag/],
    [[chapter, "--output", chapter], /is the notebook itself/],
    [["chapter"], /the first argument must be a notebook/],
    [[join(folder, "none.ipynb")], /ENOENT/],
    [[join(repository, "package.json")], /must be a notebook/],
  ];
  for (const [words, message] of cases) {
    const { status, stderr } = execute(...words);
    assert.equal(status, 2, words.join(" "));
    assert.match(stderr, message);
  }
});

test("--help lists the parameters", () => {
  const { status, stdout } = execute(chapter, "--help");
  assert.equal(status, 0);
  assert.match(stdout, /--beta <number> +default 1 +weight/);
});
