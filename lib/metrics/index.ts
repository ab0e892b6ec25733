export { activeUnits, type ActiveUnits, type ActiveUnitsOptions } from "./activeUnits";
export { auroc } from "./auroc";
export { betaVaeScore, type BetaVaeScore, type BetaVaeScoreOptions } from "./betaVaeScore";
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
  logLikelihood,
  type LogLikelihoodEstimate,
  type LogLikelihoodOptions,
  type LogLikelihoodProgress,
} from "./logLikelihood";
export { mig, type Mig, type MigOptions } from "./mig";
export {
  refinePosterior,
  type RefinedPosterior,
  type RefinePosteriorOptions,
} from "./refinePosterior";
export { sap, type Sap, type SapOptions } from "./sap";
export type { Table } from "./table";
export { typicality, type TypicalityOptions, type TypicalityTest } from "./typicality";
