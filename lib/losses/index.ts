export { bernoulliLogLikelihood } from "./bernoulliLogLikelihood";
export { elbo, type ElboOptions, type ElboTerms, type LogLikelihood } from "./elbo";
export { gaussianKl } from "./gaussianKl";
export { gaussianLogLikelihood, type GaussianLogLikelihoodOptions } from "./gaussianLogLikelihood";
