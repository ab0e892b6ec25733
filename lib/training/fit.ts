import * as tf from "@tensorflow/tfjs";
import { nativeBackend } from "../backend/capture/nativeBackend";
import { deriveSeed, expectNumber } from "../checks";
import { batchIndices } from "../data/batches";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import type { ElboTerms } from "../losses/elbo";
import type { Trainable, VaeModel } from "../models/vaeModel";
import { adam } from "./adam";
import { adversaryOf, type Adversary } from "./adversary";
import { loadCheckpoint, saveCheckpoint, type Players, type Run } from "./checkpoint";
import { compiledSteps } from "./compiledSteps";
import { eagerSteps } from "./eagerSteps";
import { Evaluator } from "./evaluator";
import type { History, Progress, StepRecord } from "./history";
import { augmentOf, objectiveOf, type Augment, type Objective } from "./objective";
import type { Optimizer } from "./optimizer";
import { Snapshot } from "./snapshot";
import { nextChunk, type Pressure, type StepParts, type Steps } from "./steps";
import {
  isFinite,
  isVaeTerms,
  meanTerms,
  type AnyTerms,
  type ObjectiveValues,
  type TermsOf,
} from "./terms";

/** A number, or a schedule of it over the steps, which count from 1. */
export type Schedule = number | ((step: number) => number);

export interface FitOptions<
  Model extends Trainable = VaeModel,
  Values extends ObjectiveValues = ElboTerms,
> {
  /** evaluated after every epoch */
  test?: ImageSet;
  /** passes over the training images; default 10 */
  epochs?: number;
  /** default 100 */
  batchSize?: number;
  /** default a new `adam()`, freed at the end; one that you pass stays yours to dispose */
  optimizer?: Optimizer;
  /** the weight of the KL; default 1 */
  beta?: Schedule;
  /** the KL that is aimed for, in nats, see `elbo`; default none: the smaller the better */
  capacity?: Schedule;
  /** default `elbo`; models other than VAEs need one of their own, see `Objective` */
  objective?: Objective<Model, Values>;
  /** changes the images of each training step first, see `Augment`; not those of `test` */
  augment?: Augment<Model>;
  /** a second network that is trained against the model, see `Adversary` */
  adversary?: Adversary<Model>;
  /** of the order of the images and the noise; default 0 */
  seed?: number;
  /**
   * Whether native TensorFlow compiles the step, see `capture`: several times faster after about two seconds.
   * The objective must then be made of tensors alone. Default: if there are at least 100 steps.
   */
  compile?: boolean;
  /** when aborted, `fit` returns within about 0.2 s, with the model partly trained */
  signal?: AbortSignal | undefined;
  /**
   * Called a few times a second, after every epoch and once at the end. If it returns a promise, the training waits for
   * it, which is how to pause one.
   */
  onProgress?: (progress: Progress<TermsOf<Values>>) => unknown;
  /** where to keep weights, optimizer and history after every epoch and on a stop, e.g. `checkpointFolder("…")` */
  checkpoint?: tf.io.IOHandler;
  /**
   * Go on from the checkpoint if there is one; default false: start anew and write over it.
   * Model, data, seed, batch size, a constant β and capacity must be those of the checkpoint; an objective, an optimizer's
   * rates and a schedule cannot be compared, so pass the same.
   */
  resume?: boolean;
}

/** Milliseconds of training between two looks at the event loop. */
const SLICE = 50;
/** Fewer steps than this are done before the step would be compiled. */
const WORTH_COMPILING = 100;

/**
 * Trains a model by stochastic gradient ascent on `objective`, averaged over each batch: a VAE, or with an objective of
 * its own a classifier, or a generator against an adversary.
 *
 * The same seed on the same engine gives the same numbers. A training that was stopped and resumed from its
 * checkpoint gives those of one that was not.
 *
 * @param train images that fit the model; every one is used once an epoch, the last batch may be smaller
 * @returns     every step's and epoch's terms of the objective, means per example; a VAE's are in nats, see `Terms`
 * @throws RangeError if an option is out of range or the images do not fit
 * @throws Error      if the loss stops being finite; the last good weights are put back first
 */
export async function fit<
  Model extends Trainable = VaeModel,
  Values extends ObjectiveValues = ElboTerms,
