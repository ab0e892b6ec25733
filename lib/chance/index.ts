export { binarize } from "./binarize";
export { dropout } from "./dropout";
export { seedKey, subseed, type Seed } from "./seed";
export { standardNormal } from "./standardNormal";
export { uniform } from "./uniform";
