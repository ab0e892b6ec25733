import {
  button,
  column,
  jupyterDisplay,
  logSlider,
  row,
  slider,
} from "@vae-cookbook/kernel/widgets";
import { expectNumber } from "../checks";
import { adam, type Optimizer, type Progress } from "../training";
import type { AnyTerms } from "../training/terms";
import { display, interruptSignal } from "./display";
import type { TrainingMark } from "./trainingHtml";
import { trainingView, type TrainingViewOptions } from "./trainingView";

export interface TrainingControlsOptions extends Omit<TrainingViewOptions, "marks"> {
  /** where the slider of β begins; default 1 */
  readonly beta?: number;
  /** where the slider of Adam's α begins, in its middle: it goes from a hundredth to a hundred times of it; default 1e-3 */
  readonly learningRate?: number;
  /** stops the training, as the button does; default the signal of the cell that trains, see `interruptSignal` */
  readonly signal?: AbortSignal | undefined;
}

/** Options for `fit`. */
export interface TrainingControls {
  /** β as the slider stands */
  readonly beta: () => number;
  /** Adam, whose learning rate is as the slider stands; freed when the training is over */
  readonly optimizer: Optimizer;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress<AnyTerms>) => Promise<void> | undefined;
}

/** Changes of a control within so many milliseconds are one: a slider passes many values on its way. */
const oneChange = 1000;

/**
 * `trainingView` with controls above it: sliders that change β and the learning rate while the model trains, buttons to
 * pause and to stop. Each change is marked in the charts.
 *
 *     const history = await fit(vae, train, { epochs, ...trainingControls({ vae, beta }) });
 *
 * Where the page has no widgets, it trains with the values given here. For one training only: make new ones for the next.
 *
 * @throws RangeError if beta is negative or learningRate is not positive
 */
export function trainingControls(options: TrainingControlsOptions = {}): TrainingControls {
  const { beta: betaAtFirst = 1, learningRate = 1e-3, ...viewOptions } = options;
  expectNumber("trainingControls", "beta", betaAtFirst, { min: 0 });
  expectNumber("trainingControls", "learningRate", learningRate, { min: Number.MIN_VALUE });
  const optimizer = adam({ learningRate });
  const stopping = new AbortController();
  const { signal } = stopping;
  const listenTo = (outer: AbortSignal | undefined): void => {
    if (outer?.aborted) stopping.abort(outer.reason);
    outer?.addEventListener(
      "abort",
      () => {
        stopping.abort(outer.reason);
      },
      { once: true, signal },
    );
  };
  const marks: TrainingMark[] = [];
  const view = trainingView({ ...viewOptions, marks });
  let history: Progress<AnyTerms>["history"] | undefined;
  let resume: (() => void) | undefined;
  let paused: Promise<void> | undefined;

  const marker = (name: string): ((value: number) => void) => {
    let mark: TrainingMark | undefined;
    let changedAt = -Infinity;
    return (value) => {
      const now = performance.now();
      const label = `${name} = ${value}`;
      const step = (history?.steps.length ?? 0) + 1;
      if (mark && now - changedAt < oneChange) marks.splice(marks.indexOf(mark), 1);
      marks.push((mark = { step, label }));
      changedAt = now;
    };
  };

  // The value that was asked for holds until the slider is moved, also where the slider has no such step.
  let beta = betaAtFirst;
  const betaSlider = slider({
    label: "β",
    min: 0,
    max: Math.max(8, Math.ceil(2 * beta)),
    // One that has the value, or the page would show another.
    step: Math.abs(10 * beta - Math.round(10 * beta)) < 1e-9 ? 0.1 : 0.01,
    value: beta,
    labelWidth: "5em",
    tooltip: "the weight of the KL term",
  });
  const markBeta = marker("β");
  betaSlider.onChange((value) => {
    beta = value;
    markBeta(value);
  });
  const rateSlider = logSlider({
    label: "learning rate",
    // In steps from the value, so that the page shows it and not a neighbour.
    min: Math.max(Number.MIN_VALUE, learningRate / 100),
    max: learningRate * 100,
    value: learningRate,
    labelWidth: "7em",
    readoutFormat: ".1~e",
  });
  const markRate = marker("learning rate");
  rateSlider.onChange((value) => {
    optimizer.learningRate = value;
    markRate(value);
  });

  const pauseButton = button({ label: "Pause", width: "6em" });
  const goOn = (): void => {
    resume?.();
    resume = paused = undefined;
    pauseButton.label = "Pause";
  };
  pauseButton.onClick(() => {
    if (paused) {
      goOn();
      return;
    }
    // A click that comes just after Stop: nothing would end this pause.
    if (signal.aborted) return;
    paused = new Promise((settle) => (resume = settle));
    pauseButton.label = "Resume";
  });
  const stopButton = button({ label: "Stop", width: "6em", tooltip: "keeps what was learned" });
  stopButton.onClick(() => {
    stopping.abort();
  });
  signal.addEventListener("abort", goOn, { once: true });

  listenTo(options.signal ?? interruptSignal());
  const begin = once(() => {
    // The cell that trains may be another than the one that made the controls.
    if (options.signal === undefined) listenTo(interruptSignal());
    const bundle = column(row(betaSlider, rateSlider), row(pauseButton, stopButton))[
      jupyterDisplay
    ]();
    if (!Object.hasOwn(bundle, "application/vnd.jupyter.widget-view+json")) return;
    const words = `β = ${beta}, learning rate = ${learningRate}: sliders, while the cell runs`;
    display({ data: { ...bundle, "text/plain": words }, metadata: {} });
  });
  let over = false;
  return {
    beta: () => beta,
    optimizer,
    signal,
    onProgress(progress) {
      if (over) {
        throw new Error(
          "trainingControls: the training that these controls were made for is over. Make new ones for the next.",
        );
      }
      begin();
      history = progress.history;
      view(progress);
      if (!progress.done) return paused;
      for (const control of [betaSlider, rateSlider, pauseButton, stopButton]) {
        control.disabled = true;
      }
      over = true;
      signal.removeEventListener("abort", goOn);
      optimizer.dispose();
      return undefined;
    },
  };
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
