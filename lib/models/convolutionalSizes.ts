/** The sizes that a convolutional encoder and decoder agree on. */
export interface ConvolutionalSizes {
  height: number;
  width: number;
  channels: number;
  filters: readonly number[];
  /** what the convolutions leave of an image: [height, width, channels] */
  code: readonly [number, number, number];
  dense: number;
  latent: number;
  seed: number;
}
