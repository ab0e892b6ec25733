import { parseArgs } from "node:util";
import { models } from "./models";

export interface Flags {
  json: boolean;
  write: boolean;
  quick: boolean;
  rounds: number;
  /** ids; undefined: all that start here */
  engines: readonly string[] | undefined;
  models: readonly string[];
}

/** Enough rounds that the median of them says something. */
const publishable = 3;

export function usage(engineIds: readonly string[]): string {
  return `npm run bench: the tensor engines beside PyTorch and JAX, training the same models.

  --rounds <n>      default 5, with --quick 2
  --engines <ids>   of ${engineIds.join(", ")};
                    default: all that start here. Ratios need pytorch among them.
  --models <ids>    of ${models.map(({ id }) => id).join(", ")}; default: all
  --quick           turns of a fifth of a second: to see that all works, not for numbers
  --json            prints the numbers as JSON (with \`npm run --silent bench -- --json\`, nothing else)
  --write           writes the numbers to bench/engines/results.json, the tables and charts to bench/README.md

npm run bench -- kernel and npm run bench -- protocol measure the kernel.`;
}

/**
 * @param words    behind `npm run bench --`
 * @param engineIds those that there are
 * @returns        "help" where only that was asked for
 * @throws RangeError if an engine, a model or a number is none
 * @throws TypeError  if a flag is unknown
 */
export function readFlags(words: readonly string[], engineIds: readonly string[]): Flags | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: { type: "boolean" },
      write: { type: "boolean" },
      quick: { type: "boolean" },
      rounds: { type: "string" },
      engines: { type: "string" },
      models: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return "help";
  const quick = values.quick === true;
  const write = values.write === true;
  const rounds = Number(values.rounds ?? (quick ? 2 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`bench: --rounds must be a whole number from 1 up, got ${values.rounds}.`);
  }
  if (write && (quick || rounds < publishable)) {
    throw new RangeError(
      `bench: --write puts numbers on a page that is read, so it takes no --quick and at least ${publishable} rounds.`,
    );
  }
  const modelIds = models.map(({ id }) => id);
  return {
    ...{ json: values.json === true, write, quick, rounds },
    engines: values.engines === undefined ? undefined : chosen("engine", values.engines, engineIds),
    models: values.models === undefined ? modelIds : chosen("model", values.models, modelIds),
  };
}

/** The named ones, in the order of all. */
function chosen(what: string, list: string, all: readonly string[]): string[] {
  const wanted = list.split(",").map((id) => id.trim());
  const unknown = wanted.filter((id) => !all.includes(id));
  if (unknown.length > 0) {
    throw new RangeError(`bench: no ${what} "${unknown.join(", ")}". There are ${all.join(", ")}.`);
  }
  return all.filter((id) => wanted.includes(id));
}
