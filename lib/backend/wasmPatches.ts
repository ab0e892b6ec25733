import type { backend_util } from "@tensorflow/tfjs";

/**
 * The pieces that an image and its patches have in common: where a piece starts in the image, where in the patches,
 * and its length, three numbers a piece. The patches are the image under every position of the filter, one a row,
 * [outHeight · outWidth, filterHeight · filterWidth · inChannels]; a row of a patch is one piece, cut at the image's edge.
 */
export function piecesOf(info: backend_util.Conv2DInfo): Int32Array {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth } = info;
  const pieces = new Int32Array(3 * info.outHeight * info.outWidth * filterHeight);
  let used = 0;
  let patch = 0;
  for (let i = 0; i < info.outHeight; i++) {
    for (let j = 0; j < info.outWidth; j++) {
      const left = j * info.strideWidth - info.padInfo.left;
      const from = Math.max(0, left);
      const length = (Math.min(inWidth, left + filterWidth) - from) * inChannels;
      for (let u = 0; u < filterHeight; u++) {
        const row = i * info.strideHeight - info.padInfo.top + u;
        if (row >= 0 && row < inHeight && length > 0) {
          pieces[used++] = (row * inWidth + from) * inChannels;
          pieces[used++] = patch + (from - left) * inChannels;
          pieces[used++] = length;
        }
        patch += filterWidth * inChannels;
      }
    }
  }
  return pieces.subarray(0, used);
}

/** From so many values on, the engine's copy of a range beats a loop. */
const LONG = 24;

/** Copies an image into its patches, which must be 0 where they reach over the image's edge. */
export function gatherPatches(
  image: Float32Array,
  patches: Float32Array,
  pieces: Int32Array,
): void {
  for (let p = 0; p < pieces.length; p += 3) {
    const [from, to, length] = [pieces[p]!, pieces[p + 1]!, pieces[p + 2]!];
    if (length >= LONG) patches.set(image.subarray(from, from + length), to);
    else for (let k = 0; k < length; k++) patches[to + k] = image[from + k]!;
  }
}

/** The transpose of `gatherPatches`: adds every patch to the image where it was taken from. */
export function scatterPatches(
  patches: Float32Array,
  image: Float32Array,
  pieces: Int32Array,
): void {
  for (let p = 0; p < pieces.length; p += 3) {
    const [to, from, length] = [pieces[p]!, pieces[p + 1]!, pieces[p + 2]!];
    for (let k = 0; k < length; k++) image[to + k]! += patches[from + k]!;
  }
}
