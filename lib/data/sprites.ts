import { expectNumber } from "../checks";
import { expectFactorIndices } from "./expectFactorIndices";
import type { Factor, FactorData } from "./factorData";
import { imageSet } from "./imageSet";
import { sampleFactors } from "./sampleFactors";
import { coverage } from "./sprites/coverage";
import { SHAPES } from "./sprites/outline";
import { HUES, LIGHTS, paintColour, paintGray } from "./sprites/paint";

export interface SpritesOptions {
  /** height and width of an image in pixels, 16 to 256; default 64 */
  size?: number;
  /** three more factors, ground, contrast and light, and 3 channels; default false */
  colour?: boolean;
}

const ORIENTATIONS = 40;

/** √area of a sprite of scale 1, as a share of the image's width: what lets the longest one just stay inside. */
const LENGTH = 0.32;

const numbers = (n: number, value: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => value(i));

/** (33 + 2i) / 128: steps of 1/64 of the image about its middle, so that at 64 pixels one step is one pixel. */
const POSITIONS = numbers(32, (i) => (33 + 2 * i) / 128);

const FACTORS: readonly Factor[] = [
  { name: "shape", values: SHAPES.map(({ name }) => name) },
  { name: "scale", values: numbers(6, (i) => (5 + i) / 10) },
  { name: "orientation", values: numbers(ORIENTATIONS, (i) => (360 * i) / ORIENTATIONS) },
  { name: "x", values: POSITIONS },
  { name: "y", values: POSITIONS },
];

const COLOUR_FACTORS: readonly Factor[] = [
  { name: "ground", values: HUES },
  // Without 0°: a sprite in its ground's hue would be hard to see.
  { name: "contrast", values: HUES.slice(1) },
  { name: "light", values: LIGHTS },
];

/**
 * One white sprite on black, drawn when asked for, as a function of five independent factors, those of dSprites:
 *
 * | factor      | values | meaning                                                                       |
 * |-------------|--------|-------------------------------------------------------------------------------|
 * | shape       |      3 | square, ellipse, heart; also the label of an image                            |
 * | scale       |      6 | 0.5, 0.6, …, 1; area = (0.32 · scale)² of the image, the same for every shape |
 * | orientation |     40 | 0°, 9°, …, 351°, counterclockwise                                             |
 * | x           |     32 | centre of mass, a share of the width from the left, 33/128, 35/128, …, 95/128 |
 * | y           |     32 | centre of mass, a share of the height from the top, likewise                  |
 *
 * They make 737,280 images. A pixel is the share of it that the sprite covers, worked out exactly and rounded to
 * 1/255. The border cuts no sprite off.
 *
 * Not every two of them differ: a square comes back to itself after 90° and an ellipse after 180°, to the byte, so
 * four orientations of a square and two of an ellipse are one image, and 430,080 images are distinct. An image
 * therefore tells log 20 of the log 40 nats of the orientation, on average: a metric that asks for all of it cannot
 * reach its best value, whatever the code. (In dSprites the first and last orientation, 0 and 2π, are one as well.)
 *
 * With `colour`, three more factors follow, and 165,150,720 images in red, green and blue:
 *
 * | factor   | values | meaning                                                          |
 * |----------|--------|------------------------------------------------------------------|
 * | ground   |      8 | hue of the ground: 0°, 45°, …, 315°                              |
 * | contrast |      7 | hue of the sprite minus hue of the ground: 45°, 90°, …, 315°     |
 * | light    |      4 | the side that light comes from: left, top, right, bottom         |
 *
 * All factors stay independent and uniform, but these interact in what they do to an image. The sprite's hue is
 * ground + contrast (modulo 360°): neither says it alone. Light falls off from 1 at its side to 0.3 at the other and
 * multiplies sprite and ground alike, so that the sprite's colour also depends on x for light from the left or right
 * and on y for light from the top or bottom. In full, with t in [0, 1] the way from the light's side to the pixel:
 * pixel = (1 − 0.7 t) · (share · hsv(ground + contrast, 0.95, 1) + (1 − share) · hsv(ground, 0.45, 0.8)).
 *
 * ```ts
 * const figures = sprites();
 * const { set, factorIndices } = figures.sample(10_000, { seed: 0 });
 * const heart = figures.draw([2, 5, 0, 16, 16]);
 * ```
 *
 * @throws TypeError, RangeError if `size` is not a whole number from 16 to 256
 * @see Matthey, Higgins, Hassabis & Lerchner 2017, dSprites, for the factors; the drawing is our own
 */
export function sprites({ size = 64, colour = false }: SpritesOptions = {}): FactorData {
  const remedy = "Choose for example 64 or 32.";
  expectNumber("sprites", "size", size, { integer: true, min: 16, max: 256, remedy });
  const name = colour ? "colour sprites" : "sprites";
  const channels = colour ? 3 : 1;
  const factors = colour ? [...FACTORS, ...COLOUR_FACTORS] : FACTORS;

  const draw: FactorData["draw"] = (factorIndices) => {
    const n = expectFactorIndices("sprites", factors, factorIndices);
    const pixels = new Uint8Array(n * size * size * channels);
    const labels = new Uint8Array(n);
    const shares = new Float64Array(size * size);
    for (let image = 0; image < n; image++) {
      const factor = (k: number): number => factorIndices[image * factors.length + k]!;
      const offset = image * size * size * channels;
      labels[image] = factor(0);
      place([factor(0), factor(1), factor(2), factor(3), factor(4)], shares, size);
      if (colour) {
        const ground = factor(5);
        const sprite = (ground + 1 + factor(6)) % HUES.length;
        paintColour(shares, { ground, sprite, light: factor(7) }, pixels, offset);
      } else {
        paintGray(shares, pixels, offset);
      }
    }
    const classNames = SHAPES.map((shape) => shape.name);
    return imageSet(pixels, { name, height: size, width: size, channels, labels, classNames });
  };

  return {
    name,
    factors,
    size: factors.reduce((product, { values }) => product * values.length, 1),
    draw,
    sample(count, options) {
      const factorIndices = sampleFactors(factors, count, options);
      return { set: draw(factorIndices), factorIndices };
    },
  };
}

type SpriteIndices = readonly [
  shape: number,
  scale: number,
  orientation: number,
  x: number,
  y: number,
];

function place(
  [shape, scale, orientation, x, y]: SpriteIndices,
  shares: Float64Array,
  size: number,
): void {
  const { outline, symmetry } = SHAPES[shape]!;
  // Orientations that look alike are alike to the last bit.
  const angle = (2 * Math.PI * (orientation % (ORIENTATIONS / symmetry))) / ORIENTATIONS;
  const placement = {
    x: size * POSITIONS[x]!,
    y: size * POSITIONS[y]!,
    length: size * LENGTH * ((5 + scale) / 10),
    cosine: Math.cos(angle),
    sine: Math.sin(angle),
  };
  coverage(outline, placement, shares, size);
}
