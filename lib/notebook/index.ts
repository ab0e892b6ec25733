export { check, type Answer, type CheckOptions } from "./check";
export { display, interruptSignal, type Display, type DisplayMessage } from "./display";
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
