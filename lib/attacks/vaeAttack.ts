import * as tf from "@tensorflow/tfjs";
import { expectSeed, type Seed } from "../chance/seed";
import { expectNumber, expectShape } from "../checks";
import type { Posterior } from "../models/encoder";
import type { EncoderDecoder } from "../models/vaeModel";
import { ascent, attackSeed, WORTH_COMPILING } from "./ascent";
import type { Norm } from "./ball";
import { expectNorm, stepSizeFor } from "./stepSize";

export interface VaeAttackOptions {
  /** how far an image may change, at least 0 */
  epsilon: number;
  /** of the change; default "linf" */
  norm?: Norm;
  /** default 40 */
  steps?: number;
  /** in units of the norm; default 4/3 ε / steps for ℓ∞, 5/2 ε / steps for ℓ2 */
  stepSize?: number;
  /** whether to start anywhere in the ball, and not at x; default false */
  randomStart?: boolean;
  /** of the random start; default 0 */
  seed?: Seed;
  /** whether native TensorFlow compiles the step, see `capture`; default: if there are at least 20 steps */
  compile?: boolean;
}

/**
 * min over x' with ‖x' − x‖ ≤ ε of KL(q(z|x') ‖ q(z|t)): an image that looks like x and is coded, and so reconstructed,
 * like the target t. Projected gradient descent, to [0, 1] as well.
 *
 * The distance of the codes is that of Tabacof et al. Kos et al. take ‖μ(x') − μ(t)‖²; the KL weighs each dimension by
 * what it says of the target, 1 / σ²(t), so dimensions that the decoder ignores do not count.
 *
 * @param images  [n, input], x, intensities in [0, 1]
 * @param targets [n, input], t
 * @returns       [n, input], in [0, 1] and within ε of x, also after rounding; the caller disposes it
 * @throws TypeError, RangeError if images, targets or an option do not fit
 * @throws Error if it shall be compiled and cannot, see `capture`
 * @see Tabacof, Tavares & Valle 2016, "Adversarial images for variational autoencoders"; Kos, Fischer & Song 2018,
 *      "Adversarial examples for generative models", the latent attack
 */
export function vaeAttack(
  vae: Pick<EncoderDecoder, "encode">,
  images: tf.Tensor2D,
  targets: tf.Tensor2D,
  options: VaeAttackOptions,
): tf.Tensor2D {
  const { epsilon, norm = "linf", steps = 40, randomStart = false, seed = 0 } = options;
  const { compile = steps >= WORTH_COMPILING } = options;
  expectShape("vaeAttack", "images", images, [null, null]);
  expectShape("vaeAttack", "targets", targets, images.shape);
  expectNumber("vaeAttack", "epsilon", epsilon, { min: 0 });
  expectSeed("vaeAttack", seed);
  expectNorm("vaeAttack", norm);
  const stepSize = stepSizeFor("vaeAttack", { epsilon, norm, steps, stepSize: options.stepSize });
  return tf.tidy(() => {
    const wanted = vae.encode(targets);
    const climb = ascent("vaeAttack", (x) => kl(vae.encode(x), wanted).neg(), images, {
      ...{ epsilon, norm, steps, stepSize, randomStart, compile },
      box: true,
      draws: 1,
    });
    try {
      return climb.run(attackSeed("vaeAttack", seed));
    } finally {
      climb.dispose();
    }
  });
}

/** KL(p ‖ q) = ½ Σⱼ ((σₚ² + (μₚ − μ_q)²) / σ_q² − 1 − log(σₚ² / σ_q²)), [n] in nats. */
function kl(p: Posterior, q: Posterior): tf.Tensor1D {
  return tf.tidy(() => {
    const squares = p.mean.sub(q.mean).square().add(p.logVariance.exp());
    const logRatio = p.logVariance.sub(q.logVariance);
    return squares.mul(q.logVariance.neg().exp()).sub(1).sub(logRatio).sum<tf.Tensor1D>(1).mul(0.5);
  });
}
