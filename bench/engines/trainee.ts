import { readFileSync } from "node:fs";
import {
  backend,
  batches,
  bernoulliLogLikelihood,
  ConvolutionalVae,
  evaluate,
  fit,
  gaussianKl,
  images as imagesOf,
  imageSet,
  subset,
  tf,
  Vae,
  type ImageSet,
  type Objective,
  type VaeModel,
} from "vae-cookbook";
import type { Command, Job } from "./job";
import { oneByOne, type Step } from "./steps";

/** How an engine is used: through `fit`, or step by step, captured or as it is. */
export type Mode = "fit" | "captured" | "eager";

/** A model in training on one of our engines, from the job's weights. */
export class Trainee {
  private calls = 0;

  private constructor(
    private readonly mode: Mode,
    private readonly job: Job,
    private readonly vae: VaeModel,
    private readonly train: ImageSet,
    private readonly test: ImageSet,
    private readonly step: Step,
  ) {}

  /** @throws Error if the engine does not start, or is only a software one */
  static async start(mode: Mode, file: string): Promise<Trainee> {
    const { summary } = await backend().catch((error: unknown) => {
      // Only one engine was asked for: its reason is the one in brackets.
      const why = / \((.+)\)\. Run/.exec(String(error))?.[1];
      throw why === undefined ? error : new Error(why);
    });
    if (summary.includes("only software")) throw new Error("only a software GPU was found");
    const job = JSON.parse(readFileSync(file, "utf8")) as Job;
    const { latent } = job;
    const vae = job.model === "mlp" ? new Vae({ latent }) : new ConvolutionalVae({ latent });
    const set = (name: string): ImageSet =>
      imageSet(bytes(job, name), { name, height: 28, width: 28 });
    const step = oneByOne(vae, { captured: mode === "captured" });
    const trainee = new Trainee(mode, job, vae, set("train"), set("test"), step);
    trainee.reset();
    return trainee;
  }

  async do(command: Command): Promise<object> {
    this.calls += 1;
    switch (command.do) {
      case "first":
        return this.mode === "fit" ? this.firstOfFit() : this.firstOfSteps();
      case "trajectory":
        return { losses: await this.trajectory(command.name) };
      case "steps":
        return this.mode === "fit" ? this.fitted(command.n) : this.stepped(command.n);
      case "evaluate":
        return this.evaluated();
      case "sample":
        return { ms: await medianOf(15, () => this.sample()) };
      case "product":
        return { gflops: await product(command) };
    }
  }

  /** From the call of `fit` to its first report of a finished step. */
  private async firstOfFit(): Promise<object> {
    const { batch: batchSize } = this.job;
    const enough = new AbortController();
    const started = performance.now();
    let ms: number | undefined;
    const history = await fit(this.vae, this.train, {
      ...{ batchSize, epochs: 1, compile: true, signal: enough.signal },
      onProgress: ({ step }) => {
        if (step === 0) return;
        ms ??= performance.now() - started;
        enough.abort();
      },
    });
    return { ms, loss: history.steps[0]!.loss };
  }

  /** The first steps one by one; captured, until the captured one has done its first. */
  private async firstOfSteps(): Promise<object> {
    const [batch] = batches(this.train, { batchSize: this.job.batch, seed: 0, epoch: 1 });
    const started = performance.now();
    let loss = NaN;
    for (let i = 0; i < (this.mode === "captured" ? 4 : 1); i++) {
      loss = await read(this.step.drawn(batch!.images, i));
    }
    const ms = performance.now() - started;
    batch!.images.dispose();
    return { ms, loss };
  }

  /** Whole epochs of about n steps, behind one that pays for compiling; the clock is that of a reader of the progress. */
  private async fitted(n: number): Promise<object> {
    const { batch: batchSize } = this.job;
    const perEpoch = Math.min(n, Math.floor(this.train.size / batchSize));
    const train = firstOf(this.train, perEpoch * batchSize);
    const looks: { step: number; at: number }[] = [];
    await fit(this.vae, train, {
      ...{ batchSize, epochs: 1 + Math.round(n / perEpoch), seed: this.calls, compile: true },
      onProgress: ({ step }) => looks.push({ step, at: performance.now() }),
    });
    const from = looks.find(({ step }) => step >= perEpoch)!;
    const to = looks.at(-1)!;
    return { ms: (to.at - from.at) / (to.step - from.step), steps: to.step - from.step };
  }

