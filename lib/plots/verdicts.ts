import type { Matrix } from "./figure";
import { requireFinite } from "./validate";

/** What a classifier says of one image. */
export interface Verdict {
  readonly label: number;
  /** "7", "Sneaker" */
  readonly name: string;
  /** "98 %": the softmax of the label's logit */
  readonly confidence: string;
}

/**
 * The class with the largest logit of each image, and its probability.
 *
 * @param logits [count, classes]
 */
export function verdicts(
  caller: string,
  name: string,
  logits: Matrix,
  { count, classNames }: { count: number; classNames: readonly string[] | undefined },
): Verdict[] {
  const [rows, classes] = logits.shape;
  if (logits.shape.length !== 2 || rows !== count || !classes) {
    throw new RangeError(
      `${caller}: ${name} have shape [${logits.shape.join(", ")}], expected [${count}, classes]. ` +
        `Pass one row for each image shown.`,
    );
  }
  const values = logits.dataSync();
  requireFinite(caller, name, values);
  return Array.from({ length: count }, (_, i) => {
    const row = Array.from({ length: classes }, (_, k) => values[i * classes + k]!);
    const largest = Math.max(...row);
    const label = row.indexOf(largest);
    const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    const confidence = `${Math.round(100 / total)} %`;
    return { label, name: classNames?.[label] ?? String(label), confidence };
  });
}

/** Name and confidence of each on one line if all fit into so many px, else all on two. */
export function verdictLines(of: readonly Verdict[], width: number): string[][] {
  const inOne = of.map(({ name, confidence }) => [`${name} ${confidence}`]);
  const fit = inOne.every(([line]) => line!.length * 7.6 <= width);
  return fit ? inOne : of.map(({ name, confidence }) => [name, confidence]);
}
