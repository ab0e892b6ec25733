import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../checks";
import type { ImageSet } from "../data/imageSet";
import type { Trainable } from "../models/vaeModel";
import type { ModelObjective } from "./objective";
import { nextChunk, type Pressure, type StepParts, type Steps } from "./steps";
import { meanTerms, type AnyTerms } from "./terms";

export interface EvaluatorOptions {
  readonly objective: ModelObjective;
  readonly seed: number;
  readonly batchSize?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Averages an objective's terms over a whole set, with the same noise each time. */
export class Evaluator {
  private readonly steps: Steps;
  private readonly batches: Int32Array[];

  constructor(
    model: Pick<Trainable, "weights">,
    private readonly set: ImageSet,
    private readonly options: EvaluatorOptions,
    stepsFor: (parts: StepParts) => Steps,
  ) {
    const { objective, seed, batchSize = 1000 } = options;
    const noise = deriveSeed(seed, "evaluate");
    this.steps = stepsFor({ weights: model.weights, set, objective, noise, batchSize });
    this.batches = Array.from({ length: Math.ceil(set.size / batchSize) }, (_, batch) => {
      const first = batch * batchSize;
      const length = Math.min(batchSize, set.size - first);
      return Int32Array.from({ length }, (_, i) => first + i);
    });
  }

  /**
   * @throws Error if a loss is not finite
   * @throws the signal's reason if it is aborted
   */
  async terms(pressure: Pressure): Promise<AnyTerms> {
    const { batches, steps } = this;
    const groups: { terms: AnyTerms; examples: number }[] = [];
    while (groups.length < batches.length) {
      this.options.signal?.throwIfAborted();
      const stepOf = (batch: number): number => batch;
      const pressureAt = (): Pressure => pressure;
      const chunk = nextChunk(batches, groups.length, steps.chunkSize, stepOf, pressureAt);
      for (const terms of await steps.run(chunk)) {
        const images = batches[groups.length]!;
        if (!Number.isFinite(terms.loss)) throw this.notFinite(images, terms.loss);
        groups.push({ terms, examples: images.length });
      }
      await tf.nextFrame();
    }
    return meanTerms(groups);
  }

  dispose(): void {
    this.steps.dispose();
  }

  private notFinite(images: Int32Array, loss: number): Error {
    return new Error(
      `evaluate: the loss of images ${images[0]} to ${images.at(-1)} of ${this.set.name} is ${loss}. ` +
        `The model or the objective overflows: look at the weights, or lower the learning rate.`,
    );
  }
}