>(
  model: Model,
  train: ImageSet,
  options: FitOptions<Model, Values> = {},
): Promise<History<TermsOf<Values>>> {
  const { test, epochs = 10, batchSize = 100, beta = 1, capacity, seed = 0 } = options;
  const { signal, onProgress, checkpoint, resume = false, optimizer = adam() } = options;
  expectNumber("fit", "epochs", epochs, { integer: true, min: 1 });
  expectNumber("fit", "batchSize", batchSize, { integer: true, min: 1 });
  expectNumber("fit", "seed", seed, { integer: true });
  for (const set of test ? [train, test] : [train]) expectImagesFit(model, set);
  const objective = objectiveOf("fit", model, options.objective);
  const augment = options.augment && augmentOf(model, options.augment);
  const adversary = options.adversary && adversaryOf(model, options.adversary);
  const pressureAt = checkedPressure(beta, capacity);
  pressureAt(1);

  const stepsPerEpoch = Math.ceil(train.size / batchSize);
  const { compile = epochs * stepsPerEpoch >= WORTH_COMPILING } = options;
  const run: Run = {
    data: train.name,
    examples: train.size,
    batchSize,
    seed,
    beta: constantOf(beta),
    ...(capacity !== undefined && { capacity: constantOf(capacity) }),
  };
  const players: Players = { model: { weights: model.weights, optimizer }, adversary };
  const history: History<AnyTerms> = {
    ...((resume &&
      checkpoint &&
      (await loadCheckpoint(checkpoint, model.config, players, run))) || {
      steps: [],
      epochs: [],
      stepsPerEpoch,
    }),
    stopped: false,
  };
  const stepsBefore = history.steps.length;
  const save = async (): Promise<void> => {
    // A call that was stopped before its first step has nothing that is worth writing over an older checkpoint.
    if (checkpoint && history.steps.length > stepsBefore) {
      await saveCheckpoint(checkpoint, model.config, players, run, history);
    }
  };
  const native = compile ? nativeBackend() : undefined;
  const report = reporter(
    history,
    epochs,
    onProgress as ((p: Progress<AnyTerms>) => unknown) | undefined,
  );
  const diverged = (what: string, step: number): Error => {
    lastGood.restore();
    optimizer.dispose();
    adversary?.optimizer.dispose();
    return new Error(
      `fit: ${what} at step ${step} (epoch ${Math.ceil(step / stepsPerEpoch)}). ` +
        `The last weights with a finite loss were put back, and the optimizer was reset. ` +
        `Lower the learning rate, or look for a loss that overflows.`,
    );
  };
  const stepsFor = (parts: StepParts): Steps =>
    native ? compiledSteps(native, parts) : eagerSteps(parts);
  const variables = [...model.variables, ...Object.values(adversary?.weights ?? {})];
  let lastGood = new Snapshot(variables);
  let steps: Steps | undefined;
  let tester: Evaluator | undefined;

  try {
    tester = test && new Evaluator(model, test, { objective, seed, signal }, stepsFor);
    const noise = deriveSeed(seed, "noise");
    const { weights } = model;
    const common = { set: train, batchSize, noise };
    steps = stepsFor({ ...common, weights, objective, augment, optimizer, adversary });
    for (let epoch = history.epochs.length + 1; epoch <= epochs; epoch++) {
      const epochStarted = report.clock();
      let sliceStarted = performance.now();
      const lastOfBefore = (epoch - 1) * stepsPerEpoch;
      const batches = batchIndices(train, { batchSize, seed, epoch });
      for (;;) {
        const done = history.steps.length - lastOfBefore;
        if (done === stepsPerEpoch || signal?.aborted) break;
        if (native && history.steps.length === stepsBefore) {
          await report(epoch, { preparing: true });
          await tf.nextFrame();
        }
        const stepOf = (batch: number): number => lastOfBefore + batch + 1;
        const chunk = nextChunk(batches, done, steps.chunkSize, stepOf, pressureAt);
        const beforeChunk = new Snapshot(variables);
        const terms = await steps.run(chunk).catch((error: unknown) => {
          beforeChunk.dispose();
          throw native ? withRemedy(error) : error;
        });
        if (isFinite(terms[0]!)) {
          lastGood.dispose();
          lastGood = beforeChunk;
        } else {
          beforeChunk.dispose();
        }
        for (const [i, of] of terms.entries()) {
          const step = chunk.first + i;
          if (!Number.isFinite(of.loss)) throw diverged(`the loss is ${of.loss}`, step);
          if (!isFinite(of)) throw diverged(`the adversary's loss is ${of.adversary}`, step);
          const examples = chunk.batches[i]!.length;
          const { beta, capacity } = chunk.pressures[i]!;
          const pressure = isVaeTerms(of) && { beta, ...(capacity !== undefined && { capacity }) };
          history.steps.push({ step, ...pressure, examples, ...of });
        }
        if (performance.now() - sliceStarted > SLICE) {
          await report(epoch);
          await tf.nextFrame();
          sliceStarted = performance.now();
        }
      }
      const step = history.steps.length;
      const seconds = report.clock() - epochStarted;
      if (!(await allFinite(variables))) throw diverged("a weight stopped being finite", step);
      const tested =
        tester && !signal?.aborted && (await unlessAborted(tester, pressureAt(step), signal));
      history.stopped = signal?.aborted ?? false;
      if (!history.stopped) {
        const terms = meanOfSteps(history.steps.slice(-stepsPerEpoch));
        history.epochs.push({
          epoch,
          step,
          train: terms,
          ...(tested && { test: tested }),
          seconds,
        });
      }
      await save();
      if (history.stopped) break;
      await report(epoch);
    }
    return history as History<TermsOf<Values>>;
  } finally {
    steps?.dispose();
    tester?.dispose();
    lastGood.dispose();
    if (!options.optimizer) optimizer.dispose();
    await report(Math.min(history.epochs.length + 1, epochs), { done: true });
  }
}

