import type { CustomWidget } from "@vae-cookbook/kernel/widgets";
import { standardNormal } from "../../chance";
import { expectNumber } from "../../checks";
import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/imageSet";
import type { VaeModel } from "../../models/vaeModel";
import { imageGrid, type ImageFigure } from "../../plots";
import { spread } from "../../plots/numbers";
import * as explored from "./explored";
import { explorerWidget } from "./explorerWidget";

export interface LatentSlidersOptions {
  /** where the rates are measured, on 2,000 of them if there are more; the first ones are places to start from */
  readonly images: ImageSet;
  /** how many of the images the reader can start from; default 10 */
  readonly examples?: number;
  /** sliders that are seen at once, the rest are folded away; default 8 */
  readonly shown?: number;
}

/** Shared with the page. */
export interface LatentSlidersState {
  /** where the reader has stopped */
  readonly z: readonly number[];
  readonly [key: string]: unknown;
}

const where = "latentSliders";
const maximumCodes = 2000;

/**
 * A slider for each dimension of the code as a widget, the dimensions with the highest rate first, and the image that the
 * model decodes from them. One starts from an image's code, from 0, or from a draw from the prior.
 *
 *     latentSliders(vae, { images: digits.test }) // the last line of a cell
 *
 * Where the page has no widgets, it is a picture: one image, and in each row one dimension from −3 to 3. Its `value.z` is
 * where the reader has stopped. The draw with a seed is that of `vae.sample(1, { seed })`.
 *
 * @throws TypeError  if vae is no VAE or images no ImageSet
 * @throws RangeError if the images do not fit the model, or an option is out of range
 */
export function latentSliders(
  vae: VaeModel,
  options: LatentSlidersOptions,
): CustomWidget<LatentSlidersState> {
  // Without options there are no images either, and that is said.
  const given = options as LatentSlidersOptions | undefined;
  const { examples = 10, shown = 8 } = given ?? {};
  const set = expectImages(given?.images);
  const { height, width } = explored.expectExplorable(where, vae, set);
  const { latent } = vae.config;
  expectNumber(where, "examples", examples, { integer: true, min: 1 });
  expectNumber(where, "shown", shown, { integer: true, min: 1 });

  const rates = explored.ratesOf(
    explored.encodeAll(where, vae, set, spread(set.size, maximumCodes)),
    latent,
  );
  const order = explored.byRate(rates);
  const firsts = Array.from({ length: Math.min(examples, set.size) }, (_, i) => i);
  const codes = explored.encodeAll(where, vae, set, firsts).mean;
  const start = Array.from(codes.subarray(0, latent));
  const decode = (z: ArrayLike<number>) => explored.decodeBytes(where, vae, z);
  return explorerWidget<LatentSlidersState>({
    page: "latentSliders.mjs",
    label: "latent sliders",
    picture: traversals(vae, start, order.slice(0, shown), { height, width }),
    state: {
      z: start,
      digit: decode(start),
      ...{ rates, order, shown, height, width },
      // Wide enough for the examples; the prior seldom goes beyond 3.
      range: codes.reduce((most, value) => Math.max(most, Math.ceil(Math.abs(value))), 3),
      examples: {
        names: firsts.map((index) => `image ${index}: ${explored.className(set, index)}`),
        codes,
        pixels: explored.imageBytes(set, firsts),
        decoded: decode(codes),
      },
    },
    answer: ({ content }) => {
      const z =
        "seed" in content
          ? priorDraw(content["seed"], latent)
          : explored.latentOf(where, content["z"], latent);
      return { content: { z }, buffers: [decode(z)] };
    },
  });
}

function expectImages(set: ImageSet | undefined): ImageSet {
  if (set !== undefined) return set;
  throw new TypeError(
    `${where}: images are missing; the rates are measured on them. Pass { images: digits.test }.`,
  );
}

function priorDraw(seed: unknown, latent: number): number[] {
  expectNumber(where, "seed", seed as number, { integer: true });
  return tf.tidy(() => {
    return Array.from(standardNormal([1, latent], { seed: seed as number }).dataSync());
  });
}

/** A row a dimension. */
function traversals(
  vae: VaeModel,
  start: readonly number[],
  dimensions: readonly number[],
  size: explored.ImageSize,
): ImageFigure {
  const values = Array.from({ length: 11 }, (_, i) => 0.6 * (i - 5));
  const z = dimensions.flatMap((j) =>
    values.flatMap((value) => start.map((own, k) => (k === j ? value : own))),
  );
  const pixels = explored.decodeBytes(where, vae, z).map((byte) => 17 * Math.round(byte / 17));
  return imageGrid(pixels, {
    ...{ ...size, columns: values.length, scale: 1, gap: 1 },
    description:
      "One image decoded; in each row one dimension of its code goes from −3 to 3, in the order of their rates: " +
      `${dimensions.map((j) => `z${j + 1}`).join(", ")}.`,
  });
}
