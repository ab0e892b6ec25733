import { Control } from "./control";
import type { SliderOptions } from "./sliderOptions";
import { sliderState, sliderWidth } from "./sliderOptions";
import { requireNumber, requireRange, requireWithin } from "./validate";

export interface LinearSliderOptions extends SliderOptions {
  /** The value at the left end. Default: 0. */
  min?: number;
  /** The value at the right end. Default: 1. */
  max?: number;
  /**
   * Between two values. An arrow key moves the slider by one. Default: about a hundredth of the range, with
   * the digit 1, 2 or 5.
   */
  step?: number;
  /** Default: min. */
  value?: number;
}

/**
 * A slider over min, min + step, min + 2 step, …, max.
 *
 * A value between two steps becomes the nearer one: the page's slider has no others.
 *
 *     const beta = slider({ label: "β", min: 0, max: 8, step: 0.5, value: 1 });
 *
 * @throws TypeError  if one of the numbers is none
 * @throws RangeError if min ≥ max, step ≤ 0 or beyond the range, or value is outside of [min, max]
 */
export function slider(options: LinearSliderOptions = {}): Control<number> {
  const { min = 0, max = 1, value = min } = options;
  requireRange("slider", min, max);
  const { step = roundStep((max - min) / 100) } = options;
  requireStep("slider", step, max - min);
  return new Control(
    {
      caller: "slider",
      name: "FloatSlider",
      styleName: "Slider",
      width: sliderWidth(options),
      state: { min, max, step, ...sliderState("slider", options, formatOf(step)) },
      value,
      check: (value) => onStep(requireWithin("slider", value, min, max), min, max, step),
      toState: (value) => ({ value }),
      fromState: ({ value }) => (isNumber(value) ? onStep(value, min, max, step) : undefined),
      words: (value) => `${value} (${min} to ${max})`,
    },
    options,
  );
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function requireStep(caller: string, step: unknown, range: number): void {
  const number = requireNumber(caller, "step", step);
  if (number > 0 && number <= range * (1 + 1e-9)) return;
  throw new RangeError(
    `${caller}: step must be more than 0 and at most the range, ${nearest(range)}, got ${number}.`,
  );
}

/** The nearest value that the page's slider can stand at. */
export function onStep(value: number, min: number, max: number, step: number): number {
  if (value >= max) return max;
  const steps = Math.round((value - min) / step);
  return Math.min(max, Math.max(min, nearest(min + steps * step)));
}

/** Without the dust of binary fractions: 0.1 + 0.2 is 0.3. */
export function nearest(value: number): number {
  return Number(value.toPrecision(12));
}

/** The largest of 1, 2, 5, 10, 20, … (or 0.1, 0.2, …) that is not larger. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step) + 1e-9);
  const digit = [5, 2, 1].find((digit) => digit * power <= step * (1 + 1e-9))!;
  return nearest(digit * power);
}

/** As many decimals as the step has. */
function formatOf(step: number): string {
  for (let decimals = 0; decimals <= 6; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * scaled) return `.${decimals}f`;
  }
  return ".4~g";
}
