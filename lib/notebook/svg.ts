import type { TopLevelSpec } from "vega-lite";
import type { ChartFigure } from "../plots";
import * as lazy from "./lazy";

/** Comes with an npm package: the system's fonts differ between machines, and a bare container has none. */
export const font = "DejaVu Sans";

/** Draws a chart as Vega would in a browser, on white ground. */
export function chartSvg(figure: ChartFigure): string {
  const vega = lazy.vega() as Vega;
  vega.textMetrics.width = textWidth;

  const { spec } = lazy.vegaLite().compile(figure.spec as unknown as TopLevelSpec, {
    config: { font, background: "white" },
  });
  const view = new vega.View(vega.parse(spec), { renderer: "none", logLevel: vega.Error }).run();
  // What view.toSVG() does, less its promise: so outputs keep the order of the calls, and `show`
  // needs no await. A test holds the two equal.
  const { _viewWidth, _viewHeight, _origin } = view;
  const { left, right, top, bottom } = view.padding();
  const renderer = new vega.SVGStringRenderer()
    .initialize(
      null,
      _viewWidth + left + right,
      _viewHeight + top + bottom,
      [_origin[0] + left, _origin[1] + top],
      1,
    )
    .background(view.background());
  const { root } = view.scenegraph();
  completeImages(root);
  const svg = renderer.render(root).svg();
  view.finalize();
  return svg;
}

/** Vega draws an image once it is loaded; those in our charts are data addresses, there from the start. */
function completeImages(item: SceneItem): void {
  if (item.marktype === "image") {
    for (const one of item.items ?? []) {
      const { width, height, url } = one;
      one.image = { complete: true, width, height, url, src: url };
    }
  }
  for (const child of item.items ?? []) completeImages(child);
}

/**
 * Width of text in the font above, px, within a few per cent. Without a canvas Vega takes 0.8 em for
 * every character, leaves gaps in legends, and cuts labels that would fit.
 */
function textWidth(item: { fontSize?: number; fontWeight?: unknown }, text: unknown): number {
  let ems = 0;
  for (const character of text == null ? "" : `${text as string | number}`) {
    if (/[ijl|'.,:;!() ]/.test(character)) ems += 0.34;
    else if (/[mwMW%]/.test(character)) ems += 0.93;
    else if (/[A-Z+−=<>~]/.test(character)) ems += 0.72;
    else ems += 0.61;
  }
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  return ems * (item.fontSize ?? 11) * (bold ? 1.12 : 1);
}

/** Vega as far as it is used here, some of it left out of its own types. */
interface Vega {
  readonly Error: number;
  readonly parse: (spec: object) => object;
  readonly View: new (runtime: object, options: object) => View;
  readonly SVGStringRenderer: new () => SvgRenderer;
  readonly textMetrics: { width: typeof textWidth };
}
interface View {
  readonly _viewWidth: number;
  readonly _viewHeight: number;
  readonly _origin: readonly [number, number];
  run(): View;
  padding(): Readonly<Record<"left" | "right" | "top" | "bottom", number>>;
  background(): unknown;
  scenegraph(): { readonly root: SceneItem };
  finalize(): void;
}
interface SceneItem {
  readonly marktype?: string;
  readonly items?: readonly SceneItem[];
  readonly url?: string;
  readonly width?: number;
  readonly height?: number;
  image?: object;
}
interface SvgRenderer {
  initialize(
    element: null,
    width: number,
    height: number,
    origin: readonly [number, number],
    scale: number,
  ): SvgRenderer;
  background(colour: unknown): SvgRenderer;
  render(scene: object): SvgRenderer;
  svg(): string;
}
