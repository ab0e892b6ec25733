export type { Activation } from "./activation";
export { Classifier, type ClassifierOptions } from "./classifier";
export { ConditionalVae, type ConditionalVaeOptions } from "./conditionalVae";
export { ConvolutionalVae, type ConvolutionalVaeOptions } from "./convolutionalVae";
export { Discriminator, type DiscriminatorOptions } from "./discriminator";
export type { Posterior } from "./encoder";
export { Generator, type GeneratorOptions } from "./generator";
export type { ImageClassifier } from "./imageClassifier";
export { Mlp, type MlpOptions } from "./mlp";
export type { Labels } from "./oneHotLabels";
export { reparameterize } from "./reparameterize";
export { setOutputBias } from "./setOutputBias";
export {
  TotalCorrelationDiscriminator,
  type TotalCorrelationDiscriminatorOptions,
} from "./totalCorrelationDiscriminator";
export { Vae, type VaeOptions } from "./vae";
export type { EncoderDecoder, Trainable, VaeModel } from "./vaeModel";
