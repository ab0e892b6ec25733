import type { Matrix, TableFigure } from "../plots";
import { formatNumber } from "../plots/numbers";
import { display } from "./display";
import { escapeHtml, tableHtml, tableText } from "./html";

/** A number, numbers, rows of numbers, or a tensor (read, not disposed). */
export type Answer = number | ArrayLike<number> | readonly (readonly number[])[] | Matrix;

export interface CheckOptions {
  /** The reader's value, or a function that gives it; it may throw or give nothing yet. */
  readonly yours: unknown;
  /** The true value, computed in another way. */
  readonly expected: Answer;
  /** Largest difference that counts as equal, relative to the larger of 1 and |expected|. Default 1e-4. */
  readonly tolerance?: number;
  /** Shown when the answer is wrong, after what the numbers themselves give away. */
  readonly hint?: string;
}

/** Judges an exercise: shows your value beside the true one, and says what is wrong with it, as far as the numbers tell. */
export function check(name: string, options: CheckOptions): void {
  const { expected, tolerance = 1e-4, hint } = options;
  const truth = read(expected);
  if (truth === undefined || !truth.values.every(Number.isFinite)) {
    throw new TypeError(
      `check: "${name}": expected must be finite numbers. This is not your mistake.`,
    );
  }
  const answer = attempt(options.yours);
  const problem = typeof answer === "string" ? answer : diagnose(answer, truth, tolerance);
  const right = problem === undefined;
  const notDone = typeof answer === "string";
  const verdict = right ? `✓ ${name}: right.` : `${notDone ? "…" : "✗"} ${name}: ${problem}`;
  const advice = right || hint === undefined ? [] : [`Hint: ${hint}`];
  const values: TableFigure = {
    kind: "table",
    columns: ["your value", "true value"],
    rows: notDone ? [] : [[brief(answer), brief(truth)]],
    description: "",
  };
  const paragraphs = [verdict, ...advice];
  display({
    data: {
      "text/html":
        paragraphs
          .map(
            (text, i) =>
              `<div${i === 0 ? ' style="font-weight:bold"' : ""}>${escapeHtml(text)}</div>`,
          )
          .join("") + (notDone ? "" : tableHtml(values)),
      "text/plain": [...paragraphs, ...(notDone ? [] : [tableText(values)])].join("\n"),
    },
    metadata: {},
  });
}

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The reader's numbers, or in words why there are none. */
function attempt(yours: unknown): Numbers | string {
  let value = yours;
  try {
    if (typeof value === "function") value = (value as () => unknown)();
  } catch (error) {
    return `not done yet (${error instanceof Error ? error.message : String(error)}).`;
  }
  if (value === undefined || value === null) return "not done yet.";
  if (value instanceof Promise) return "your value is a promise. Put `await` before it.";
  const answer = read(value);
  if (answer === undefined) return `your value is a ${typeof value}; numbers are wanted.`;
  if (answer.values.some(Number.isNaN)) return "not done yet: your value is NaN, not a number.";
  return answer;
}

function read(value: unknown): Numbers | undefined {
  if (typeof value === "number") return { shape: [], values: [value] };
  if (typeof value !== "object" || value === null) return undefined;
  if ("dataSync" in value && "shape" in value) {
    const tensor = value as Matrix;
    return { shape: tensor.shape, values: Array.from(tensor.dataSync()) };
  }
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return undefined;
  const items = Array.from(value as unknown as ArrayLike<unknown>, read);
  if (items.some((item) => item === undefined)) return undefined;
  const [first] = items;
  return {
    shape: [items.length, ...(first?.shape ?? [])],
    values: items.flatMap((item) => item!.values),
  };
}

/** What is wrong, as far as the numbers tell; undefined if nothing is. */
function diagnose(yours: Numbers, truth: Numbers, tolerance: number): string | undefined {
  const sizes = ({ shape }: Numbers) => shape.filter((size) => size !== 1).join();
  if (sizes(yours) !== sizes(truth)) {
    const reduced =
      yours.values.length === 1 ? " Keep one value per example; do not reduce yet." : "";
    return `your value has shape [${yours.shape.join(", ")}], wanted is [${truth.shape.join(", ")}].${reduced}`;
  }
  const all = (guess: (value: number, i: number) => number) =>
    truth.values.every(
      (value, i) =>
        Math.abs(guess(yours.values[i]!, i) - value) <= tolerance * Math.max(1, Math.abs(value)),
    );
  if (all((value) => value)) return undefined;

  // The factor between the two, from where the truth is largest and so clearest.
  const at = truth.values.reduce(
    (best, v, i) => (Math.abs(v) > Math.abs(truth.values[best]!) ? i : best),
    0,
  );
  const factor = yours.values[at]! / truth.values[at]!;
  const proportional = Number.isFinite(factor) && factor !== 0 && all((value) => value / factor);
  if (proportional) return explainFactor(factor);
  const shift = yours.values[at]! - truth.values[at]!;
  if (truth.values.length > 1 && all((value) => value - shift)) {
    return `every value is ${formatNumber(Math.abs(shift))} too ${shift > 0 ? "large" : "small"}. Is a constant missing or one too many?`;
  }
  if (all((value) => Math.log(value)))
    return "your value is the exponential of the true one. Is a logarithm missing?";
  if (all((value) => Math.exp(value))) return "your value is the logarithm of the true one.";
  return "not right yet.";
}

function explainFactor(factor: number): string {
  const near = (value: number) => Math.abs(factor / value - 1) < 2e-3;
  if (near(-1)) return "the sign is the wrong way round.";
  if (near(2)) return "twice the true value. Is a factor ½ missing?";
  if (near(0.5)) return "half the true value. Is there a factor ½ too many?";
  if (near(1 / Math.LN2)) return "that would be in bits; wanted are nats (natural logarithm).";
  if (near(Math.LN2)) return "that is off by ln 2: bits and nats are mixed up.";
  const terms = Math.round(1 / factor);
  if (terms >= 3 && near(1 / terms)) {
    return `the true value divided by ${terms}. Is it a mean over ${terms} terms where a sum is meant?`;
  }
  const times = Math.round(factor);
  if (times >= 3 && near(times)) {
    return `${times} times the true value. Is it a sum over ${times} terms where a mean is meant?`;
  }
  return `right but for a factor of ${formatNumber(factor)}.`;
}

function brief({ shape, values }: Numbers): string {
  const shown = values.slice(0, 4).map(formatNumber).join(", ") + (values.length > 4 ? ", …" : "");
  return shape.length === 0 ? shown : `[${shown}]`;
}
