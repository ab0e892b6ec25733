import type { ControlOptions } from "./control";
import type { ModelState } from "./model";
import { requireFlag, requireOneOf, requireText } from "./validate";

/** What sliders of every scale have. */
export interface SliderOptions extends ControlOptions {
  /** Default: "horizontal". */
  orientation?: "horizontal" | "vertical";
  /** Whether the value changes while the handle is dragged, not only when it is let go. Default: true. */
  continuousUpdate?: boolean;
  /** Whether the value is shown, and can be typed, beside the slider. Default: true. */
  readout?: boolean;
  /** How the value is shown, in d3-format's language, such as ".2f". Default: as many digits as the step has. */
  readoutFormat?: string;
}

/** d3-format's own pattern. The page cannot draw a slider whose format it cannot read. */
const format = /^(?:.?[<>=^])?[+\-( ]?[$#]?0?\d*,?(?:\.\d+)?~?[a-z%]?$/i;

/** The part of a slider's state that its scale has no say in. */
export function sliderState(
  caller: string,
  options: SliderOptions,
  defaultFormat: string,
): ModelState {
  const { orientation = "horizontal", continuousUpdate = true, readout = true } = options;
  const { readoutFormat = defaultFormat } = options;
  if (!format.test(requireText(caller, "readoutFormat", readoutFormat))) {
    throw new RangeError(
      `${caller}: readoutFormat must be a d3 format such as ".2f", got "${readoutFormat}".`,
    );
  }
  return {
    orientation: requireOneOf(caller, "orientation", orientation, ["horizontal", "vertical"]),
    continuous_update: requireFlag(caller, "continuousUpdate", continuousUpdate),
    readout: requireFlag(caller, "readout", readout),
    readout_format: readoutFormat,
    behavior: "drag-tap",
  };
}

/** The slider is as long whatever its label. A vertical one is as wide as the label. */
export function sliderWidth({ orientation, label = "", labelWidth }: SliderOptions) {
  if (orientation === "vertical") return undefined;
  return `calc(22em + ${labelWidth ?? `${widthOf(label)}ch`})`;
}

/** In letters; a formula is taken for two. */
function widthOf(label: unknown): number {
  return String(label).replaceAll(/\$[^$]+\$/g, "xx").length;
}
