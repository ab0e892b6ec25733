import { jupyterDisplay, type Widget } from "@vae-cookbook/kernel/widgets";
import { imageGrid, type Figure, type Matrix } from "../plots";
import { display, type DisplayMessage } from "./display";
import { mimeBundle } from "./mime";

/** What `show` accepts: a figure; a tensor [n, 784] of intensities, as an image grid; a widget; a string, as Markdown. */
export type Showable = Figure | Matrix | Widget | string;

/**
 * Displays each thing as an output of its own, in order: in a notebook as a chart, picture, table or
 * text; in plain Node as text. It is done when it returns; no await is needed.
 */
export function show(...things: readonly Showable[]): void {
  for (const thing of things) display(message(thing));
}

function message(thing: Showable): DisplayMessage {
  if (typeof thing === "string") {
    return { data: { "text/markdown": thing, "text/plain": thing }, metadata: {} };
  }
  // A cell is checked less strictly than the types above promise.
  if (typeof (thing as unknown) === "object" && (thing as unknown) !== null) {
    if (jupyterDisplay in thing) return { data: thing[jupyterDisplay](), metadata: {} };
    if ("kind" in thing) return mimeBundle(thing);
    if ("dataSync" in thing) return mimeBundle(imageGrid(thing));
  }
  throw new TypeError(
    `show: ${describe(thing)} is no figure. Give what a function of plots returns ` +
      `(plots.line, plots.imageGrid, …), a tensor of images, or a string.`,
  );
}

function describe(thing: unknown): string {
  if (thing instanceof Promise) return "a promise (await it first)";
  return thing === null ? "null" : Array.isArray(thing) ? "an array" : typeof thing;
}
