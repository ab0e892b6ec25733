export { adam, type AdamOptions } from "./adam";
export { cyclicalSchedule, type CyclicalScheduleOptions } from "./cyclicalSchedule";
export type { Adversary } from "./adversary";
export { evaluate, type EvaluateOptions } from "./evaluate";
export { fit, type FitOptions, type Schedule } from "./fit";
export type { EpochRecord, History, Progress, StepRecord } from "./history";
export { linearSchedule, type LinearScheduleOptions } from "./linearSchedule";
export type { Objective, ObjectiveOptions } from "./objective";
export type { Optimizer } from "./optimizer";
export type { ResultStore } from "./resultStore";
export {
  sweep,
  type SweepContext,
  type SweepOptions,
  type SweepProgress,
  type Swept,
} from "./sweep";
export type { Terms } from "./terms";
