import { element } from "./elements.mjs";

/** Fine pixels on each side of the field, and the width of the brush in them. */
const field = { side: 140, brush: 12 };
/** @type {Record<string, [number, number]>} */
const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * A field to draw in, white on black: with mouse, pen or finger, or by keys that move a brush.
 *
 * @param {{ onChange: () => void, say: (text: string) => void }} options
 */
export function drawingField({ onChange, say }) {
  const { side, brush } = field;
  const canvas = element("canvas", { width: side, height: side });
  const cursor = element("div", { class: "brush", "aria-hidden": "true" });
  const frame = element(
    "div",
    {
      ...{ class: "field-to-draw", role: "application", tabindex: "0" },
      "aria-label":
        "Field to draw in. Arrow keys move the brush, with Shift farther; Space puts it down or lifts it; Delete clears.",
    },
    canvas,
    cursor,
  );
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = brush;
  context.strokeStyle = "white";
  let at = [side / 2, side / 4];
  let down = false;

  /** @param {number[]} to */
  const moveTo = (to) => {
    const before = at;
    at = to.map((value) => Math.min(side, Math.max(0, value)));
    cursor.style.left = `${(100 * (at[0] ?? 0)) / side}%`;
    cursor.style.top = `${(100 * (at[1] ?? 0)) / side}%`;
    if (!down) return;
    context.beginPath();
    context.moveTo(before[0] ?? 0, before[1] ?? 0);
    context.lineTo(at[0] ?? 0, at[1] ?? 0);
    context.stroke();
    onChange();
  };
  /** @param {boolean} isDown */
  const put = (isDown) => {
    down = isDown;
    cursor.classList.toggle("down", down);
  };
  const clear = () => {
    put(false);
    context.clearRect(0, 0, side, side);
  };
  /** @param {PointerEvent} event */
  const placeOf = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(side * (event.clientX - left)) / width, (side * (event.clientY - top)) / height];
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    frame.focus({ preventScroll: true });
    frame.setPointerCapture(event.pointerId);
    put(false);
    moveTo(placeOf(event));
    put(true);
    moveTo(at);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!frame.hasPointerCapture(event.pointerId)) return;
    for (const one of event.getCoalescedEvents?.() ?? []) moveTo(placeOf(one));
    moveTo(placeOf(event));
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    frame.addEventListener(end, () => put(false));
  }
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const move = moves[event.key];
    if (move) {
      const step = event.shiftKey ? 14 : 4;
      moveTo(at.map((value, i) => value + step * (move[i] ?? 0)));
    } else if (event.key === " ") {
      put(!down);
      moveTo(at);
      say(down ? "Brush down." : "Brush up.");
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
      onChange();
      say("Cleared.");
    } else return;
    event.preventDefault();
  });
  moveTo(at);
  return {
    frame,
    clear,
    /**
     * Shows an image in place of a drawing.
     *
     * @param {HTMLCanvasElement} image
     */
    show(image) {
      clear();
      context.imageSmoothingEnabled = false;
      context.drawImage(image, 0, 0, side, side);
    },
    /** The ink, 0…255, and its size. */
    ink() {
      const { data } = context.getImageData(0, 0, side, side);
      const ink = Uint8Array.from({ length: side * side }, (_, i) =>
        Math.round(((data[4 * i] ?? 0) * (data[4 * i + 3] ?? 0)) / 255),
      );
      return { bytes: ink.buffer, content: { inkHeight: side, inkWidth: side } };
    },
  };
}
