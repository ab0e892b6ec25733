import { haloText } from "./haloText";
import { neutral } from "./palette";

/** A reference line across the chart, at one value of x or of y. */
export interface Rule {
  readonly x?: number;
  readonly y?: number;
  /** Written beside the line: "PyTorch's example: 105.6". */
  readonly label: string;
  /** On which side of a vertical line, or at which end of a horizontal one, the label is. Default: right. */
  readonly side?: "left" | "right";
}

/** The layers that draw reference lines. */
export function ruleLayers(rules: readonly Rule[]): Layer[] {
  // The labels of many vertical lines would cover each other: they stand on three lines in turn.
  const many = rules.filter(({ x }) => x !== undefined).length > 2;
  return rules.flatMap(({ x, y, label, side = "right" }, i) => {
    const value = x ?? y;
    if (value === undefined || (x !== undefined && y !== undefined) || !Number.isFinite(value)) {
      throw new RangeError(
        `rule "${label}": x is ${x}, y is ${y}; give one of them, as a finite number.`,
      );
    }
    const vertical = x !== undefined;
    const left = side === "left";
    const data = { values: [{}] }; // one row, so that the line is drawn once
    const at = { [vertical ? "x" : "y"]: { datum: value, type: "quantitative" } };
    return [
      {
        data,
        mark: { type: "rule", color: neutral, strokeDash: [4, 4], strokeWidth: 1.5 },
        encoding: at,
      },
      ...haloText(
        {
          text: label,
          ...(vertical
            ? {
                align: left ? "right" : "left",
                baseline: "top",
                dx: left ? -5 : 5,
                y: many ? 2 + 14 * (i % 3) : 2,
              }
            : { align: side, baseline: "bottom", dx: left ? 4 : 0, dy: -4 }),
        },
        vertical ? at : { ...at, x: { value: left ? 0 : "width" } },
        { text: "black", halo: "white" },
      ).map((layer) => ({ data, ...layer })),
    ];
  });
}

/** A Vega-Lite layer, as far as this folder looks into it. */
export interface Layer {
  readonly data?: object;
  readonly params?: readonly object[];
  readonly mark: object;
  readonly encoding: object;
}
