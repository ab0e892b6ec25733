import { escapeHtml } from "./html";

/**
 * Hints that unfold one after the other: in the first lies the second, closed too, and so on. Plain `<details>`, which
 * work by keyboard, with a screen reader, without scripts and in any theme.
 */
export function hintsHtml(hints: readonly string[]): string {
  return hints.reduceRight((inner, hint, i) => {
    const title = hints.length === 1 ? "Hint" : `Hint ${i + 1} of ${hints.length}`;
    const indent = "margin:0.3em 0 0.3em 1.1em";
    return (
      `<details style="margin:0.3em 0"><summary style="cursor:pointer">${title}</summary>` +
      `<div style="${indent}">${escapeHtml(hint)}${inner}</div></details>`
    );
  }, "");
}

/** A line for each hint: "Hint: …", or "Hint 1: …" where there are several. */
export function hintsText(hints: readonly string[]): string[] {
  return hints.map((hint, i) => `Hint${hints.length === 1 ? "" : ` ${i + 1}`}: ${hint}`);
}
