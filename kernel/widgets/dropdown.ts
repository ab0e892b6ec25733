import { inspect } from "node:util";
import type { ControlOptions } from "./control";
import { Control } from "./control";
import { requireOneOf } from "./validate";

export interface DropdownOptions<Value> extends ControlOptions {
  /** The values to choose from, or an object of values by the words that the page shows for them. */
  options: readonly Value[] | Readonly<Record<string, Value>>;
  /** One of them. Default: the first. */
  value?: OneOf<Value>;
}

/** A place that takes part in checking types but not in finding them. */
type OneOf<Value> = [Value][Value extends unknown ? 0 : never];

/**
 * A list to choose one value from.
 *
 *     const model = dropdown({ label: "model", options: ["vae", "beta-vae"], value: "vae" });
 *     const activation = dropdown({ options: { ReLU: tf.relu, tanh: tf.tanh } });
 *
 * @throws TypeError  if options is empty, or not an array or object
 * @throws RangeError if value is not among the options
 */
export function dropdown<const Value>(options: DropdownOptions<Value>): Control<Value> {
  const choices = choicesOf(options.options) as [string, Value][];
  const words = choices.map(([word]) => word);
  const values = choices.map(([, value]) => value);
  const indexOf = (value: Value) => values.findIndex((item) => Object.is(item, value));
  return new Control<Value>(
    {
      caller: "dropdown",
      name: "Dropdown",
      styleName: "Description",
      width: "auto",
      state: { _options_labels: words },
      value: "value" in options ? options.value : values[0]!,
      check: (value) => requireOneOf("dropdown", "value", value, values),
      toState: (value) => ({ index: indexOf(value) }),
      fromState: ({ index }) => (typeof index === "number" ? values[index] : undefined),
      words: (value) => words[indexOf(value)]!,
    },
    options,
  );
}

function choicesOf(options: unknown): [string, unknown][] {
  const choices = Array.isArray(options)
    ? options.map((value: unknown) => [wordFor(value), value] as [string, unknown])
    : typeof options === "object" && options !== null
      ? Object.entries(options)
      : [];
  if (choices.length > 0) return choices;
  throw new TypeError(
    `dropdown: options must be an array or an object with at least one value, got ${inspect(options)}.`,
  );
}

function wordFor(value: unknown): string {
  return typeof value === "string" ? value : inspect(value, { depth: 0 });
}
