export type { AggregateEstimator } from "./aggregatePosterior";
export { bernoulliLogLikelihood } from "./bernoulliLogLikelihood";
export { betaTcvae, type BetaTcvaeOptions, type BetaTcvaeTerms } from "./betaTcvae";
export {
  classification,
  type ClassificationOptions,
  type ClassificationTerms,
} from "./classification";
export { crossEntropy } from "./crossEntropy";
export { dipVae, type DipVaeOptions, type DipVaeTerms } from "./dipVae";
export {
  discriminatorLoss,
  type DiscriminatorLossOptions,
  type SlopePenalties,
} from "./discriminatorLoss";
export { elbo, type ElboOptions, type ElboTerms, type LogLikelihood } from "./elbo";
export { factorVae, type FactorVaeOptions, type FactorVaeTerms } from "./factorVae";
export {
  factorVaeDiscriminatorLoss,
  type FactorVaeDiscriminatorLossOptions,
} from "./factorVaeDiscriminatorLoss";
export type { Critic, GanLoss } from "./ganLoss";
export { gaussianKl } from "./gaussianKl";
export { gaussianLogLikelihood, type GaussianLogLikelihoodOptions } from "./gaussianLogLikelihood";
export { gradientPenalty } from "./gradientPenalty";
export { iwae, type IwaeOptions } from "./iwae";
export { infoVae, type InfoVaeOptions, type InfoVaeTerms } from "./infoVae";
export {
  maximumMeanDiscrepancy,
  type Kernel,
  type MaximumMeanDiscrepancyOptions,
} from "./maximumMeanDiscrepancy";
export { minimaxLoss } from "./minimaxLoss";
export { nonSaturatingLoss } from "./nonSaturatingLoss";
export { r1Penalty } from "./r1Penalty";
export { stopGradient } from "./stopGradient";
export { vaeGan, type FeatureCritic, type VaeGanOptions, type VaeGanTerms } from "./vaeGan";
export {
  vaeGanDiscriminatorLoss,
  type VaeGanDiscriminatorLossOptions,
} from "./vaeGanDiscriminatorLoss";
export { wassersteinLoss } from "./wassersteinLoss";
