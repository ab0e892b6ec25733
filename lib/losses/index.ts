export type { AggregateEstimator } from "./aggregatePosterior";
export { bernoulliLogLikelihood } from "./bernoulliLogLikelihood";
export { betaTcvae, type BetaTcvaeOptions, type BetaTcvaeTerms } from "./betaTcvae";
export { dipVae, type DipVaeOptions, type DipVaeTerms } from "./dipVae";
export { elbo, type ElboOptions, type ElboTerms, type LogLikelihood } from "./elbo";
export { factorVae, type FactorVaeOptions, type FactorVaeTerms } from "./factorVae";
export {
  factorVaeDiscriminatorLoss,
  type FactorVaeDiscriminatorLossOptions,
} from "./factorVaeDiscriminatorLoss";
export { gaussianKl } from "./gaussianKl";
export { gaussianLogLikelihood, type GaussianLogLikelihoodOptions } from "./gaussianLogLikelihood";
export { iwae, type IwaeOptions } from "./iwae";
export { infoVae, type InfoVaeOptions, type InfoVaeTerms } from "./infoVae";
export {
  maximumMeanDiscrepancy,
  type Kernel,
  type MaximumMeanDiscrepancyOptions,
} from "./maximumMeanDiscrepancy";
