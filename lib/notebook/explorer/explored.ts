import * as tf from "@tensorflow/tfjs";
import { expectImageSet, type ImageSet } from "../../data/imageSet";
import { images } from "../../data/images";
import { isUint8Array } from "../../data/kindOfArray";
import type { VaeModel } from "../../models/vaeModel";

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

interface Colours {
  readonly channels: number;
}

/** The means and log-variances of q(z|x), each [n × latent]. */
export interface Codes {
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
}

/**
 * Refuses what cannot be explored, and gives the size of an image: that of the set, or of the model's own, or square.
 *
 * @throws TypeError  if there is no VAE, or a conditional one
 * @throws Error      if it was disposed of
 * @throws RangeError if the set's images do not fit the model, or images are not grey
 */
export function expectExplorable(where: string, vae: VaeModel, set?: ImageSet): ImageSize {
  const { config } = (vae as VaeModel | null | undefined) ?? {};
  if (typeof config?.latent !== "number" || typeof config.input !== "number") {
    throw new TypeError(`${where}: the first argument must be a VAE. Pass one, such as new Vae().`);
  }
  const { encode, decode } = vae as Partial<VaeModel>;
  if (typeof encode !== "function" || typeof decode !== "function") {
    throw new TypeError(
      `${where}: the model must encode an image and decode a code by themselves; a ConditionalVae needs a label ` +
        "for both. Pass a Vae or a ConvolutionalVae.",
    );
  }
  expectAlive(where, vae);
  const { input } = config;
  if (set === undefined) {
    const side = Math.round(Math.sqrt(input));
    const { height = side, width = side, channels = 1 } = config as Partial<ImageSize & Colours>;
    if (channels !== 1) {
      throw new RangeError(
        `${where}: images must be grey; the model's have ${channels} channels. Pass a model with channels: 1.`,
      );
    }
    if (height * width !== input) {
      throw new RangeError(
        `${where}: the model's ${input} values are no grey image of ${height} × ${width}. Pass { images } of its size.`,
      );
    }
    return { height, width };
  }
  if (typeof (set as Partial<ImageSet> | null)?.name !== "string") {
    throw new TypeError(
      `${where}: images must be an ImageSet. Pass one, such as digits.test or imageSet(pixels, { height, width }).`,
    );
  }
  expectImageSet(where, set);
  const { name, height, width, channels } = set;
  if (channels !== 1) {
    throw new RangeError(
      `${where}: images must be grey; ${name} has ${channels} channels. Average them, also for the training.`,
    );
  }
  if (height * width !== input) {
    throw new RangeError(
      `${where}: images must have the model's ${input} values; ${name} has ${height} × ${width} = ` +
        `${height * width}. Pass images of its size, or build the model with input: ${height * width}.`,
    );
  }
  return { height, width };
}

/** @throws Error if the model was disposed of, perhaps since the widget was made */
export function expectAlive(where: string, vae: VaeModel): void {
  if (!vae.variables.some(({ isDisposed }) => isDisposed)) return;
  throw new Error(
    `${where}: the model was disposed of. Make or load it anew, and run the cell again.`,
  );
}

/**
 * The codes of the images at these indices, encoded a thousand at a time.
 *
 * @throws Error if the encoder's output is not a number
 */
export function encodeAll(
  where: string,
  vae: VaeModel,
  set: ImageSet,
  indices: readonly number[],
): Codes {
  const { latent } = vae.config;
  const mean = new Float32Array(indices.length * latent);
  const logVariance = new Float32Array(indices.length * latent);
  for (let first = 0; first < indices.length; first += 1000) {
    tf.tidy(() => {
      const posterior = vae.encode(images(set, indices.slice(first, first + 1000)));
      mean.set(posterior.mean.dataSync(), first * latent);
      logVariance.set(posterior.logVariance.dataSync(), first * latent);
    });
  }
  if (mean.some(Number.isNaN) || logVariance.some(Number.isNaN)) {
    throw new Error(`${where}: the encoder gives NaN. Look at the weights of the model.`);
  }
  return { mean, logVariance };
}

/**
 * The mean images of p(x|z), as bytes.
 *
 * @param latent [n × latent]
 * @returns      [n × pixels], 0…255
 * @throws Error if the decoder's output is not a number, or the model was disposed of
 */
export function decodeBytes(where: string, vae: VaeModel, latent: ArrayLike<number>): Uint8Array {
  expectAlive(where, vae);
  const size = vae.config.latent;
  const values = tf.tidy(() =>
    vae
      .decode(tf.tensor2d(Float32Array.from(latent), [latent.length / size, size]))
      .sigmoid()
      .dataSync(),
  );
  return toBytes(where, values);
}

/** Intensities in [0, 1] as bytes. */
export function toBytes(where: string, intensities: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(intensities, (value) => {
    if (Number.isNaN(value)) {
      throw new Error(`${where}: the decoder gives NaN. Look at the weights of the model.`);
    }
    return Math.round(255 * value);
  });
}

/** The images at these indices as bytes, [n × pixels]. */
export function imageBytes(set: ImageSet, indices: readonly number[]): Uint8Array {
  const length = set.height * set.width;
  const scale = isUint8Array(set.pixels) ? 1 : 255;
  const bytes = new Uint8Array(indices.length * length);
  indices.forEach((index, i) => {
    for (let k = 0; k < length; k++) {
      bytes[i * length + k] = Math.round(scale * set.pixels[index * length + k]!);
    }
  });
  return bytes;
}

/**
 * z as the page sent it.
 *
 * @throws TypeError  if it is no list of numbers
 * @throws RangeError if it has not the model's size
 */
export function latentOf(where: string, value: unknown, latent: number): number[] {
  if (!Array.isArray(value) || !value.every((one) => Number.isFinite(one))) {
    throw new TypeError(`${where}: z must be a list of finite numbers. Run the cell again.`);
  }
  if (value.length !== latent) {
    throw new RangeError(
      `${where}: z must have ${latent} numbers, it has ${value.length}. Run the cell again.`,
    );
  }
  return value as number[];
}

/** The average rate of each dimension, ½ (μ² + σ² − 1 − log σ²), in nats: [latent]. */
export function ratesOf({ mean, logVariance }: Codes, latent: number): number[] {
  const rates = new Array<number>(latent).fill(0);
  const n = mean.length / latent;
  for (let k = 0; k < mean.length; k++) {
    const term = mean[k]! ** 2 + Math.exp(logVariance[k]!) - 1 - logVariance[k]!;
    rates[k % latent]! += term / (2 * n);
  }
  return rates;
}

/** The dimensions, the one with the highest rate first. */
export function byRate(rates: readonly number[]): number[] {
  return Array.from(rates.keys()).sort((a, b) => rates[b]! - rates[a]!);
}

/** What a label is called. */
export function className(set: ImageSet, index: number): string {
  return set.classNames[set.labels[index]!] ?? "";
}
