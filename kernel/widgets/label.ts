import { ValueWidget } from "./control";
import { Model } from "./model";
import { requireText } from "./validate";
import { controls, layout, style } from "./widget";

export interface LabelOptions {
  /** TeX between dollars is drawn as such. Default: empty. */
  value?: string;
}

/**
 * Text that the code can change.
 *
 *     const state = label({ value: "not trained yet" });
 *
 * @throws TypeError if value is no string
 */
export function label(options: LabelOptions = {}): ValueWidget<string> {
  return textWidget("label", "Label", "LabelStyleModel", options.value ?? "");
}

export interface HtmlOptions {
  /** Default: empty. Scripts in it do not run. */
  value?: string;
}

/**
 * HTML that the code can change, such as a picture that follows a slider.
 *
 *     const picture = html({ value: svgOf(vae, beta.value) });
 *     beta.onChange((value) => { picture.value = svgOf(vae, value); });
 *
 * @throws TypeError if value is no string
 */
export function html(options: HtmlOptions = {}): ValueWidget<string> {
  return textWidget("html", "HTML", "HTMLStyleModel", options.value ?? "");
}

function textWidget(
  caller: string,
  name: string,
  styleName: string,
  value: string,
): ValueWidget<string> {
  const check = (value: string) => requireText(caller, "value", value);
  const model = new Model(
    { ...controls, name: `${name}Model`, view: `${name}View` },
    { value: check(value), description: "", placeholder: "", tooltip: "" },
    { layout: layout({ max_width: "100%" }), style: style(styleName, {}) },
  );
  const toState = (value: string) => ({ value });
  // The page changes neither.
  const fromState = () => undefined;
  return new ValueWidget(model, value, { check, toState, fromState }, (value) => value);
}
