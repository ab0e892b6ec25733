import { dirname, join } from "node:path";
import type { ChartFigure, ImageFigure } from "../plots";
import { neutral } from "../plots/palette";
import { escapeHtml } from "./html";
import { indexedPng } from "./indexedPng";
import { fastPng, resvg } from "./lazy";
import { chartSvg, font } from "./svg";

/** A PNG file, and its size on the page in CSS px. */
export interface Png {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels of the file per CSS px, so that text is sharp on dense screens. */
const density = 2;

/**
 * 32 levels of each colour. No eye tells them from 256 in a digit; the smooth greys that a model
 * gives make a file of 68 kB per hundred digits with 256 levels, of 40 kB with 32.
 */
const toLevel = (value: number) => Math.round((Math.round((value * 31) / 255) * 255) / 31);

/** A chart on white ground. */
export function chartPng(figure: ChartFigure): Png {
  return svgPng(chartSvg(figure));
}

/** An image as it is; with text beside its rows and over it, if it has any. */
export function imagePng(figure: ImageFigure): Png {
  const { width, height, channels, pixels, rowLabels = [], captions = [] } = figure;
  const bytes = fastPng().encode(
    { width, height, channels, data: pixels.map(toLevel) },
    { zlib: { level: 9 } },
  );
  if (rowLabels.length === 0 && captions.length === 0) return { bytes, width, height };

  const longest = Math.max(0, ...rowLabels.map(({ text }) => text.length));
  const margin = longest === 0 ? 0 : 12 + Math.ceil(8.6 * longest);
  const text = rowLabels.map(
    (row) =>
      `<text x="${margin - 8}" y="${row.y + 4.5}" text-anchor="end">${escapeHtml(row.text)}</text>`,
  );
  const over = captions.map(
    ({ x, y, text, colour = neutral }) =>
      `<text x="${margin + x}" y="${y + 4}" text-anchor="middle" font-size="12" font-weight="normal" ` +
      `fill="${colour}">${escapeHtml(text)}</text>`,
  );
  // No background, and a grey that reads on white and on black.
  return svgPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${margin + width}" height="${height}">` +
      `<g font-family="${font}" font-size="13" font-weight="bold" fill="${neutral}">` +
      `<image x="${margin}" width="${width}" height="${height}" image-rendering="optimizeSpeed" ` +
      `href="data:image/png;base64,${base64(bytes)}"/>${text.join("")}${over.join("")}</g></svg>`,
  );
}

function svgPng(svg: string): Png {
  const { Resvg } = resvg();
  const fonts = join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const image = new Resvg(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => join(fonts, name)),
      defaultFontFamily: font,
    },
    fitTo: { mode: "zoom", value: density },
  }).render();
  return {
    bytes: indexedPng(image.pixels, image.width, image.height),
    width: Math.round(image.width / density),
    height: Math.round(image.height / density),
  };
}

/** As MIME bundles and data addresses have it. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
