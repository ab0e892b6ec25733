import { titleSpec, type Title } from "./chart";
import type { ChartFigure, VegaLiteSpec } from "./figure";

export interface BesideOptions {
  /** Above all of them. Default none. */
  readonly title?: Title;
  /** Space between the charts, px. Default 24. */
  readonly gap?: number;
}

/** Charts in one row, each with its own axes and colours. Give each a `width` so that they fit in about 600 px. */
export function beside(charts: readonly ChartFigure[], options: BesideOptions = {}): ChartFigure {
  const first = charts[0];
  if (first === undefined) throw new RangeError("beside: no charts. Give at least one.");
  const { title, gap = 24 } = options;
  const description = charts.map((one) => one.description).join(" ");
  const heading = typeof title === "string" ? title : title?.join(". ");
  return {
    kind: "chart",
    description: heading === undefined ? description : `${heading}. ${description}`,
    spec: {
      $schema: first.spec.$schema,
      description,
      ...(title === undefined ? {} : { title: titleSpec(title, 560) }),
      hconcat: charts.map((one, index) => part(one.spec, index)),
      spacing: gap,
      resolve: {
        scale: { color: "independent", strokeDash: "independent", size: "independent" },
        legend: { color: "independent" },
      },
      config: first.spec["config"],
    },
  };
}

/** A spec without what only the outermost may have, its parameters renamed apart from the others'. */
function part(spec: VegaLiteSpec, index: number): object {
  const inner = { ...spec, $schema: undefined, config: undefined }; // undefined vanishes in JSON
  return JSON.parse(
    JSON.stringify(inner).replace(/("(?:param|name)":"(?:pick|hover))"/g, `$1${index}"`),
  ) as object;
}
