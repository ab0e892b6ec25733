import { inspect } from "node:util";
import { Control } from "./control";
import type { LinearSliderOptions } from "./slider";
import { isNumber, onStep, requireStep } from "./slider";
import { sliderState, sliderWidth } from "./sliderOptions";
import { requireRange, requireWithin } from "./validate";

export interface IntSliderOptions extends LinearSliderOptions {
  /** A whole number. Default: 0. */
  min?: number;
  /** A whole number. Default: 100. */
  max?: number;
  /** A whole number. Default: 1. */
  step?: number;
  /** A whole number. Default: min. */
  value?: number;
}

/**
 * A slider over whole numbers. A value between two steps becomes the nearer one.
 *
 *     const epochs = intSlider({ label: "epochs", min: 1, max: 20, value: 5 });
 *
 * @throws TypeError  if one of the numbers is none
 * @throws RangeError if one of them is not whole, min ≥ max, step < 1 or beyond the range, or value is outside of
 *   [min, max]
 */
export function intSlider(options: IntSliderOptions = {}): Control<number> {
  const { min = 0, max = 100, step = 1, value = min } = options;
  for (const [name, number] of Object.entries({ min, max, step })) requireWhole(name, number);
  requireRange("intSlider", min, max);
  requireStep("intSlider", step, max - min);
  return new Control(
    {
      caller: "intSlider",
      name: "IntSlider",
      styleName: "Slider",
      width: sliderWidth(options),
      state: { min, max, step, ...sliderState("intSlider", options, "d") },
      value,
      check: (value) =>
        onStep(requireWithin("intSlider", requireWhole("value", value), min, max), min, max, step),
      toState: (value) => ({ value }),
      fromState: ({ value }) =>
        isNumber(value) ? onStep(Math.round(value), min, max, step) : undefined,
      words: (value) => `${value} (${min} to ${max})`,
    },
    options,
  );
}

function requireWhole(name: string, value: unknown): number {
  if (Number.isInteger(value)) return value as number;
  const Kind = isNumber(value) ? RangeError : TypeError;
  const remedy = isNumber(value) ? " For fractions there is slider()." : "";
  throw new Kind(`intSlider: ${name} must be a whole number, got ${inspect(value)}.${remedy}`);
}
