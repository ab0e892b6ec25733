/**
 * npm run pretrain: trains the models that come with the library and writes them to lib/pretrained. It can be stopped and
 * started again: a training goes on where it was.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { backend } from "../lib/backend";
import { expectNumber } from "../lib/checks";
import { mnist } from "../lib/data";
import { pretrain } from "./pretrain/pretrain";
import { recipes } from "./pretrain/recipes";
import { runMain } from "./runner/runMain";
import { expectNoneSwallowed } from "./runner/swallowed";

const lines = Object.entries(recipes).map(([name, { about, settings }]) => {
  return `  ${name.padEnd(16)} ${about}; ${settings.epochs} epochs`;
});

const usage = `Trains models of lib/pretrained again, on MNIST.

  npm run pretrain -- <name> … [--epochs 10]

${lines.join("\n")}

  --epochs <n>     passes over the 60,000 images; default: the recipe's
  --restart        begin anew, also if the training was stopped or is finished
  --folder <path>  where stopped trainings are kept; default: in the user's cache folder
  --output <path>  default: lib/pretrained
  --help           this text`;

async function main(words: string[]): Promise<number> {
  expectNoneSwallowed("npm run pretrain", ["epochs", "restart", "folder", "output"], words);
  const { values: flags, positionals: names } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      epochs: { type: "string" },
      restart: { type: "boolean", default: false },
      folder: { type: "string", default: "pretrain" },
      output: { type: "string", default: resolve(__dirname, "../lib/pretrained") },
      help: { type: "boolean", default: false },
    },
  });
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const unknown = names.find((name) => !Object.hasOwn(recipes, name));
  if (unknown !== undefined || names.length === 0) {
    const problem = unknown === undefined ? "Name a model." : `There is no recipe "${unknown}".`;
    throw new RangeError(`pretrain: ${problem}\n\n${usage}`);
  }
  const epochs = flags.epochs === undefined ? undefined : Number(flags.epochs);
  if (epochs !== undefined) expectNumber("pretrain", "--epochs", epochs, { integer: true, min: 1 });
  console.log((await backend()).summary);
  const data = await mnist();
  const signal = interrupted(console.log);
  for (const name of names) {
    const finished = await pretrain(name, recipes[name]!, {
      data,
      output: resolve(flags.output),
      checkpoints: flags.folder,
      epochs,
      restart: flags.restart,
      signal,
      print: console.log,
    });
    if (!finished) return 130;
  }
  return 0;
}

/** Aborted by Ctrl-C. npm passes a signal on that the terminal has sent here already: that is no second one. */
function interrupted(print: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  process.on("SIGINT", () => {
    if (first !== undefined && performance.now() - first > 1000) process.exit(130);
    if (first === undefined) {
      print("Stopping after this step; the same command goes on. A second Ctrl-C ends it at once.");
    }
    first ??= performance.now();
    controller.abort();
  });
  return controller.signal;
}

runMain(main);
