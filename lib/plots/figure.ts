/** What every function of this folder returns, and what `show` displays: plain data, nothing drawn yet. */
export type Figure = ChartFigure | ImageFigure | TableFigure;

/** A chart described in Vega-Lite 5. */
export interface ChartFigure {
  readonly kind: "chart";
  readonly spec: VegaLiteSpec;
  /** What the chart says, in words, for people who cannot see it. */
  readonly description: string;
}

/** An image, already laid out. */
export interface ImageFigure {
  readonly kind: "image";
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  /** 1 is grey, 3 is red, green, blue, 4 has opacity too */
  readonly channels: 1 | 3 | 4;
  /** [height * width * channels], 0…255 */
  readonly pixels: Uint8Array;
  readonly description: string;
  /** Text to the left of the image, each entry centred on `y` (px). */
  readonly rowLabels?: readonly { readonly y: number; readonly text: string }[];
  /** Text over the image, each entry centred on `x` and `y` (px), in a grey that reads anywhere or a colour of its own. */
  readonly captions?: readonly Caption[];
}

export interface Caption {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour?: string;
}

/** A table. Numbers stay numbers until they are displayed. */
export interface TableFigure {
  readonly kind: "table";
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly description: string;
  /** Sent as `application/json` in the same message, for programs that read the notebook. */
  readonly json?: object;
}

export type Cell = string | number | boolean | null;

/**
 * A Vega-Lite 5 `TopLevelSpec`. Not imported from vega-lite: its types are 150 files, which a
 * notebook's language service would read before its first cell. The tests compile every spec.
 */
export interface VegaLiteSpec {
  readonly $schema: "https://vega.github.io/schema/vega-lite/v5.json";
  readonly [property: string]: unknown;
}

/** Numbers in rows: a tensor, or anything that has its shape and gives its numbers. Not disposed. */
export interface Matrix {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number>;
}
