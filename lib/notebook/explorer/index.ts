export { drawDigit, type DrawDigitOptions, type DrawDigitState } from "./drawDigit";
export { latentPlane, type LatentPlaneOptions, type LatentPlaneState } from "./latentPlane";
export { latentSliders, type LatentSlidersOptions, type LatentSlidersState } from "./latentSliders";
