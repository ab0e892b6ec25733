import type { ChartFigure, Figure, ImageFigure } from "../plots";
import type { DisplayMessage } from "./display";
import { tableHtml, tableText } from "./html";
import { base64, chartPng, imagePng } from "./png";

const vegaLite = "application/vnd.vegalite.v5+json";

/**
 * Everything a page may want of one figure, in one message: JupyterLab draws a chart from its spec;
 * GitHub, nbviewer, nbconvert and VS Code take the PNG; people who cannot see it, the text.
 */
export function mimeBundle(figure: Figure): DisplayMessage {
  switch (figure.kind) {
    case "chart": {
      const chart = withImages(figure);
      const { data, metadata } = pictureBundle(chart);
      return {
        data: { [vegaLite]: chart.spec, ...data },
        // SVG, so that a screen reader finds the axes; no menu on top of the chart.
        metadata: {
          [vegaLite]: { embed_options: { renderer: "svg", actions: false } },
          ...metadata,
        },
      };
    }
    case "image":
      return pictureBundle(figure);
    case "table":
      return {
        data: {
          "text/html": tableHtml(figure),
          "text/plain": tableText(figure),
          ...(figure.json === undefined ? {} : { "application/json": figure.json }),
        },
        metadata: {},
      };
  }
}

function pictureBundle(figure: ChartFigure | ImageFigure): DisplayMessage {
  const { bytes, width, height } = figure.kind === "chart" ? chartPng(figure) : imagePng(figure);
  return {
    data: { "image/png": base64(bytes), "text/plain": figure.description },
    metadata: { "image/png": { width, height, alt: figure.description } }, // nbconvert reads `alt`
  };
}

/** Images within a spec's data become addresses that Vega can load. */
function withImages(figure: ChartFigure): ChartFigure {
  const isImage = (value: unknown): value is ImageFigure =>
    typeof value === "object" && (value as Partial<Figure> | null)?.kind === "image";
  const text = JSON.stringify(figure.spec, (_, value: unknown) =>
    isImage(value) ? `data:image/png;base64,${base64(imagePng(value).bytes)}` : value,
  );
  return { ...figure, spec: JSON.parse(text) as ChartFigure["spec"] };
}
