/**
 * Widgets for notebooks: what a reader moves, code sees at once, also while a cell runs; what code sets, the page shows.
 *
 *     import { slider } from "@vae-cookbook/kernel/widgets";
 *
 *     const beta = slider({ label: "β", min: 0, max: 8, step: 0.5, value: 1 });
 *     beta; // shows it, as the last value of a cell
 *
 * A running cell hears of changes when it awaits something that takes time, such as `tf.nextFrame()`. Without
 * the kernel, widgets are objects with values that print themselves.
 */
export type { Box } from "./box";
export { column, row } from "./box";
export type { Button, ButtonOptions } from "./button";
export { button } from "./button";
export type { CheckboxOptions } from "./checkbox";
export { checkbox } from "./checkbox";
export type { Control, ControlOptions, ValueWidget } from "./control";
export type { CustomMessage, CustomWidget, CustomWidgetOptions } from "./customWidget";
export { customWidget } from "./customWidget";
export type { DropdownOptions } from "./dropdown";
export { dropdown } from "./dropdown";
export type { IntSliderOptions } from "./intSlider";
export { intSlider } from "./intSlider";
export type { HtmlOptions, LabelOptions } from "./label";
export { html, label } from "./label";
export type { LogSliderOptions } from "./logSlider";
export { logSlider } from "./logSlider";
export type { Progress, ProgressOptions } from "./progress";
export { progress } from "./progress";
export type { LinearSliderOptions } from "./slider";
export { slider } from "./slider";
export type { SliderOptions } from "./sliderOptions";
export type { TextOptions } from "./text";
export { text } from "./text";
export type { Widget } from "./widget";
export { jupyterDisplay } from "./widget";
