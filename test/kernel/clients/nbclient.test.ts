/** nbclient over our kernel, beside ipykernel: the same notebook in both languages ends in the same way. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { Cell, Language } from "./clients";
import { kernelOf, python, repository } from "./clients";

interface Output {
  output_type: string;
  name?: string;
  text?: string;
  ename?: string;
  evalue?: string;
  traceback?: string[];
  data?: Record<string, unknown>;
}

interface Run {
  raised: { type: string; text: string } | null;
  cells: { outputs: Output[]; count: number | null }[];
  seconds: number;
}

type Options = Record<string, unknown>;

async function run(language: Language, cells: readonly Cell[], options: Options): Promise<Run> {
  const folder = join(repository, "notebooks");
  const request = { kernel: kernelOf[language], cells, options, folder };
  const ended = await python([join(__dirname, "runNotebook.py")], {
    input: JSON.stringify(request),
  });
  assert.equal(ended.status, 0, ended.stderr);
  return JSON.parse(ended.stdout) as Run;
}

/** The same cells in both languages; a cell is `[TypeScript, Python, tags]`. */
type Pair = readonly [typescript: string, python: string, tags?: string[]];

async function runBoth(pairs: readonly Pair[], options: Options = {}): Promise<[Run, Run]> {
  const cellsOf = (language: Language) =>
    pairs.map(([typescript, python, tags = []]) => ({
      source: language === "typescript" ? typescript : python,
      tags,
    }));
  return await Promise.all([
    run("typescript", cellsOf("typescript"), options),
    run("python", cellsOf("python"), options),
  ]);
}

/** What a reader sees of a run, without the words of either language. */
function patternOf({ raised, cells }: Run): Pattern {
  return {
    raised: raised?.type ?? null,
    cells: cells.map(({ outputs, count }) => ({
      outputs: outputs.map(({ output_type, name }) => name ?? output_type),
      count,
    })),
  };
}

interface Pattern {
  raised: string | null;
  cells: { outputs: string[]; count: number | null }[];
}

function assertSamePattern([ours, peer]: [Run, Run]): void {
  const expected = patternOf(peer);
  for (const cell of expected.cells) {
    // ipykernel may send the end of a line by itself.
    cell.outputs = cell.outputs.filter((kind, i, all) => !/^std/.test(kind) || kind !== all[i - 1]);
  }
  assert.deepEqual(patternOf(ours), expected, ours.raised?.text);
}

const fails: Pair = ['throw new RangeError("first");', 'raise ValueError("first")'];
const prints: Pair = ['console.log("next");', 'print("next")'];
const asks = (tags: string[]): Pair => ['await input("name? ");', 'input("name? ")', tags];
const loops: Pair = ["while (true);", "while True: pass", ["short"]];
// ipykernel heeds the interrupt when the sleep is over.
const sleeps: Pair = [
  "await new Promise((done) => setTimeout(done, 60_000));",
  "import asyncio\nawait asyncio.sleep(5)",
  ["short"],
];

