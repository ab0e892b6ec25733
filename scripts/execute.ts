/** npm run execute -- notebooks/03-training.ipynb --beta 4 --epochs 1 --output out.ipynb */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { describeParameters, flagNames, readFlags } from "./runner/flags";
import { numbersOf, parametersCell, readNotebook, sourceOf } from "./runner/notebook";
import { readParameters } from "./runner/parameters";
import { printNumbers } from "./runner/printNumbers";
import { runNotebook } from "./runner/run";
import { runMain } from "./runner/runMain";
import { expectNoneSwallowed } from "./runner/swallowed";

const usage = `Runs a chapter without a browser.

  npm run execute -- <notebook> [--<parameter> <value> …] [--output <file>]

  --output <file>   where the executed notebook goes; default: <notebook>.executed.ipynb beside it
  --in-place        run the notebook as it stands and save it over itself, once every cell has passed
  --help            this text and, with a notebook, its parameters`;

async function main(words: string[]): Promise<number> {
  const path = words.find((word) => word.endsWith(".ipynb"));
  if (path === undefined || path !== words[0]) {
    if (!words.includes("--help") && !words.includes("-h")) {
      console.error(`execute: the first argument must be a notebook (.ipynb).\n\n${usage}`);
      return 2;
    }
    console.log(path === undefined ? usage : `${usage}\n\n${await parametersOf(path)}`);
    return 0;
  }
  const cell = parametersCell(await readNotebook(path));
  const parameters = cell ? readParameters(sourceOf(cell)) : [];
  expectNoneSwallowed("npm run execute", flagNames(parameters), words);
  const flags = readFlags(words.slice(1), parameters);
  if (flags.help) {
    console.log(`${usage}\n\n${await parametersOf(path)}`);
    return 0;
  }
  const aside = path.replace(/\.ipynb$/, ".executed.ipynb");
  const output = flags.output ?? aside;
  if (flags.inPlace && (flags.values.size > 0 || flags.output !== undefined)) {
    throw new RangeError(
      "execute: --in-place takes no other flag. Give --output for other values.",
    );
  }
  if (sameFile(path, output)) {
    throw new RangeError(`execute: ${output} is the notebook itself. Give another --output.`);
  }
  console.log(path);
  const { status, notebook } = await runNotebook(path, {
    values: flags.values,
    output,
    inPlace: flags.inPlace,
  });
  const saved = flags.inPlace && status === 0 ? path : output;
  if (status !== 0) {
    console.error(`The notebook as far as it went: ${saved}`);
    return status;
  }
  const numbers = numbersOf(notebook);
  if (numbers) console.log(`\n${printNumbers(numbers)}`);
  console.log(`\nSaved: ${saved}`);
  return 0;
}

async function parametersOf(path: string): Promise<string> {
  const cell = parametersCell(await readNotebook(path));
  return describeParameters(cell ? readParameters(sourceOf(cell)) : []);
}

function sameFile(a: string, b: string): boolean {
  const real = (path: string) => {
    try {
      return realpathSync(path);
    } catch {
      return resolve(path);
    }
  };
  return real(a) === real(b);
}

runMain(main);
