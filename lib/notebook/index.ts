export type { Answer } from "./answer";
export { check, type CheckOptions, type Mistake, type Verdict } from "./check";
export { contents, type ContentsOptions } from "./contents";
export { display, interruptSignal, type Display, type DisplayMessage } from "./display";
export * from "./explorer";
export { ifAvailable } from "./ifAvailable";
export { numbers, type ChapterNumber, type ChapterNumbers } from "./numbers";
export { show, type Showable } from "./show";
export { sweepView, type SweepViewOptions } from "./sweepView";
export {
  trainingControls,
  type TrainingControls,
  type TrainingControlsOptions,
} from "./trainingControls";
export type { TrainingMark } from "./trainingHtml";
export { trainingView, type TrainingViewOptions } from "./trainingView";
