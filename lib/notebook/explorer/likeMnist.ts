import type { ImageSize } from "./explored";

/**
 * A drawing made like an image of MNIST: cut out, scaled to fit into a box of 20/28 of the image with its proportions
 * kept, each pixel the mean of the ink that falls on it, and moved by whole pixels so that the centre of mass is in the
 * middle. Without ink the image is black.
 *
 * @param ink      [inkSize.height × inkSize.width], 0…255
 * @returns        [size.height × size.width], intensities in [0, 1]
 * @throws RangeError if ink has not that length
 * @see LeCun, Bottou, Bengio & Haffner 1998, section III.A
 */
export function likeMnist(ink: Uint8Array, inkSize: ImageSize, size: ImageSize): Float32Array {
  if (ink.length !== inkSize.height * inkSize.width) {
    throw new RangeError(
      `likeMnist: ink must have ${inkSize.height} × ${inkSize.width} values, it has ${ink.length}. Run the cell again.`,
    );
  }
  const image = new Float32Array(size.height * size.width);
  const box = inkBox(ink, inkSize);
  if (box === undefined) return image;
  const longest = Math.max(box.bottom - box.top, box.right - box.left);
  const scale = ((20 / 28) * Math.min(size.height, size.width)) / longest;
  const height = Math.max(1, Math.round((box.bottom - box.top) * scale));
  const width = Math.max(1, Math.round((box.right - box.left) * scale));

  const rowShares = overlaps(box.top, box.bottom, height);
  const columnShares = overlaps(box.left, box.right, width);
  const small = new Float32Array(height * width);
  let [mass, massX, massY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const row of rowShares[y]!) {
        for (const column of columnShares[x]!) {
          sum += row.share * column.share * ink[row.at * inkSize.width + column.at]!;
        }
      }
      const value = sum / 255;
      small[y * width + x] = value;
      mass += value;
      massX += value * (x + 0.5);
      massY += value * (y + 0.5);
    }
  }
  // MNIST has the centre of mass within the pixel below and to the right of the middle.
  const left = Math.floor(size.width / 2) - Math.floor(massX / mass + 1e-6);
  const top = Math.floor(size.height / 2) - Math.floor(massY / mass + 1e-6);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside =
        left + x >= 0 && left + x < size.width && top + y >= 0 && top + y < size.height;
      if (inside) image[(top + y) * size.width + left + x] = small[y * width + x]!;
    }
  }
  return image;
}

/** Where the ink is, the lower and right bounds left out; undefined if there is none. */
function inkBox(ink: Uint8Array, { height, width }: ImageSize) {
  const box = { top: height, bottom: 0, left: width, right: 0 };
  ink.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
  });
  return box.bottom === 0 ? undefined : box;
}

interface Share {
  /** which of the fine pixels */
  readonly at: number;
  /** its part of the mean; over a coarse pixel they sum to 1 */
  readonly share: number;
}

/** Which fine pixels, and how much of each, fall on each of `count` coarse ones that cover [from, to). */
function overlaps(from: number, to: number, count: number): Share[][] {
  const step = (to - from) / count;
  return Array.from({ length: count }, (_, i) => {
    const start = from + i * step;
    const end = i === count - 1 ? to : start + step;
    const shares: Share[] = [];
    for (let at = Math.floor(start); at < end; at++) {
      const share = (Math.min(at + 1, end) - Math.max(at, start)) / (end - start);
      if (share > 1e-9) shares.push({ at, share });
    }
    return shares;
  });
}
