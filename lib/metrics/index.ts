export { accuracy, type Accuracy, type AccuracyOptions } from "./accuracy";
export { activeUnits, type ActiveUnits, type ActiveUnitsOptions } from "./activeUnits";
export { auroc } from "./auroc";
export { betaVaeScore, type BetaVaeScore, type BetaVaeScoreOptions } from "./betaVaeScore";
export {
  classifierFeatures,
  type ClassifierFeaturesOptions,
  type FeatureClassifier,
} from "./classifierFeatures";
export { dci, type Dci, type DciOptions } from "./dci";
export { dciFromImportance, type DisentanglementAndCompleteness } from "./dciFromImportance";
export {
  disentanglement,
  type Disentanglement,
  type DisentanglementOptions,
} from "./disentanglement";
export {
  encodeFactors,
  type EncodedFactors,
  type EncodeFactorsOptions,
  type EncodeOptions,
  type Encoder,
} from "./encodeFactors";
export { factorVaeScore, type FactorVaeScore, type FactorVaeScoreOptions } from "./factorVaeScore";
export {
  frechetBySize,
  type FrechetBySize,
  type FrechetBySizeOptions,
  type FrechetPoint,
} from "./frechetBySize";
export { frechetDistance, type FrechetDistance } from "./frechetDistance";
export {
  logLikelihood,
  type LogLikelihoodEstimate,
  type LogLikelihoodOptions,
  type LogLikelihoodProgress,
} from "./logLikelihood";
export { mig, type Mig, type MigOptions } from "./mig";
export { modesCovered, type ModesCovered, type ModesCoveredOptions } from "./modesCovered";
export {
  precisionRecall,
  type PrecisionRecall,
  type PrecisionRecallOptions,
} from "./precisionRecall";
export {
  refinePosterior,
  type RefinedPosterior,
  type RefinePosteriorOptions,
} from "./refinePosterior";
export { robustness, type Attack, type Robustness, type RobustnessOptions } from "./robustness";
export { sap, type Sap, type SapOptions } from "./sap";
export type { Table } from "./table";
export { typicality, type TypicalityOptions, type TypicalityTest } from "./typicality";
export { wilsonInterval, type Interval } from "./wilsonInterval";
