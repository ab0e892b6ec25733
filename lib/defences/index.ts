export { elboScore, type ElboScoreOptions } from "./elboScore";
export {
  likelihoodDetector,
  type DetectOptions,
  type Detection,
  type LikelihoodDetector,
  type LikelihoodDetectorOptions,
} from "./likelihoodDetector";
export { purified, type PurifiedClassifier, type PurifiedOptions } from "./purified";
