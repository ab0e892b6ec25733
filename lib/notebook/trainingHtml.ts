import { binned, extent, formatNumber } from "../plots/numbers";
import { recordedTerms } from "../plots/loss";
import { seriesColours } from "../plots/palette";
import type { Progress } from "../training";
import { isVaeTerms, type AnyTerms } from "../training/terms";
import { escapeHtml } from "./html";

/** Something that happened at a step, such as a change of β. */
export interface TrainingMark {
  readonly step: number;
  /** "β = 4" */
  readonly label: string;
}

/** A picture, with its size in CSS px: without that the page would be laid out twice at each update. */
export interface Samples {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** The live view: where the training is, a VAE's distortion and rate or another model's terms, and what it dreams up now. */
export function trainingHtml(
  progress: Progress<AnyTerms>,
  samples: Samples | undefined,
  marks: readonly TrainingMark[] = [],
): string {
  const { step, totalSteps, history } = progress;
  const latest = history.steps.at(-1);
  const vae = latest === undefined || isVaeTerms(latest);
  const terms = vae ? ["distortion", "rate"] : recordedTerms(latest);
  const panels = terms.map((term, i) =>
    panel(
      term,
      history.steps.map((record) => (record as unknown as Record<string, number>)[term]!),
      vae ? "nats" : "",
      step / totalSteps,
      seriesColours[(i + 1) % seriesColours.length]!,
      marks.map((mark) => ({ label: mark.label, at: mark.step / totalSteps })),
    ),
  );
  return (
    `<div><progress value="${step}" max="${totalSteps}" style="width:580px"></progress></div>` +
    `<div>${escapeHtml(statusLine(progress))}</div>` +
    `<div>${panels.join("")}</div>` +
    (samples === undefined
      ? ""
      : `<div>decoded from the same random latents</div>` +
        `<img src="${samples.url}" width="${samples.width}" height="${samples.height}" alt="images decoded from the prior at step ${step}">`)
  );
}

/** "epoch 3 of 10 · step 1,234 of 6,000 · 35 s left" */
export function statusLine(progress: Progress<AnyTerms>): string {
  const { epoch, epochs, step, totalSteps, secondsLeft, preparing } = progress;
  if (preparing) return "preparing: the training step is being compiled, about 2 s";
  return [
    `epoch ${epoch} of ${epochs}`,
    `step ${formatNumber(step)} of ${formatNumber(totalSteps)}`,
    `${duration(secondsLeft)} left`,
  ].join(" · ");
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "some time";
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/**
 * A line as SVG. Vega would rebuild its whole chart at every update and hold the page up for it.
 *
 * @param done  the part of the x axis that is reached, 0…1
 * @param marks vertical lines, where on the x axis, 0…1
 */
function panel(
  name: string,
  values: readonly number[],
  unit: string,
  done: number,
  colour: string,
  marks: readonly { label: string; at: number }[],
): string {
  const [width, height, left, top] = [290, 130, 44, 24];
  const means = binned(values, 150);
  // The first steps fall so far that they would press the rest flat: they may leave the frame.
  const [low, high] = extent(means.length > 20 ? means.slice(Math.ceil(means.length / 20)) : means);
  const scaleY = (value: number) =>
    height - 6 - ((value - low) / (high - low || 1)) * (height - 6 - top);
  const points = means.map((value, i) => {
    const x = left + ((i + 1) / means.length) * done * (width - left - 6);
    return `${x.toFixed(1)},${Math.max(top - 6, scaleY(value)).toFixed(1)}`;
  });
  const tick = (value: number) =>
    `<text x="${left - 6}" y="${(scaleY(value) + 4).toFixed(1)}" text-anchor="end" opacity="0.7">${formatNumber(Number(value.toPrecision(3)))}</text>`;
  const lines = marks.map(({ label, at }, i) => {
    const x = (left + at * (width - left - 6)).toFixed(1);
    // Labels of neighbours stand below each other, the later ones in a chart on the left of their line.
    const side = at < 0.7 ? `dx="4"` : `dx="-4" text-anchor="end"`;
    return (
      `<path d="M${x},${top - 6}V${height - 2}" stroke="currentColor" opacity="0.5" stroke-dasharray="4 4"/>` +
      `<text x="${x}" y="${top + 6 + 13 * (i % 3)}" ${side} font-size="11">${escapeHtml(label)}</text>`
    );
  });
  const last = means.at(-1);
  const digits = unit === "nats" ? 1 : 3;
  const value = last === undefined ? "" : formatNumber(Number(last.toFixed(digits)));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" ` +
    `font-family="sans-serif" font-size="12" fill="currentColor">` +
    `<text x="${left}" y="12" font-weight="bold">${escapeHtml(name)} ${value} ${unit}</text>` +
    (last === undefined ? "" : tick(low) + (high > low ? tick(high) : "")) +
    `<path d="M${left},${top - 6}V${height - 2}H${width - 6}" fill="none" stroke="currentColor" opacity="0.4"/>` +
    `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>` +
    `${lines.join("")}</svg>`
  );
}
