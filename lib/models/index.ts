export type { Activation } from "./activation";
export { ConditionalVae, type ConditionalVaeOptions } from "./conditionalVae";
export { ConvolutionalVae, type ConvolutionalVaeOptions } from "./convolutionalVae";
export type { Posterior } from "./encoder";
export type { Labels } from "./oneHotLabels";
export { reparameterize } from "./reparameterize";
export { setOutputBias } from "./setOutputBias";
export {
  TotalCorrelationDiscriminator,
  type TotalCorrelationDiscriminatorOptions,
} from "./totalCorrelationDiscriminator";
export { Vae, type VaeOptions } from "./vae";
export type { EncoderDecoder, Trainable, VaeModel } from "./vaeModel";
