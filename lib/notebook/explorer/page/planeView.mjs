import { element } from "./elements.mjs";
import { floatsOf } from "./picture.mjs";

/**
 * A square of the latent plane with axes: what is drawn in it lies in layers, and a ring marks a place.
 *
 * @param {{ range: number, size: number, label: string }} options the square goes from −range to range
 */
export function planeView({ range, size, label }) {
  const ring = element("div", { class: "ring", "aria-hidden": "true" });
  const square = element("div", { class: "square", role: "img", "aria-label": label }, ring);
  const ticks = ticksOf(range);
  /** @param {"x" | "y"} axis */
  const axis = (axis) =>
    element(
      "div",
      { class: `axis ${axis}`, "aria-hidden": "true" },
      ...ticks.map((at) => {
        const place = `${50 + (50 * at) / range}%`;
        const style = axis === "x" ? `left: ${place}` : `bottom: ${place}`;
        return element("span", { style }, String(at).replace("-", "−"));
      }),
      element("span", { class: "name" }, axis === "x" ? "z₁" : "z₂"),
    );
  const view = element("div", { class: "plane" }, square, axis("x"), axis("y"));
  view.style.setProperty("--size", `${size}px`);
  return {
    view,
    square,
    /** @param {readonly number[]} z */
    mark([z1 = 0, z2 = 0]) {
      // The ring's box is as large as the square: moving it needs no new layout.
      ring.style.transform = `translate(${(50 * z1) / range}%, ${(-50 * z2) / range}%)`;
      ring.hidden = Math.abs(z1) > range || Math.abs(z2) > range;
    },
    /**
     * What has its place in the plane by a pointer.
     *
     * @param {PointerEvent} event
     */
    placeOf(event) {
      const { left, top, width, height } = square.getBoundingClientRect();
      const inside = (/** @type {number} */ share) =>
        range * Math.min(1, Math.max(-1, 2 * share - 1));
      return [
        inside((event.clientX - left) / width),
        inside((top + height - event.clientY) / height),
      ];
    },
    /**
     * A layer below the ring.
     *
     * @param {HTMLElement} layer
     */
    add(layer) {
      layer.classList.add("layer");
      square.insertBefore(layer, ring);
    },
  };
}

/**
 * Round numbers from −range to range, nine at the most: more labels would run into each other.
 *
 * @param {number} range
 */
export function ticksOf(range) {
  const power = 10 ** Math.floor(Math.log10(range / 4));
  const step = power * ([1, 2, 5].find((digit) => 4 * digit * power >= range) ?? 10);
  const most = Math.floor(range / step + 1e-9);
  return Array.from({ length: 2 * most + 1 }, (_, i) => Number(((i - most) * step).toPrecision(6)));
}

/**
 * Which colour is which class.
 *
 * @param {{ classNames: string[], colours: string[] }} codes
 */
export function legendOf({ classNames, colours }) {
  const items = classNames.map((name, i) => {
    const swatch = element("span", { class: "swatch" });
    swatch.style.background = colours[i] ?? "";
    return element("li", {}, swatch, name);
  });
  return element("ul", { class: "legend", "aria-label": "classes" }, ...items);
}

/**
 * Codes as dots in the colours of their classes; each class is named at its median.
 *
 * @param {{ means: DataView, labels: DataView, classNames: string[], colours: string[] }} codes
 * @param {{ range: number, size: number }} options
 */
export function codesLayer({ means, labels, classNames, colours }, { range, size }) {
  const scale = 2;
  const canvas = element("canvas", { width: scale * size, height: scale * size });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const values = floatsOf(means);
  const x = (/** @type {number} */ value) => scale * size * (0.5 + value / range / 2);
  const y = (/** @type {number} */ value) => scale * size * (0.5 - value / range / 2);
  for (let i = 0; i < labels.byteLength; i++) {
    context.beginPath();
    context.arc(x(values[2 * i] ?? 0), y(values[2 * i + 1] ?? 0), 1.9 * scale, 0, 2 * Math.PI);
    context.fillStyle = colours[labels.getUint8(i)] ?? "#808080";
    context.fill();
  }
  context.font = `bold ${12 * scale}px sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [label, name] of classNames.entries()) {
    const own = Array.from({ length: labels.byteLength }, (_, i) => i).filter(
      (i) => labels.getUint8(i) === label,
    );
    if (own.length === 0 || classNames.length === 1) continue;
    const median = (/** @type {number} */ offset) =>
      own.map((i) => values[2 * i + offset] ?? 0).sort((a, b) => a - b)[own.length >> 1] ?? 0;
    const [left, top] = [x(median(0)), y(median(1))];
    context.beginPath();
    context.arc(left, top, 9 * scale, 0, 2 * Math.PI);
    context.fillStyle = "white";
    context.fill();
    context.lineWidth = 2.5 * scale;
    context.strokeStyle = colours[label] ?? "#808080";
    context.stroke();
    context.fillStyle = "black";
    context.fillText(name, left, top + scale);
  }
  return canvas;
}
