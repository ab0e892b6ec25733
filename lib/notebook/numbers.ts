import type { TableFigure } from "../plots";

/** A chapter's results, for readers and for programs. */
export interface ChapterNumbers {
  /** File name without extension: "03-training". */
  readonly chapter: string;
  /** The values of the parameters cell with which the numbers were made. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly numbers: readonly ChapterNumber[];
}

export interface ChapterNumber {
  /** "test negative ELBO" */
  readonly name: string;
  readonly value: number;
  /** "nats", "" for a plain number. */
  readonly unit: string;
  /** What it should be near, for comparison. */
  readonly reference?: number;
  /** Where the reference comes from. */
  readonly source?: string;
}

/**
 * The table that ends a chapter. The same message holds `application/json`
 * `{ chapter, parameters, numbers }`, by which scripts read a notebook's results.
 */
export function numbers({ chapter, parameters, numbers: list }: ChapterNumbers): TableFigure {
  if (list.length === 0) throw new RangeError(`numbers: ${chapter} gives no numbers.`);
  for (const { name, value } of list) {
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `numbers: "${name}" is ${value}; JSON and readers need a finite number. ` +
          `Run the cells above again, or leave it out.`,
      );
    }
  }
  const settings = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
  const referenced = list.some((one) => one.reference !== undefined);
  return {
    kind: "table",
    columns: ["number", "value", "unit", ...(referenced ? ["reference", "source"] : [])],
    rows: list.map(({ name, value, unit, reference, source }) => [
      name,
      value,
      unit,
      ...(referenced ? [reference ?? null, source ?? ""] : []),
    ]),
    description: [`Numbers of ${chapter}`, ...settings].join(", ").replace(", ", " with "),
    json: { chapter, parameters, numbers: list },
  };
}
