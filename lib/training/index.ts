export { adam, type AdamOptions } from "./adam";
export { evaluate, type EvaluateOptions } from "./evaluate";
export { fit, type FitOptions } from "./fit";
export type { EpochRecord, History, Progress, StepRecord } from "./history";
export type { Objective } from "./objective";
export type { Optimizer } from "./optimizer";
export type { Terms } from "./terms";