suite("nbclient", { timeout: 900_000 }, () => {
  test("prints, problems, results and displays", async () => {
    const runs = await runBoth([
      [
        'console.log("one");\nconsole.error("two");',
        'import sys\nprint("one")\nprint("two", file=sys.stderr)',
      ],
      ["1 + 2", "1 + 2"],
      ["const a = 1;", "a = 1"],
      [
        'Reflect.get(globalThis, Symbol.for("vae-cookbook.display"))({ data: { "text/html": "<b>x</b>" } });',
        'from IPython.display import HTML\ndisplay(HTML("<b>x</b>"))',
      ],
      [
        'console.log("gone");\nconsole.clear();\nconsole.log("left");',
        'from IPython.display import clear_output\nprint("gone")\nclear_output()\nprint("left")',
      ],
    ]);
    assertSamePattern(runs);
    const [ours] = runs;
    assert.equal(ours.raised, null);
    assert.equal(ours.cells[1]!.outputs[0]!.data?.["text/plain"], "3");
    assert.equal(ours.cells[3]!.outputs[0]!.data?.["text/html"], "<b>x</b>");
    assert.equal(ours.cells[4]!.outputs[0]!.text, "left\n");
  });

  test("a failing cell stops the notebook", async () => {
    const runs = await runBoth([prints, fails, prints]);
    assertSamePattern(runs);
    assert.equal(runs[0].raised?.type, "CellExecutionError");
    assert.match(runs[0].raised.text, /RangeError: first/);
    assert.deepEqual(runs[0].cells[2], { outputs: [], count: null });
  });

  test("raises-exception goes on, with the very next cell", async () => {
    const tagged: Pair = [fails[0], fails[1], ["raises-exception"]];
    const runs = await runBoth(Array.from({ length: 5 }, () => [tagged, prints]).flat());
    assertSamePattern(runs);
    const [ours] = runs;
    assert.equal(ours.raised, null);
    const error = ours.cells[0]!.outputs[0];
    assert.deepEqual([error?.ename, error?.evalue], ["RangeError", "first"]);
    assert.deepEqual(
      ours.cells.map(({ outputs }) => outputs.length),
      ours.cells.map(() => 1),
    );
  });

  test("allow_errors, and type errors are errors like others", async () => {
    const runs = await runBoth([fails, prints, ['const n: number = "text";', "1 +"], prints], {
      allow_errors: true,
    });
    assertSamePattern(runs);
    assert.equal(runs[0].raised, null);
  });

  test("allow_error_names", async () => {
    const ours = await run(
      "typescript",
      [{ source: fails[0] }, { source: prints[0] }, { source: "throw new TypeError('x');" }],
      { allow_error_names: ["RangeError"] },
    );
    assert.equal(ours.raised?.type, "CellExecutionError");
    assert.equal(ours.cells[1]!.outputs.length, 1);
  });

  test("force_raise_errors beats the tag", async () => {
    const tagged: Pair = [fails[0], fails[1], ["raises-exception"]];
    const runs = await runBoth([tagged, prints], { force_raise_errors: true });
    assertSamePattern(runs);
    assert.equal(runs[0].raised?.type, "CellExecutionError");
  });

  for (const [name, cell] of [
    ["a loop", loops],
    ["awaited work", sleeps],
  ] as const) {
    test(`timeout: ${name}`, async () => {
      const runs = await runBoth([prints, cell, prints], { timeout: 2 });
      const [ours] = runs;
      assert.equal(ours.raised?.type, "CellTimeoutError");
      assert.ok(ours.seconds < 30, `${ours.seconds} s`);
      // As nbclient ends the kernel it interrupts it: ipykernel still says so in the cell, where nobody listens.
      for (const run of runs) run.cells[1]!.outputs = [];
      assertSamePattern(runs);
    });

    test(`timeout with interrupt_on_timeout: ${name}`, async () => {
      const options = { timeout: 2, interrupt_on_timeout: true, allow_errors: true };
      const runs = await runBoth([prints, cell, prints], options);
      assertSamePattern(runs);
      const [ours] = runs;
      assert.equal(ours.raised, null);
      assert.equal(ours.cells[1]!.outputs[0]!.output_type, "error");
      assert.equal(ours.cells[2]!.outputs[0]!.text, "next\n");
    });
  }

  test("an interrupted cell is a failed one", async () => {
    const runs = await runBoth([prints, loops, prints], { timeout: 2, interrupt_on_timeout: true });
    assertSamePattern(runs);
    assert.equal(runs[0].raised?.type, "CellExecutionError");
  });

  test("nobody can type into a notebook that nbclient runs", async () => {
    assertSamePattern(await runBoth([asks(["raises-exception"]), prints]));
  });

  test("the kernel's end in a cell is a dead kernel", async () => {
    const runs = await runBoth([
      prints,
      // The server, which is the runtime's parent.
      ['process.kill(process.ppid, "SIGKILL");\nwhile (true);', "import os\nos._exit(1)"],
      prints,
    ]);
    assert.equal(runs[0].raised?.type, "DeadKernelError");
    // Whether the cell's number still reached the client is chance.
    for (const run of runs) run.cells[1]!.count = null;
    assertSamePattern(runs);
  });

  test("process.exit() ends the runtime, which is an error of the cell and not of the kernel", async () => {
    const cells = ["const kept = 1;", "process.exit(3);", 'console.log("next");', "kept"];
    const ours = await run(
      "typescript",
      cells.map((source) => ({ source })),
      { allow_errors: true },
    );
    assert.equal(ours.raised, null);
    const [, exit, next, gone] = ours.cells;
    const error = exit!.outputs.find(({ output_type }) => output_type === "error");
    assert.match(`${error?.ename}: ${error?.evalue}`, /exit/i);
    assert.match(next!.outputs.map(({ text }) => text).join(""), /next\n$/);
    // And it is said: the variables are gone.
    assert.match(JSON.stringify(ours.cells.slice(1, 3)), /variables/i);
    assert.equal(gone!.outputs.at(-1)?.output_type, "error");
  });
});