/** An objective that cannot be captured can still be trained. */
function withRemedy(error: unknown): unknown {
  if (error instanceof Error && error.message.startsWith("capture:")) {
    error.message += " Or train with fit(…, { compile: false }), which is slower.";
  }
  return error;
}

type Report = (epoch: number, state?: { preparing?: boolean; done?: boolean }) => Promise<void>;

/** Tells how far a training is. */
type Reporter = Report & {
  /** Seconds since the start, without those in which it was paused. */
  clock(): number;
};

/** The pace is that of this call, without what was resumed. */
function reporter(
  history: History<AnyTerms>,
  epochs: number,
  onProgress: ((progress: Progress<AnyTerms>) => unknown) | undefined,
): Reporter {
  const started = performance.now();
  let paused = 0;
  const clock = (): number => (performance.now() - started - paused) / 1000;
  const resumed = history.steps.length;
  const totalSteps = epochs * history.stepsPerEpoch;
  let firstSteps: { at: number; step: number } | undefined;
  const report: Report = async (epoch, { preparing = false, done = false } = {}) => {
    const step = history.steps.length;
    const secondsElapsed = clock();
    if (step > resumed) firstSteps ??= { at: secondsElapsed, step };
    // The first steps take the time that compiling does: they say nothing of the pace.
    const since = firstSteps && step > firstSteps.step ? firstSteps : { at: 0, step: resumed };
    const pace = (secondsElapsed - since.at) / Math.max(1, step - since.step);
    const secondsLeft = pace * Math.max(0, totalSteps - step);
    const time = { secondsElapsed, secondsLeft };
    const answer = onProgress?.({
      step,
      totalSteps,
      epoch,
      epochs,
      ...time,
      history,
      preparing,
      done,
    });
    if (!(answer instanceof Promise)) return;
    const asked = performance.now();
    await answer;
    paused += performance.now() - asked;
  };
  return Object.assign(report, { clock });
}

/** The test terms, or nothing if the evaluation was aborted on the way. */
async function unlessAborted(
  tester: Evaluator,
  pressure: Pressure,
  signal: AbortSignal | undefined,
): Promise<AnyTerms | undefined> {
  try {
    return await tester.terms(pressure);
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

const notTerms = new Set(["step", "examples", "beta", "capacity"]);

/** Of their terms, without what else a step's record says. */
function meanOfSteps(steps: readonly StepRecord<AnyTerms>[]): AnyTerms {
  return meanTerms(
    steps.map((record) => {
      const terms = Object.entries(record).filter(([name]) => !notTerms.has(name));
      return { terms: Object.fromEntries(terms) as unknown as AnyTerms, examples: record.examples };
    }),
  );
}

function checkedPressure(
  beta: Schedule,
  capacity: Schedule | undefined,
): (step: number) => Pressure {
  const at = (name: string, schedule: Schedule, step: number, remedy: string): number => {
    const value = typeof schedule === "function" ? schedule(step) : schedule;
    expectNumber("fit", `${name} at step ${step}`, value, { min: 0, remedy });
    return value;
  };
  return (step) => ({
    beta: at("beta", beta, step, "A negative β would reward a large KL."),
    ...(capacity !== undefined && {
      capacity: at("capacity", capacity, step, "A KL is never negative."),
    }),
  });
}

const constantOf = (schedule: Schedule): number | string =>
  typeof schedule === "number" ? schedule : "a schedule";

function expectImagesFit(model: Trainable, set: ImageSet): void {
  expectImageSet("fit", set);
  const pixels = set.height * set.width * set.channels;
  if (pixels !== model.config.input) {
    throw new RangeError(
      `fit: images of ${set.name} have ${pixels} values, the model takes ${model.config.input}. ` +
        `Build it with input: ${pixels}, or a ConvolutionalVae with their height, width and channels.`,
    );
  }
}

async function allFinite(variables: readonly tf.Variable[]): Promise<boolean> {
  const finite = tf.tidy(() =>
    tf.stack(variables.map((variable) => tf.isFinite(variable).all())).all(),
  );
  const [answer] = await finite.data();
  finite.dispose();
  return answer === 1;
}
