import { randomUUID } from "node:crypto";
import { imageGrid, loss, type Matrix, type Title } from "../plots";
import { formatNumber } from "../plots/numbers";
import type { History, Progress } from "../training";
import type { AnyTerms } from "../training/terms";
import { display, inNotebook } from "./display";
import { mimeBundle } from "./mime";
import { base64, imagePng } from "./png";
import { statusLine, trainingHtml, type Samples, type TrainingMark } from "./trainingHtml";

export interface TrainingViewOptions {
  /** A VAE or a generator: its samples are shown while it learns, decoded from the same latents each time. Default none. */
  readonly vae?: { sample(count: number, options: { seed: number }): Matrix & { dispose(): void } };
  /** Title of the final chart. Default: how far the negative ELBO fell, or another model's loss. */
  readonly title?: Title | ((history: History<AnyTerms>) => Title);
  /** Number of samples. Default 10. */
  readonly columns?: number;
  /** What happened on the way, as vertical lines in the charts; it may grow while the training runs. Default none. */
  readonly marks?: readonly TrainingMark[];
}

/** Most frequent update, ms: the page draws it on the processor that trains. */
const interval = 500;
/** The same for what the reader has just done. */
const newsInterval = 250;
/** After an update of t ms, at least so many times t for the training. */
const patience = 10;
const sampleInterval = 2000;
const printInterval = 5000;

/**
 * An `onProgress` for `fit` that shows the training live, and replaces the view by one chart of the
 * loss terms when it is done, of whatever the objective records. It takes at most a tenth of the time, and never fails the
 * training. In plain Node it prints a line every few seconds.
 */
export function trainingView(
  options: TrainingViewOptions = {},
): (progress: Progress<AnyTerms>) => void {
  const id = randomUUID();
  const { columns = 10, marks = [] } = options;
  let shown = false;
  let next = -Infinity;
  let nextSamples = -Infinity;
  let updated = -Infinity;
  let newestMark: TrainingMark | undefined;
  let samples: Samples | undefined;
  let failed = false;

  const send = (data: Record<string, unknown>, metadata: Record<string, unknown> = {}) => {
    display({ data, metadata, transient: { display_id: id } }, shown);
    shown = true;
  };

  const update = (progress: Progress<AnyTerms>) => {
    if (options.vae && performance.now() >= nextSamples) {
      samples = sampleStrip(options.vae, columns);
      nextSamples = performance.now() + sampleInterval;
    }
    send({
      "text/html": trainingHtml(progress, samples, marks),
      "text/plain": statusLine(progress),
    });
  };

  const finish = ({ history }: Progress<AnyTerms>) => {
    if (history.steps.length === 0) {
      send({ "text/plain": "Stopped before the first training step." });
      return;
    }
    const title = typeof options.title === "function" ? options.title(history) : options.title;
    const stopped = `Stopped after ${formatNumber(history.steps.length)} steps`;
    const { data, metadata } = mimeBundle(
      loss(history, {
        ...(title !== undefined ? { title } : history.stopped ? { title: stopped } : {}),
        rules: marks.map(({ step, label }) => {
          return { x: step, label, side: step > 0.7 * history.steps.length ? "left" : "right" };
        }),
      }),
    );
    send({ ...data }, { ...metadata });
  };

  return (progress) => {
    const started = performance.now();
    // What the reader has just done is shown soon, whatever an update costs.
    const news = marks.at(-1) !== newestMark && started >= updated + newsInterval;
    if (!progress.done && (failed || (started < next && !news))) return;
    updated = started;
    newestMark = marks.at(-1);
    try {
      if (progress.done) finish(progress);
      else if (inNotebook()) update(progress);
      else console.log(statusLine(progress));
    } catch (error) {
      if (!failed) console.error("trainingView: the view failed, the training goes on.", error);
      failed = true;
    }
    const ended = performance.now();
    next = ended + Math.max(inNotebook() ? interval : printInterval, patience * (ended - started));
  };
}

function sampleStrip(vae: NonNullable<TrainingViewOptions["vae"]>, columns: number): Samples {
  const images = vae.sample(columns, { seed: 0 });
  try {
    const { bytes, width, height } = imagePng(imageGrid(images, { columns }));
    return { url: `data:image/png;base64,${base64(bytes)}`, width, height };
  } finally {
    images.dispose();
  }
}
