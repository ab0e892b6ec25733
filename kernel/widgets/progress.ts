import type { ModelState } from "./model";
import { Model } from "./model";
import { ValueWidget } from "./control";
import { nearest } from "./slider";
import { requireNumber, requireOneOf, requireRange, requireText } from "./validate";
import { controls, layout, style } from "./widget";

const styles = ["", "success", "info", "warning", "danger"] as const;

export interface ProgressOptions {
  /** Before the bar. Default: none. */
  label?: string;
  /** The value of an empty bar. Default: 0. */
  min?: number;
  /** The value of a full bar. Default: 1. */
  max?: number;
  /** Default: min. */
  value?: number;
  /** The bar's colour. Default: "", the page's own. */
  style?: (typeof styles)[number];
  /** CSS. Default: "25em". */
  width?: string;
}

/** A bar that fills. */
export class Progress extends ValueWidget<number> {
  private currentLabel: string;

  constructor(options: ProgressOptions) {
    const { min = 0, max = 1, value = min, label = "", width = "25em" } = options;
    requireRange("progress", min, max);
    const check = (value: number) =>
      Math.min(max, Math.max(min, requireNumber("progress", "value", value)));
    const toState = (value: number): ModelState => ({ value });
    const model = new Model(
      { ...controls, name: "FloatProgressModel", view: "ProgressView" },
      {
        ...toState(check(value)),
        min,
        max,
        description: requireText("progress", "label", label),
        tooltip: "",
        orientation: "horizontal",
        bar_style: requireOneOf("progress", "style", options.style ?? "", styles),
      },
      {
        layout: layout({ width: requireText("progress", "width", width), max_width: "100%" }),
        style: style("ProgressStyleModel", { description_width: "initial" }),
      },
    );
    // The page never moves the bar.
    const fromState = () => undefined;
    super(model, value, { check, toState, fromState }, (value) => {
      const share = (100 * (value - min)) / (max - min);
      return `${nearest(value)} of ${max} (${Math.floor(nearest(share))} %)`;
    });
    this.currentLabel = label;
  }

  get label(): string {
    return this.currentLabel;
  }

  set label(label: string) {
    if (requireText("progress", "label", label) === this.currentLabel) return;
    this.currentLabel = label;
    this.model.set({ description: label });
  }

  override describe(): string {
    return `${["progress", this.currentLabel].filter(Boolean).join(" ")}: ${super.describe()}`;
  }
}

/**
 * A bar that fills as the code sets its value. A value beyond the ends is taken for the end.
 *
 *     const bar = progress({ label: "epoch", max: 10 });
 *     bar.show();
 *     bar.value += 1;
 *
 * @throws TypeError  if one of the numbers is none
 * @throws RangeError if min ≥ max
 */
export function progress(options: ProgressOptions = {}): Progress {
  return new Progress(options);
}
