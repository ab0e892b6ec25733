import { expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import type { Trainable, VaeModel } from "../models/vaeModel";
import { eagerSteps } from "./eagerSteps";
import { Evaluator } from "./evaluator";
import { objectiveOf, type Objective } from "./objective";
import type { Terms } from "./terms";

export interface EvaluateOptions<Model extends Trainable = VaeModel> {
  /** default 1000 */
  batchSize?: number;
  /** default 1 */
  beta?: number;
  /** as in `elbo`; default: none */
  capacity?: number;
  /** of the noise in z; default 0 */
  seed?: number;
  /** default `elbo` */
  objective?: Objective<Model>;
  signal?: AbortSignal | undefined;
}

/**
 * The loss terms averaged over every image of the set, one draw of z an image.
 *
 * @throws RangeError if an option is out of range, the set is empty or the images do not fit the model
 * @throws Error      if a loss is not finite
 * @throws the signal's reason if it is aborted
 */
export async function evaluate<Model extends Trainable = VaeModel>(
  vae: Model,
  set: ImageSet,
  options: EvaluateOptions<Model> = {},
): Promise<Terms> {
  const { batchSize = 1000, beta = 1, capacity, seed = 0, signal } = options;
  expectNumber("evaluate", "batchSize", batchSize, { integer: true, min: 1 });
  expectImageSet("evaluate", set);
  const objective = objectiveOf("evaluate", vae, options.objective);
  const evaluator = new Evaluator(vae, set, { batchSize, seed, objective, signal }, eagerSteps);
  try {
    return await evaluator.terms({ beta, capacity });
  } finally {
    evaluator.dispose();
  }
}
