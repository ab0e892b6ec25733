/** papermill with the translator of kernel/papermill: parameters for TypeScript. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { Cell, Ended } from "./clients";
import { inFolder, notebook, python } from "./clients";

interface Notebook {
  cells: {
    source: string | string[];
    metadata: { tags?: string[] };
    outputs?: { text?: string | string[]; ename?: string }[];
  }[];
}

interface Executed extends Ended {
  injected: string;
  printed: string;
  notebook: Notebook;
}

const joined = (text: string | string[] | undefined): string =>
  text === undefined ? "" : typeof text === "string" ? text : text.join("");

/** Runs a notebook with parameters, given as YAML unless `words` say otherwise. */
async function papermill(
  cells: readonly Cell[],
  parameters: string,
  words: readonly string[] = [],
): Promise<Executed> {
  let executed: Executed | undefined;
  await inFolder(async (folder, write) => {
    const source = write("in.ipynb", notebook("typescript", cells));
    const values = write("values.yaml", parameters);
    const result = join(folder, "out.ipynb");
    const ended = await python(
      ["-m", "papermill", source, result, "-f", values, "--no-progress-bar", ...words],
      { cwd: folder },
    );
    const text = read(result);
    // papermill notes the parameters in the notebook's metadata, where JSON has no infinities.
    const json = text?.replaceAll(/: (-?Infinity|NaN)\b/g, ": null");
    const found = (json === undefined ? { cells: [] } : JSON.parse(json)) as Notebook;
    executed = {
      ...ended,
      notebook: found,
      injected: joined(
        found.cells.find(({ metadata }) => metadata.tags?.includes("injected-parameters"))?.source,
      ),
      printed: found.cells
        .flatMap(({ outputs = [] }) => outputs.map((output) => joined(output.text)))
        .join(""),
    };
  });
  return executed!;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const parametersCell = (source: string): Cell => ({ source, tags: ["parameters"] });

suite("papermill", { timeout: 900_000 }, () => {
  test("values of every kind arrive as they were given", async () => {
    const values = {
      whole: 3,
      negative: -2.5,
      small: 1.5e-7,
      large: 2 ** 60,
      text: '"it\'s" `${1}` \\ π 😀\n\ttwo\u2028lines',
      empty: "",
      yes: true,
      no: false,
      nothing: null,
      list: [1, 2, 3],
      mixed: [1, "a", null, [true, []]],
      none: [],
      nested: { "a b": { c: [{ d: null }], __proto: 1 }, 7: "seven", "": {} },
    };
    const names = Object.keys(values);
    const ran = await papermill(
      [
        parametersCell("const whole = 1;"),
        { source: `console.log(JSON.stringify({ ${names.join(", ")} }));` },
      ],
      JSON.stringify(values),
    );
    assert.equal(ran.status, 0, ran.stderr);
    assert.deepEqual(JSON.parse(ran.printed), values);
    assert.match(ran.injected, /^const whole: number = 3;$/m);
    assert.match(ran.injected, /^const yes: boolean = true;$/m);
    assert.match(ran.injected, /^const text: string = "/m);
  });

  test("infinities, NaN, and a key that would be a prototype", async () => {
    const ran = await papermill(
      [
        { source: "console.log(up, down, none, -0, Object.keys(odd));" },
        { source: "Object.getPrototypeOf(odd) === Object.prototype || console.log('changed');" },
      ],
      "up: .inf\ndown: -.inf\nnone: .nan\nodd: {__proto__: {a: 1}}\n",
    );
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(ran.printed, "Infinity -Infinity NaN -0 [ '__proto__' ]\n");
  });

  test("the parameters cell is overridden, with its types and its let", async () => {
    const ran = await papermill(
      [
        parametersCell(
          `const beta = 1; // weight
type Loss = "bernoulli" | "gaussian";
const loss: Loss = "bernoulli";
const limit: number | null = null;
let steps = 0;`,
        ),
        {
          source: `const used: Loss = loss;
steps += 1;
console.log(beta, used, (limit ?? 0) + 1, steps);`,
        },
      ],
      "beta: 4\nloss: gaussian\nlimit: 9\nsteps: 5\n",
    );
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(ran.printed, "4 gaussian 10 6\n");
    assert.match(ran.injected, /^const loss: Loss = "gaussian";$/m);
    assert.match(ran.injected, /^const limit: number \| null = 9;$/m);
    assert.match(ran.injected, /^let steps: number = 5;$/m);
  });

  test("TypeScript refuses a value that the declared type forbids", async () => {
    const ran = await papermill(
      [parametersCell('const loss: "bernoulli" | "gaussian" = "bernoulli";'), { source: "1" }],
      "loss: poisson\n",
    );
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /TS2322.*"poisson"/);
  });

  test("flags: numbers, booleans and raw text", async () => {
    const ran = await papermill(
      [{ source: "console.log(typeof epochs, typeof fast, typeof raw, raw);" }],
      "{}",
      ["-p", "epochs", "3", "-p", "fast", "True", "-r", "raw", "007"],
    );
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(ran.printed, "number boolean string 007\n");
  });

  test("refused: a name that is none, and a whole number that no number of TypeScript holds", async () => {
    const named = await papermill([{ source: "1" }], "my-value: 1\n");
    assert.notEqual(named.status, 0);
    assert.match(named.stderr, /"my-value" cannot be the name of a constant in TypeScript/);
    const large = await papermill([{ source: "1" }], "seed: 9007199254740993\n");
    assert.notEqual(large.status, 0);
    assert.match(large.stderr, /a number of TypeScript cannot hold 9007199254740993/);
  });

  test("a failing cell fails the run, and what ran is kept", async () => {
    const ran = await papermill(
      [{ source: 'console.log("before");' }, { source: 'throw new RangeError("late");' }],
      "beta: 2\n",
    );
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /RangeError: late/);
    assert.match(ran.printed, /before/);
  });

  test("--help-notebook lists the parameters", async () => {
    await inFolder(async (folder, write) => {
      const cell = `// The knobs
const beta = 1; // weight of the KL; 1 is the ELBO
const name = 'it\\'s', other = \`a;
b\`; // two at once
const layers: Map<string, number[]> = new Map([["a", [1, 2]]]);
const limit: number | null = null
const options = {
  rate: 1e-3, // inside
}; // of Adam
function half(n: number) { const inner = 2; return n / inner; }
const { a, b } = { a: 1, b: 2 };
let quick = true;`;
      const path = write("in.ipynb", notebook("typescript", [parametersCell(cell)]));
      const { status, stdout, stderr } = await python(
        ["-m", "papermill", "--help-notebook", path],
        { cwd: folder },
      );
      assert.equal(status, 0, stderr);
      const listed = stdout.slice(stdout.indexOf("Parameters inferred"));
      assert.match(listed, /beta: number \(default 1\) +weight of the KL; 1 is the ELBO/);
      assert.match(listed, /name: string \(default 'it\\'s'\)\s+two at once/);
      assert.match(listed, /other: string \(default `a;\nb`\)/);
      assert.match(
        listed,
        /layers: Map<string, number\[\]> \(default new Map\(\[\["a", \[1, 2\]\]\]\)\)/,
      );
      assert.match(listed, /limit: number \| null \(default null\)/);
      assert.match(listed, /options: Unknown type \(default \{ rate: 1e-3, \}\)\s+of Adam/);
      assert.match(listed, /quick: boolean \(default true\)/);
      assert.doesNotMatch(listed, /inner|half|\ba:/);
    });
  });
});
