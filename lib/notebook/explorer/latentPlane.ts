import type { CustomWidget } from "@vae-cookbook/kernel/widgets";
import { expectNumber } from "../../checks";
import type { ImageSet } from "../../data/imageSet";
import type { VaeModel } from "../../models/vaeModel";
import { imageGrid, type ImageFigure } from "../../plots";
import { formatNumber, spread } from "../../plots/numbers";
import { imagePng } from "../png";
import * as explored from "./explored";
import { explorerWidget } from "./explorerWidget";
import { labelledCodes } from "./labelledCodes";
import { nearest } from "./nearest";

export interface LatentPlaneOptions {
  /** 1,000 of their codes are drawn, coloured by label, and of 2,000 the nearest are shown. Default none */
  readonly images?: ImageSet;
  /** the plane goes from −range to range, both ways; default 3, or more to hold nearly all codes */
  readonly range?: number;
  /** decoded images in a row and in a column of the map; default 13 */
  readonly columns?: number;
  /** side of the plane on the page, CSS px; default 420 */
  readonly size?: number;
}

/** Shared with the page. */
export interface LatentPlaneState {
  /** where the reader has stopped */
  readonly z: readonly number[];
  readonly [key: string]: unknown;
}

const where = "latentPlane";
const maximumCodes = 2000;
/** Every notebook holds these. */
const maximumDrawn = 1000;
const neighbours = 5;

/**
 * The plane of a 2-D code as a widget: a map of decoded images, and the codes of images. Pointer and arrow keys move
 * through it; the model decodes each place as it is then.
 *
 *     latentPlane(vae, { images: digits.test }) // the last line of a cell
 *
 * Where the page has no widgets, it is a picture of the map. Its `value.z` is where the reader has stopped.
 *
 * @throws TypeError  if vae is no VAE or images no ImageSet
 * @throws RangeError if the code has not two dimensions, the images do not fit the model, or an option is out of range
 */
export function latentPlane(
  vae: VaeModel,
  options: LatentPlaneOptions = {},
): CustomWidget<LatentPlaneState> {
  const { images: set, columns = 13, size = 420 } = options;
  const { height, width } = explored.expectExplorable(where, vae, set);
  if (vae.config.latent !== 2) {
    throw new RangeError(
      `${where}: the code must have 2 dimensions; this model's has ${vae.config.latent}. ` +
        "Use latentSliders, or build the model with latent: 2.",
    );
  }
  expectNumber(where, "columns", columns, { integer: true, min: 2, max: 40 });
  expectNumber(where, "size", size, { min: 100 });
  const indices = set ? spread(set.size, maximumCodes) : [];
  const means = set ? explored.encodeAll(where, vae, set, indices).mean : new Float32Array(0);
  const { range = rangeOf(means) } = options;
  expectNumber(where, "range", range, { min: Number.MIN_VALUE });

  const map = drawMap(vae, { range, columns, height, width, set });
  const decode = (z: readonly number[]) => explored.decodeBytes(where, vae, z);
  const bytes = set ? explored.imageBytes(set, indices) : new Uint8Array(0);
  return explorerWidget<LatentPlaneState>({
    page: "latentPlane.mjs",
    label: "latent plane",
    picture: map,
    state: {
      z: [0, 0],
      digit: decode([0, 0]),
      map: imagePng(map).bytes,
      ...{ range, columns, size, height, width, neighbours: set ? neighbours : 0 },
      codes: drawnCodes(means, set, indices),
    },
    answer: ({ content }) => {
      const z = explored.latentOf(where, content["z"], 2);
      const near = nearest(means, z, neighbours);
      const pixels = near.map(({ at }) =>
        bytes.subarray(at * height * width, (at + 1) * height * width),
      );
      return {
        content: { z, near: near.map(({ at }) => explored.className(set!, indices[at]!)) },
        buffers: [decode(z), ...pixels],
      };
    },
  });
}

function drawnCodes(means: Float32Array, set: ImageSet | undefined, indices: readonly number[]) {
  const drawn = spread(indices.length, maximumDrawn);
  const some = Float32Array.from(drawn.flatMap((i) => [means[2 * i]!, means[2 * i + 1]!]));
  const from = drawn.map((i) => indices[i]!);
  return { ...labelledCodes(some, set, from) };
}

/** Holds 99 % of the coordinates, in steps of ½. */
function rangeOf(means: Float32Array): number {
  const sizes = means.map(Math.abs).sort();
  const most = sizes[Math.floor(0.99 * sizes.length)] ?? 0;
  return Math.max(3, Math.ceil(2 * most) / 2);
}

interface MapOptions {
  range: number;
  columns: number;
  height: number;
  width: number;
  set: ImageSet | undefined;
}

/** Each image is decoded at the middle of its place. */
function drawMap(vae: VaeModel, { range, columns, height, width, set }: MapOptions): ImageFigure {
  const places = Array.from({ length: columns }, (_, i) => range * ((2 * i + 1) / columns - 1));
  const z = [...places].reverse().flatMap((z2) => places.flatMap((z1) => [z1, z2]));
  // Sixteen shades keep the notebook's file small.
  const pixels = explored.decodeBytes(where, vae, z).map((byte) => 17 * Math.round(byte / 17));
  const codes = set ? `, and the codes of images of ${set.name}` : "";
  return imageGrid(pixels, {
    ...{ columns, height, width, scale: 1, gap: 0 },
    description:
      `The latent plane of a VAE: images decoded at ${columns} × ${columns} places, z₁ from ` +
      `${formatNumber(-range)} to ${formatNumber(range)} to the right, z₂ upwards${codes}.`,
  });
}
