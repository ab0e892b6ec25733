import { expectNumber } from "../checks";
import { isFloat32Array, isUint8Array } from "./kindOfArray";

/** Labelled images of one size, as plain arrays. */
export interface ImageSet {
  /** "MNIST test" */
  readonly name: string;
  /** how many images */
  readonly size: number;
  readonly height: number;
  readonly width: number;
  /** 1 is gray, 3 is red, green, blue */
  readonly channels: number;
  /** [size × height × width × channels], channels fastest; bytes 0…255, or floats in [0, 1] */
  readonly pixels: Uint8Array | Float32Array;
  /** [size], each an index into `classNames` */
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

export interface ImageDataset {
  readonly train: ImageSet;
  readonly test: ImageSet;
}

export interface ImageSetOptions {
  /** default "images" */
  name?: string;
  height: number;
  width: number;
  /** default 1 */
  channels?: number;
  /** [size]; default: every image has label 0 */
  labels?: ArrayLike<number>;
  /** default "0", "1", … up to the largest label */
  classNames?: readonly string[];
}

/**
 * An `ImageSet` of the caller's own images.
 *
 * @param pixels [size × height × width × channels], kept and not copied: bytes 0…255, or floats in [0, 1]
 * @throws TypeError  if an argument is of another kind
 * @throws RangeError if there is no image, lengths disagree, a pixel is outside [0, 1], or a label has no class
 */
export function imageSet(
  pixels: Uint8Array | Float32Array,
  { name = "images", height, width, channels = 1, labels, classNames }: ImageSetOptions,
): ImageSet {
  if (!isUint8Array(pixels) && !isFloat32Array(pixels)) {
    throw new TypeError(
      `imageSet: pixels must be a Uint8Array (0…255) or a Float32Array (in [0, 1]), not ${kindOf(pixels)}. ` +
        "Convert them, for example with Float32Array.from(pixels).",
    );
  }
  const sizes = { height, width, channels };
  for (const [key, value] of Object.entries(sizes)) {
    expectNumber("imageSet", key, value, { integer: true, min: 1 });
  }

  const length = height * width * channels;
  const size = pixels.length / length;
  if (size === 0) throw new RangeError("imageSet: pixels are empty. Pass at least one image.");
  if (!Number.isInteger(size)) {
    throw new RangeError(
      `imageSet: ${count(pixels.length)} pixels are not a whole number of images of ` +
        `${height} × ${width} × ${channels} = ${count(length)}. Check height, width and channels.`,
    );
  }
  const checkedLabels = toLabels(labels, size);
  const largest = checkedLabels.reduce((a, b) => Math.max(a, b), 0);
  const names = classNames ?? Array.from({ length: largest + 1 }, (_, label) => String(label));
  if (largest >= names.length) {
    throw new RangeError(
      `imageSet: label ${largest} (image ${count(checkedLabels.indexOf(largest))}) has no class: there are ` +
        `${names.length} class names, for labels 0 to ${names.length - 1}. Add names or correct the labels.`,
    );
  }
  const set = { name, size, ...sizes, pixels, labels: checkedLabels, classNames: names };
  expectImageSet("imageSet", set);
  return set;
}

/**
 * Refuses a set that is empty, whose pixels are too few or too many, or float and outside [0, 1]:
 * `imageSet` makes none like that, but a set is plain data and easily changed.
 *
 * @param where the function that was called, for the message
 * @throws RangeError
 */
export function expectImageSet(where: string, set: ImageSet): void {
  const { name, size, height, width, channels, pixels } = set;
  if (size === 0) throw new RangeError(`${where}: ${name} has no images. Pass at least one.`);
  const expected = size * height * width * channels;
  if (pixels.length !== expected) {
    throw new RangeError(
      `${where}: ${name} has ${count(pixels.length)} pixels, ${count(size)} images of ${height} × ${width} × ` +
        `${channels} have ${count(expected)}. Make the set with imageSet(pixels, { height, width }).`,
    );
  }
  if (isFloat32Array(pixels)) expectIntensities(where, pixels, height, width, channels);
}

function expectIntensities(
  where: string,
  pixels: Float32Array,
  height: number,
  width: number,
  channels: number,
): void {
  // The negation also finds NaN.
  const offender = pixels.findIndex((value) => !(value >= 0 && value <= 1));
  if (offender === -1) return;
  const row = Math.floor(offender / (width * channels));
  const column = Math.floor(offender / channels) % width;
  throw new RangeError(
    `${where}: pixel ${count(offender)} is ${pixels[offender]!}, float pixels must lie in [0, 1] ` +
      `(image ${count(Math.floor(row / height))}, row ${row % height}, column ${column}). ` +
      "Divide values of 0…255 by 255, or pass them as a Uint8Array.",
  );
}

function toLabels(labels: ArrayLike<number> | undefined, size: number): Uint8Array {
  if (labels === undefined) return new Uint8Array(size);
  if (labels.length !== size) {
    throw new RangeError(
      `imageSet: there are ${count(labels.length)} labels for ${count(size)} images. Pass one label an image.`,
    );
  }
  if (isUint8Array(labels)) return labels;
  const checked = Array.from(labels);
  checked.forEach((label, image) => {
    const rule = {
      integer: true,
      min: 0,
      max: 255,
      remedy: "A label is an index into classNames.",
    };
    expectNumber("imageSet", `the label of image ${image}`, label, rule);
  });
  return Uint8Array.from(checked);
}

function kindOf(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return `a ${value.constructor.name}`;
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}
