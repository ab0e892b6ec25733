import type { Parameter, ParameterValue } from "./parameters";

/** What a person asks of `npm run execute`. */
export interface Flags {
  help: boolean;
  inPlace: boolean;
  output?: string;
  values: Map<string, ParameterValue>;
}

/**
 * Reads the flags of a chapter: its parameters, as `--batchSize 50`, `--batch-size=50`, `--verbose` or `--no-verbose`,
 * and the runner's own. Throws a `RangeError` for an unknown name and a `TypeError` for a value of the wrong type.
 */
export function readFlags(words: readonly string[], parameters: readonly Parameter[]): Flags {
  const flags: Flags = { help: false, inPlace: false, values: new Map() };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "-h" || word === "--help") flags.help = true;
    else if (word === "--in-place") flags.inPlace = true;
    else {
      const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (name === undefined) throw refuse(RangeError, `"${word}" is not a flag`, parameters);
      const takeValue = () => {
        const value = inline ?? rest.shift();
        if (value === undefined) throw refuse(TypeError, `--${name} needs a value`, parameters);
        return value;
      };
      if (name === "output") flags.output = takeValue();
      else setParameter(flags, name, inline, rest, takeValue, parameters);
    }
  }
  return flags;
}

function setParameter(
  flags: Flags,
  name: string,
  inline: string | undefined,
  rest: string[],
  takeValue: () => string,
  parameters: readonly Parameter[],
): void {
  const parameter = parameters.find((known) => camelCase(name) === known.name);
  if (!parameter) {
    const negated = parameters.find((known) => camelCase(name.replace(/^no-/, "")) === known.name);
    if (!name.startsWith("no-") || typeof negated?.value !== "boolean") {
      throw refuse(RangeError, `there is no parameter "${name}"`, parameters);
    }
    flags.values.set(negated.name, false);
    return;
  }
  const bare = inline === undefined && !/^(true|false)$/.test(rest[0] ?? "");
  const text = typeof parameter.value === "boolean" && bare ? "true" : takeValue();
  const value = parse(text, parameter.value);
  if (value === undefined) {
    const wanted = `--${name} must be a ${typeof parameter.value}, got "${text}"`;
    throw refuse(TypeError, wanted, parameters);
  }
  flags.values.set(parameter.name, value);
}

function parse(text: string, like: ParameterValue): ParameterValue | undefined {
  if (typeof like === "string") return text;
  if (typeof like === "boolean") return { true: true, false: false }[text];
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function camelCase(name: string): string {
  return name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The flags that `readFlags` knows, each parameter as `batchSize` and as `batch-size`. */
export function flagNames(parameters: readonly Parameter[]): string[] {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return ["output", "in-place", ...parameters.flatMap(({ name }) => [name, kebab(name)])];
}

/** The parameters with type, default and comment, one a line. */
export function describeParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return "This notebook has no parameters.";
  const rows = parameters.map(({ name, value, comment }) => ({
    flag: `  --${name} <${typeof value}>`,
    preset: `default ${JSON.stringify(value)}`,
    comment,
  }));
  const wide = Math.max(...rows.map(({ flag }) => flag.length)) + 2;
  const middle = Math.max(...rows.map(({ preset }) => preset.length)) + 2;
  const lines = rows.map(({ flag, preset, comment }) =>
    `${flag.padEnd(wide)}${preset.padEnd(middle)}${comment}`.trimEnd(),
  );
  return ["Parameters of this notebook:", ...lines].join("\n");
}

function refuse(
  kind: typeof RangeError | typeof TypeError,
  problem: string,
  parameters: readonly Parameter[],
): Error {
  return new kind(`execute: ${problem}.\n${describeParameters(parameters)}`);
}
