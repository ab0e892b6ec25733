import { inspect } from "node:util";
import { Model } from "./model";
import { controls, layout, Widget } from "./widget";

/** Widgets beside or below each other. */
export class Box extends Widget {
  constructor(
    private readonly direction: "row" | "column",
    readonly children: readonly Widget[],
  ) {
    for (const child of children) {
      if (child instanceof Widget) continue;
      throw new TypeError(
        `${direction}: takes widgets, got ${inspect(child, { depth: 0 })}. For words there is label().`,
      );
    }
    const name = direction === "row" ? "HBox" : "VBox";
    const flow =
      direction === "row"
        ? { flex_flow: "row wrap", align_items: "center" }
        : // Otherwise a button would be as wide as the page.
          { align_items: "flex-start" };
    super(
      new Model(
        { ...controls, name: `${name}Model`, view: `${name}View` },
        { children: children.map((child) => child.model), box_style: "" },
        { layout: layout(flow) },
      ),
    );
  }

  describe(): string {
    const texts = this.children.map((child) => child.describe());
    return texts.join(this.direction === "row" ? " | " : "\n");
  }
}

/**
 * Widgets beside each other; those for which there is no room go below. Closing the row leaves them open.
 *
 *     row(beta, button({ label: "Train", onClick: train }))
 *
 * @throws TypeError if one of them is no widget
 */
export function row(...widgets: Widget[]): Box {
  return new Box("row", widgets);
}

/**
 * Widgets below each other. Closing the column leaves them open.
 *
 * @throws TypeError if one of them is no widget
 */
export function column(...widgets: Widget[]): Box {
  return new Box("column", widgets);
}
