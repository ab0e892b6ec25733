import assert from "node:assert/strict";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { ChartFigure } from "../../../lib/plots";

/** Draws a chart with Vega, refusing any warning, and gives its SVG and its data. */
export async function drawn(figure: ChartFigure) {
  const warnings: unknown[] = [];
  const logger = {
    level: () => logger,
    error: (...args: unknown[]) => (warnings.push(args), logger),
    warn: (...args: unknown[]) => (warnings.push(args), logger),
    info: () => logger,
    debug: () => logger,
  } as never;
  const { spec } = compile(figure.spec as unknown as TopLevelSpec, { logger });
  const view = new View(parse(spec), { renderer: "none", logger });
  const svg = await view.toSVG();
  assert.deepEqual(warnings, []);
  assert.ok(figure.description.length > 20, "no text for people who cannot see the chart");
  return { view, svg, texts: [...svg.matchAll(/<text[^>]*>([^<]+)/g)].map((match) => match[1]!) };
}

/** Rows of a chart's inline CSV; of its `index`-th, if it has several. */
export function rows(figure: ChartFigure, index = 0): Record<string, string>[] {
  const all = [...JSON.stringify(figure.spec).matchAll(/"values":("(?:[^"\\]|\\.)*")/g)];
  const [head, ...lines] = (JSON.parse(all[index]![1]!) as string).split("\n");
  const names = head!.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, i) => [names[i]!, cell])),
  );
}
