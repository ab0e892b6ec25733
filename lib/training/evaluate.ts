import { expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import type { ElboTerms } from "../losses/elbo";
import type { Trainable, VaeModel } from "../models/vaeModel";
import { eagerSteps } from "./eagerSteps";
import { Evaluator } from "./evaluator";
import { objectiveOf, type Objective } from "./objective";
import type { ObjectiveValues, TermsOf } from "./terms";

export interface EvaluateOptions<
  Model extends Trainable = VaeModel,
  Values extends ObjectiveValues = ElboTerms,
> {
  /** default 1000 */
  batchSize?: number;
  /** default 1 */
  beta?: number;
  /** as in `elbo`; default: none */
  capacity?: number;
  /** of the noise in z; default 0 */
  seed?: number;
  /** default `elbo` */
  objective?: Objective<Model, Values>;
  signal?: AbortSignal | undefined;
}

/**
 * The loss terms averaged over every image of the set, one draw of z an image.
 *
 * @throws RangeError if an option is out of range, the set is empty or the images do not fit the model
 * @throws Error      if a loss is not finite
 * @throws the signal's reason if it is aborted
 */
export async function evaluate<
  Model extends Trainable = VaeModel,
  Values extends ObjectiveValues = ElboTerms,
>(
  model: Model,
  set: ImageSet,
  options: EvaluateOptions<Model, Values> = {},
): Promise<TermsOf<Values>> {
  const { batchSize = 1000, beta = 1, capacity, seed = 0, signal } = options;
  expectNumber("evaluate", "batchSize", batchSize, { integer: true, min: 1 });
  expectImageSet("evaluate", set);
  const objective = objectiveOf("evaluate", model, options.objective);
  const evaluator = new Evaluator(model, set, { batchSize, seed, objective, signal }, eagerSteps);
  try {
    return (await evaluator.terms({ beta, capacity })) as TermsOf<Values>;
  } finally {
    evaluator.dispose();
  }
}
