import { element } from "./elements.mjs";

/**
 * A canvas for one grey image, with words below it.
 *
 * @param {{ height: number, width: number }} size of the image
 * @param {{ label: string, caption?: string, kind?: string }} words `label` is for those who cannot see it
 */
export function picture({ height, width }, { label, caption = "", kind = "" }) {
  const canvas = element("canvas", { width, height, role: "img", "aria-label": label });
  const words = element("figcaption", {}, caption);
  const figure = element("figure", { class: `picture ${kind}` }, canvas, words);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  return {
    figure,
    canvas,
    context,
    /** @param {ArrayLike<number>} bytes [height × width], 0…255 */
    draw(bytes) {
      const data = context.createImageData(width, height);
      const levels = data.data;
      for (let i = 0; i < width * height; i++) {
        levels[4 * i] = levels[4 * i + 1] = levels[4 * i + 2] = bytes[i] ?? 0;
        levels[4 * i + 3] = 255;
      }
      context.putImageData(data, 0, 0);
    },
    /**
     * @param {string} text
     * @param {string} [forOthers] in place of the label
     */
    say(text, forOthers) {
      // What is as it was needs no new layout of the page.
      if (words.textContent === text) return;
      words.textContent = text;
      if (forOthers !== undefined) canvas.setAttribute("aria-label", forOthers);
    },
  };
}

/**
 * The bytes of a binary value of the state.
 *
 * @param {DataView} view
 */
export function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/**
 * Its numbers, 32 bits each.
 *
 * @param {DataView} view
 */
export function floatsOf(view) {
  return Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