  /** A reader's own loop over `batches`. The loss is read after every chunk. */
  private async stepped(n: number): Promise<object> {
    const started = performance.now();
    let done = 0;
    for (let epoch = 1; done < n; epoch++) {
      for (const { images } of batches(this.train, {
        ...{ batchSize: this.job.batch, seed: this.calls, epoch },
      })) {
        const loss = this.step.drawn(images, done);
        done += 1;
        if (done % this.job.chunk === 0 || done === n) await read(loss);
        else loss.dispose();
        images.dispose();
        if (done === n) break;
      }
    }
    return { ms: (performance.now() - started) / done, steps: done };
  }

  private async trajectory(name: string): Promise<number[]> {
    this.reset();
    const { batch, latent } = this.job;
    const indices = new Int32Array(numbers(this.job, `${name}-indices`));
    if (this.mode === "fit" && name === "still") {
      const train = subset(this.train, indices.subarray(0, batch));
      const options = { batchSize: batch, epochs: indices.length / batch, compile: true };
      const { steps } = await fit(this.vae, train, { ...options, objective: stillElbo });
      return steps.map(({ loss }) => loss);
    }
    const noise = new Float32Array(numbers(this.job, `${name}-noise`));
    const losses: number[] = [];
    for (let i = 0; i < indices.length; i += batch) {
      const images = imagesOf(this.train, indices.subarray(i, i + batch));
      const given = tf.tensor2d(noise.slice(i * latent, (i + batch) * latent), [batch, latent]);
      losses.push(await read(this.step.given(images, given)));
      tf.dispose([images, given]);
    }
    return losses;
  }

  private async evaluated(): Promise<object> {
    const once = () => evaluate(this.vae, this.test, { batchSize: 1000 });
    await once();
    const started = performance.now();
    const { loss } = await once();
    return { ms: performance.now() - started, loss };
  }

  private async sample(): Promise<void> {
    const images = this.vae.sample(100, { seed: this.calls });
    await images.data();
    images.dispose();
  }

  /** The job's weights, and an optimizer that has done nothing. */
  private reset(): void {
    const values = new Float32Array(numbers(this.job, "weights"));
    for (const { name, shape, from } of this.job.weights) {
      const weight = this.vae.weights[name];
      if (!weight) throw new Error(`the job has a weight ${name}, the model has none of this name`);
      const length = tf.util.sizeFromShape(shape);
      tf.tidy(() => {
        weight.assign(tf.tensor(values.slice(from, from + length), shape));
      });
    }
    this.step.reset();
  }
}

/** The ELBO with z at the mean of q(z|x): without chance. */
const stillElbo: Objective = (vae, images) =>
  tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images);
    const logLikelihood = bernoulliLogLikelihood(vae.decode(mean), images);
    const kl = gaussianKl(mean, logVariance);
    const bound = logLikelihood.sub<tf.Tensor1D>(kl);
    return { objective: bound, elbo: bound.clone(), logLikelihood, kl };
  });

function firstOf(set: ImageSet, count: number): ImageSet {
  const { height, width } = set;
  return imageSet((set.pixels as Uint8Array).subarray(0, count * height * width), {
    ...{ name: set.name, height, width },
  });
}

function bytes(job: Job, name: string): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = readFileSync(job.files[name]!);
  return new Uint8Array(buffer, byteOffset, length);
}

/** The bytes of numbers, in a buffer of their own. */
function numbers(job: Job, name: string): ArrayBuffer {
  return bytes(job, name).slice().buffer;
}

async function read(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data();
  scalar.dispose();
  return value!;
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The first call, which may compile, is not counted. */
async function medianOf(rounds: number, work: () => Promise<void>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) times.push(await millisecondsOf(work));
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}

/** The best of many products [m, k] · [k, n] in 0.3 s, in GFLOP/s: what the engine can do when nothing disturbs it. */
async function product({ m, k, n }: { m: number; k: number; n: number }): Promise<number> {
  const [a, b] = [tf.randomUniform([m, k]), tf.randomUniform([k, n])];
  const once = async (): Promise<void> => {
    const result = tf.matMul(a, b);
    const corner = result.slice([0, 0], [1, 1]);
    await corner.data();
    tf.dispose([result, corner]);
  };
  await once();
  let [best, spent] = [Infinity, 0];
  while (spent < 300) {
    const took = await millisecondsOf(once);
    best = Math.min(best, took);
    spent += took;
  }
  tf.dispose([a, b]);
  return (2 * m * k * n) / best / 1e6;
}
