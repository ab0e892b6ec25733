export { check, type Answer, type CheckOptions } from "./check";
export { display, interruptSignal, type Display, type DisplayMessage } from "./display";
export { numbers, type ChapterNumber, type ChapterNumbers } from "./numbers";
export { show, type Showable } from "./show";
export { trainingView, type TrainingViewOptions } from "./trainingView";
