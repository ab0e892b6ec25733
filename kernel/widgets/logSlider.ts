import { Control } from "./control";
import { isNumber, nearest, onStep, requireStep } from "./slider";
import type { SliderOptions } from "./sliderOptions";
import { sliderState, sliderWidth } from "./sliderOptions";
import { requireNumber, requireRange, requireWithin } from "./validate";

export interface LogSliderOptions extends SliderOptions {
  /** The value at the left end, more than 0. Default: 0.1. */
  min?: number;
  /** The value at the right end. Default: 10. */
  max?: number;
  /** More than 1. Default: 10. */
  base?: number;
  /** The exponents of two neighbours differ by this. Default: 0.1, of base 10 the values 1, 1.3, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 7.9, 10. */
  step?: number;
  /** Default: √(min · max), the middle. */
  value?: number;
}

/**
 * A slider on a logarithmic scale: over min · base^(k step), k = 0, 1, 2, …
 *
 * Values are rounded to the digits that tell neighbours apart, and one more: with the defaults two (to six where the
 * base is not 10). A value between two of them becomes the nearer one.
 *
 *     const beta = logSlider({ label: "β", min: 0.1, max: 10, value: 1 });
 *
 * @throws TypeError  if one of the numbers is none
 * @throws RangeError if min ≤ 0, min ≥ max, base ≤ 1, step ≤ 0 or beyond the range, or value is outside of [min, max]
 */
export function logSlider(options: LogSliderOptions = {}): Control<number> {
  const { min = 0.1, max = 10, base = 10, step = 0.1 } = options;
  requireRange("logSlider", min, max);
  requireMoreThan("min", min, 0);
  requireMoreThan("base", requireNumber("logSlider", "base", base), 1);
  const exponentOf = (value: number) => nearest(Math.log(value) / Math.log(base));
  const [low, high] = [exponentOf(min), exponentOf(max)];
  requireStep("logSlider", step, high - low);
  const { value = Math.sqrt(min * max) } = options;
  const digits = base === 10 ? 1 + Math.max(1, Math.ceil(-Math.log10(10 ** step - 1))) : 6;
  const isExtreme = min < 1e-4 || max >= 1e6;
  const format = isExtreme ? `.${digits - 1}~e` : `.${digits}~r`;
  const exponent = (value: number) => onStep(exponentOf(value), low, high, step);
  const onScale = (value: number) => {
    const at = exponent(value);
    if (at === low) return min;
    if (at === high) return max;
    const power = nearest(base ** at);
    const isPlain = Number.isInteger(power) || Number.isInteger(nearest(1 / power));
    return isPlain ? power : Number(power.toPrecision(digits));
  };
  return new Control(
    {
      caller: "logSlider",
      name: "FloatLogSlider",
      styleName: "Slider",
      width: sliderWidth(options),
      state: { min: low, max: high, base, step, ...sliderState("logSlider", options, format) },
      value,
      check: (value) => onScale(requireWithin("logSlider", value, min, max)),
      // Where the page's slider stands, or it would answer with a change of its own.
      toState: (value) => ({ value: base ** exponent(value) }),
      fromState: ({ value }) => (isNumber(value) && value > 0 ? onScale(value) : undefined),
      words: (value) => `${value} (${min} to ${max})`,
    },
    options,
  );
}

function requireMoreThan(name: string, value: number, bound: number): void {
  if (value > bound) return;
  throw new RangeError(`logSlider: ${name} must be more than ${bound}, got ${value}.`);
}
