export { adam, type AdamOptions } from "./adam";
export { clipGradients, type ClipGradientsOptions } from "./clipGradients";
export { clipWeights, type ClipWeightsOptions } from "./clipWeights";
export { cyclicalSchedule, type CyclicalScheduleOptions } from "./cyclicalSchedule";
export type { Adversary } from "./adversary";
export { evaluate, type EvaluateOptions } from "./evaluate";
export { fit, type FitOptions, type Schedule } from "./fit";
export { gan, type Gan, type GanModel, type GanOptions, type GanTerms, type Latents } from "./gan";
export type { EpochRecord, History, Progress, StepRecord } from "./history";
export { linearSchedule, type LinearScheduleOptions } from "./linearSchedule";
export type { Augment, Objective, ObjectiveOptions } from "./objective";
export type { Optimizer } from "./optimizer";
export type { ResultStore } from "./resultStore";
export {
  sweep,
  type SweepContext,
  type SweepOptions,
  type SweepProgress,
  type Swept,
} from "./sweep";
export type { ObjectiveValues, Terms, TermsOf } from "./terms";
export { update } from "./update";
