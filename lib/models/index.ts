export type { Activation } from "./activation";
export { ConvolutionalVae, type ConvolutionalVaeOptions } from "./convolutionalVae";
export type { Posterior } from "./encoder";
export { reparameterize } from "./reparameterize";
export { Vae, type VaeOptions } from "./vae";
export type { VaeModel } from "./vaeModel";
