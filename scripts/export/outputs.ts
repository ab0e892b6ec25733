import { stripVTControlCharacters } from "node:util";
import { escapeHtml } from "../../lib/notebook/html";
import type { Output } from "../runner/notebook";
import type { Figures } from "./figures";
import { rewriteLinks, type LinkTo } from "./links";

const vegaLite = "application/vnd.vegalite.v5+json";

/** Pictures in the order in which they are preferred, and how their files end. */
const pictures = { "image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg" } as const;

export interface OutputContext {
  readonly figures: Figures;
  readonly linkTo: LinkTo;
  /** Markdown as HTML. */
  readonly render: (text: string) => string;
}

/**
 * One output of a cell as HTML, the best of what its bundle holds: the chart, else the picture, HTML, Markdown, text. So a widget,
 * which needs a kernel, leaves what it brought for pages without one.
 */
export function outputHtml(output: Output, context: OutputContext): string {
  if (output.output_type === "stream") {
    const text = stripVTControlCharacters(joined(output.text));
    return `<pre class="text">${escapeHtml(text.replace(/\n$/, ""))}</pre>`;
  }
  if (output.output_type === "error") {
    const { ename, evalue } = output as Output & { ename?: string; evalue?: string };
    return `<pre class="text error">${escapeHtml(`${ename ?? "Error"}: ${evalue ?? ""}`)}</pre>`;
  }
  const data = output.data ?? {};
  const picture = pictureHtml(output, context);
  if (data[vegaLite] !== undefined) return chartHtml(data[vegaLite], picture, context);
  if (picture !== undefined) {
    const { image, address } = picture;
    return `<figure class="picture">${image}<figcaption>${saveLink(address)}</figcaption></figure>`;
  }
  if (data["text/html"] !== undefined) {
    return `<div class="scroll">${rewriteLinks(joined(data["text/html"]), context.linkTo)}</div>`;
  }
  if (data["text/markdown"] !== undefined) return context.render(joined(data["text/markdown"]));
  if (data["text/latex"] !== undefined) return context.render(joined(data["text/latex"]));
  const text = joined(data["text/plain"]);
  return text === "" ? "" : `<pre class="text">${escapeHtml(text)}</pre>`;
}

interface Picture {
  readonly image: string;
  readonly address: string;
}

function pictureHtml(output: Output, { figures }: OutputContext): Picture | undefined {
  for (const [type, extension] of Object.entries(pictures)) {
    const value = output.data?.[type];
    if (value === undefined) continue;
    const text = joined(value);
    const bytes = extension === "svg" ? Buffer.from(text) : Buffer.from(text, "base64");
    const address = figures.add(bytes, extension);
    const { width, height, alt } = metadataOf(output, type);
    const size = [
      typeof width === "number" ? ` width="${width}"` : "",
      typeof height === "number" ? ` height="${height}"` : "",
    ].join("");
    const words = typeof alt === "string" ? alt : joined(output.data?.["text/plain"]);
    const image = `<img src="${address}"${size} alt="${escapeHtml(words)}">`;
    return { image, address };
  }
  return undefined;
}

/** The chart's picture, for print and for pages without scripts; in its place the script draws the chart itself. */
function chartHtml(
  spec: unknown,
  picture: Picture | undefined,
  { figures }: OutputContext,
): string {
  // "<" would end the script where a text of the chart says so.
  const json = JSON.stringify(spec).replaceAll("<", "\\u003c");
  const name = picture?.address.replace(/^.*\/|\.\w+$/g, "") ?? figures.stem;
  return (
    `<figure class="chart" data-name="${escapeHtml(name)}">${picture?.image ?? ""}` +
    `<script type="application/json">${json}</script></figure>`
  );
}

function saveLink(address: string): string {
  const name = address.replace(/^.*\//, "");
  const [, number = "", extension = ""] = /-(\d+)\.(\w+)$/.exec(name) ?? [];
  return `<a href="${address}" download="${name}">Save picture ${number} (${extension.toUpperCase()})</a>`;
}

function metadataOf(output: Output, type: string): Record<string, unknown> {
  const { metadata } = output as Output & { metadata?: Record<string, unknown> };
  const own = metadata?.[type];
  return typeof own === "object" && own !== null ? (own as Record<string, unknown>) : {};
}

/** Text in a notebook is a string, or its lines. */
function joined(text: unknown): string {
  return Array.isArray(text) ? text.join("") : typeof text === "string" ? text : "";
}
