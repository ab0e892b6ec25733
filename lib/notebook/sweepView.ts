import { randomUUID } from "node:crypto";
import { table, type Figure } from "../plots";
import type { SweepProgress, Swept } from "../training";
import { display, inNotebook } from "./display";
import { escapeHtml } from "./html";
import { mimeBundle } from "./mime";
import { duration, statusLine } from "./trainingHtml";

export interface SweepViewOptions<Value, Result> {
  /** Draws what is finished, never an empty list. Default: a table of the results' numbers. */
  readonly figure?: (finished: readonly Swept<Value, Result>[]) => Figure;
  /** What the values are: "β". Default "value". */
  readonly name?: string;
}

const interval = 250;
const printInterval = 5000;

/**
 * An `onProgress` for `sweep`: which value runs, how far it is, and a figure that fills with every finished one. At the
 * end the figure alone stays. It never fails the sweep. In plain Node it prints a line now and then.
 */
export function sweepView<Value, Result>(
  options: SweepViewOptions<Value, Result> = {},
): (progress: SweepProgress<Value, Result>) => void {
  const { name = "value", figure = (finished) => numbersTable(name, finished) } = options;
  const id = randomUUID();
  let shown = false;
  let next = -Infinity;
  let drawn: { count: number; html: string } = { count: -1, html: "" };
  let failed = false;

  const send = (data: Record<string, unknown>, metadata: Record<string, unknown> = {}): void => {
    display({ data, metadata, transient: { display_id: id } }, shown);
    shown = true;
  };
  const update = (progress: SweepProgress<Value, Result>): void => {
    const { finished, values } = progress;
    if (finished.length !== drawn.count) {
      drawn = {
        count: finished.length,
        html: finished.length === 0 ? "" : figureHtml(figure(finished)),
      };
    }
    const status = sweepStatus(name, progress);
    const share = finished.length + trainedShare(progress);
    send({
      "text/html":
        `<div><progress value="${share.toFixed(3)}" max="${values.length}" style="width:580px"></progress></div>` +
        `<div>${escapeHtml(status)}</div>${drawn.html}`,
      "text/plain": status,
    });
  };
  const finish = ({ finished }: SweepProgress<Value, Result>): void => {
    if (finished.length === 0) {
      send({ "text/plain": "Stopped before the first run was finished." });
      return;
    }
    const { data, metadata } = mimeBundle(figure(finished));
    send({ ...data }, { ...metadata });
  };

  return (progress) => {
    const news = progress.finished.length !== drawn.count;
    if (!progress.done && (failed || (performance.now() < next && !(news && inNotebook())))) return;
    try {
      if (progress.done) finish(progress);
      else if (inNotebook()) update(progress);
      else console.log(sweepStatus(name, progress));
    } catch (error) {
      if (!failed) console.error("sweepView: the view failed, the sweep goes on.", error);
      failed = true;
    }
    next = performance.now() + (inNotebook() ? interval : printInterval);
  };
}

/** "β = 4 · 3 of 8 finished · epoch 2 of 5 · step 700 of 3,000 · 12 s left · 2 min left in all" */
export function sweepStatus<Value, Result>(
  name: string,
  { values, finished, running, secondsLeft }: SweepProgress<Value, Result>,
): string {
  const value =
    running && (typeof running.value === "string" ? running.value : JSON.stringify(running.value));
  return [
    ...(value === undefined ? [] : [`${name} = ${value}`]),
    `${finished.length} of ${values.length} finished`,
    ...(running?.training ? [statusLine(running.training)] : []),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left in all`]),
  ].join(" · ");
}

/** The part of the running value's training that is over, 0…1. */
function trainedShare({ running }: SweepProgress<unknown, unknown>): number {
  return running?.training ? running.training.step / running.training.totalSteps : 0;
}

/** A picture while it changes: JupyterLab would rebuild a Vega chart at every update and hold the page up for it. */
function figureHtml(figure: Figure): string {
  const { data, metadata } = mimeBundle(figure);
  const png = data["image/png"];
  if (typeof png !== "string") return String(data["text/html"]);
  const { width } = metadata["image/png"] as { width: number };
  return `<img src="data:image/png;base64,${png}" width="${width}" alt="${escapeHtml(figure.description)}">`;
}

function numbersTable<Value, Result>(
  name: string,
  finished: readonly Swept<Value, Result>[],
): Figure {
  return table(
    finished.map(({ value, result }) => ({
      [name]: typeof value === "number" ? value : JSON.stringify(value),
      ...(typeof result === "number" ? { result } : {}),
      ...(typeof result === "object" && result !== null
        ? Object.fromEntries(Object.entries(result).filter(([, one]) => typeof one === "number"))
        : {}),
    })),
  );
}
