import type { TableFigure } from "../plots";
import { attempt, brief, read, type Answer, type Numbers } from "./answer";
import { diagnose, isSame } from "./diagnose";
import { display } from "./display";
import { hintsHtml, hintsText } from "./hints";
import { escapeHtml, tableHtml, tableText } from "./html";

/** A mistake that readers of an exercise often make: the wrong value it leads to, or how to tell it. */
export type Mistake = { readonly says: string } & (
  | { readonly value: Answer }
  | {
      /** Whether the reader's numbers, row after row, show this mistake. */
      readonly test: (values: readonly number[]) => boolean;
    }
);

export interface CheckOptions {
  /** The reader's value, or a function that gives it; it may throw or give nothing yet. */
  readonly yours: unknown;
  /** The true value, computed in another way. */
  readonly expected: Answer;
  /** Largest difference that counts as equal, relative to the larger of 1 and |expected|. Default 1e-4. */
  readonly tolerance?: number;
  /** Unfolds below an answer that is wrong or missing. */
  readonly hint?: string;
  /** Further hints, each within the one before it: from a nudge to nearly the solution. Default none. */
  readonly hints?: readonly string[];
  /** Typical mistakes of this exercise, the first that fits is named. Default none: what the numbers give away. */
  readonly mistakes?: readonly Mistake[];
}

/** What `check` found, for programs. It stands beside the text in the same output. */
export interface Verdict {
  readonly name: string;
  readonly verdict: "right" | "wrong" | "missing";
  /** The sentence that the reader sees. */
  readonly says: string;
}

/** The MIME type of a verdict. */
export const verdictType = "application/vnd.vae-cookbook.check+json";

/** Judges an exercise: shows your value beside the true one, and says what is wrong with it, as far as the numbers tell. */
export function check(name: string, options: CheckOptions): void {
  const { expected, tolerance = 1e-4, hint, hints = [], mistakes = [] } = options;
  const truth = read(expected);
  if (truth === undefined || !truth.values.every(Number.isFinite)) {
    throw new TypeError(
      `check: "${name}": expected must be finite numbers. This is not your mistake.`,
    );
  }
  const answer = attempt(options.yours);
  const notDone = typeof answer === "string";
  const problem = notDone ? answer : judge(answer, truth, tolerance, mistakes);
  const says = problem ?? "right.";
  const verdict = problem === undefined ? "right" : notDone ? "missing" : "wrong";
  const mark = { right: "✓", wrong: "✗", missing: "…" }[verdict];
  const title = `${mark} ${name}: ${says}`;
  const advice = verdict === "right" ? [] : [...(hint === undefined ? [] : [hint]), ...hints];
  const values: TableFigure = {
    kind: "table",
    columns: ["your value", "true value"],
    rows: notDone ? [] : [[brief(answer), brief(truth)]],
    description: "",
  };
  display({
    data: {
      "text/html":
        `<div style="font-weight:bold">${escapeHtml(title)}</div>` +
        hintsHtml(advice) +
        (notDone ? "" : tableHtml(values)),
      "text/plain": [title, ...hintsText(advice), ...(notDone ? [] : [tableText(values)])].join(
        "\n",
      ),
      [verdictType]: { name, verdict, says } satisfies Verdict,
    },
    metadata: {},
  });
}

/** What is wrong: the exercise's own mistakes first, then what the numbers tell; undefined if nothing is. */
function judge(
  yours: Numbers,
  truth: Numbers,
  tolerance: number,
  mistakes: readonly Mistake[],
): string | undefined {
  const general = diagnose(yours, truth, tolerance);
  if (general === undefined) return undefined;
  return mistakes.find((mistake) => shows(yours, mistake, tolerance))?.says ?? general;
}

function shows(yours: Numbers, mistake: Mistake, tolerance: number): boolean {
  if ("value" in mistake) {
    const wrong = read(mistake.value);
    return wrong !== undefined && isSame(yours, wrong, tolerance);
  }
  try {
    return mistake.test(yours.values);
  } catch {
    return false; // it may count on a shape that the reader's value does not have
  }
}
