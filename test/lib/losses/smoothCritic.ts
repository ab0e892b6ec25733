import type * as tf from "@tensorflow/tfjs";
import type { FeatureCritic } from "../../../lib/losses";
import { Mlp } from "../../../lib/models";

/** For images of `smallImages`: smooth, so that finite differences find no kink. */
export function smoothCritic(): FeatureCritic & Pick<Mlp, "weights"> {
  const body = new Mlp({ inputs: 6, hidden: [5], outputs: 4, activation: "softplus", seed: 4 });
  const head = new Mlp({ inputs: 4, hidden: [], outputs: 1, seed: 5 });
  const features = (images: tf.Tensor2D) => body.apply(images).softplus<tf.Tensor2D>();
  return {
    features,
    logit: (images) => head.apply(features(images)).squeeze([1]),
    weights: { ...body.weights, "head/weight": head.weights["mlp/last/weight"]! },
  };
}
