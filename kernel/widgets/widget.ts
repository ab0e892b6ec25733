import { inspect } from "node:util";
import type { MimeBundle } from "./comms";
import { findDisplay } from "./comms";
import type { ModelState } from "./model";
import { Model } from "./model";

/** A kernel calls this method of a cell's last value to show it. The convention is Deno's. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

export const base = { module: "@jupyter-widgets/base", moduleVersion: "2.0.0" } as const;
export const controls = { module: "@jupyter-widgets/controls", moduleVersion: "2.0.0" } as const;

/** Something that a reader can see and touch on the page. As the last value of a cell it shows itself. */
export abstract class Widget {
  /** @param model what the page draws */
  constructor(readonly model: Model) {}

  /** What it is and holds, in words: for the console, and wherever the page has no widgets. */
  abstract describe(): string;

  /** Shows it in the cell that runs. It can be shown several times; all places show the same. */
  show(): void {
    const data = this[jupyterDisplay]();
    const display = findDisplay();
    if (display) display({ data });
    else console.log(data["text/plain"]);
  }

  /** Takes it off the page. The object keeps its value, and `show` shows it anew. */
  close(): void {
    this.model.close();
  }

  /** What a kernel shows for it. */
  [jupyterDisplay](): MimeBundle {
    const model_id = this.model.open();
    const view = { version_major: 2, version_minor: 0, model_id };
    return {
      "text/plain": this.describe(),
      ...(model_id !== undefined && { "application/vnd.jupyter.widget-view+json": view }),
    };
  }

  [inspect.custom](): string {
    return this.describe();
  }
}

/** Where and how wide: CSS properties, their names with underscores. */
export function layout(properties: Record<string, string | undefined> = {}): Model {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return new Model({ ...base, name: "LayoutModel", view: "LayoutView" }, Object.fromEntries(given));
}

/** The looks of a control's parts. Its view is not where its model is. */
export function style(name: string, properties: ModelState): Model {
  return new Model({ ...controls, name, view: "StyleView", viewModule: base.module }, properties);
}
