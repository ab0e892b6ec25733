import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber, expectShape } from "../checks";
import { Dense } from "./dense";
import { expectEngine } from "./expectEngine";
import { expectSizes } from "./expectSizes";
import { namedWeights } from "./namedWeights";

export interface TotalCorrelationDiscriminatorOptions {
  /** dimensions of z, as in the VAE */
  latent: number;
  /** sizes of its hidden layers; default the paper's, six of 1000 */
  hidden?: readonly number[];
  /** of the initial weights; default 0 */
  seed?: number;
}

/** What a leaky ReLU leaves of negative values. The paper does not say; this is usual, and its reimplementations'. */
const LEAK = 0.2;

/**
 * FactorVAE's discriminator: z → hidden layers with leaky ReLU → d(z) = log D(z) / (1 − D(z)), where D(z) is the
 * probability that z is a code and not one with permuted components. If D is right, d(z) = log q(z) / Πⱼ q(zⱼ).
 *
 * The paper has two logits; their difference is d(z).
 *
 * @throws RangeError if a size is not a positive whole number
 * @throws Error      if no tensor engine has been started
 * @see Kim & Mnih 2018, section 3 and appendix A
 */
export class TotalCorrelationDiscriminator {
  readonly config: Readonly<Required<TotalCorrelationDiscriminatorOptions>>;
  private readonly hidden: readonly Dense[];
  private readonly logit: Dense;

  constructor({
    latent,
    hidden = [1000, 1000, 1000, 1000, 1000, 1000],
    seed = 0,
  }: TotalCorrelationDiscriminatorOptions) {
    const where = "TotalCorrelationDiscriminator";
    expectEngine(where);
    expectNumber(where, "latent", latent, { integer: true, min: 1 });
    expectSizes(where, "hidden", hidden, { example: "[1000, 1000]" });
    expectNumber(where, "seed", seed, { integer: true });
    this.config = { latent, hidden: [...hidden], seed };
    const sizes = [latent, ...hidden];
    this.hidden = hidden.map(
      (size, i) => new Dense(sizes[i]!, size, deriveSeed(seed, "discriminator", i)),
    );
    this.logit = new Dense(sizes.at(-1)!, 1, deriveSeed(seed, "discriminator", "logit"));
  }

  /** d(z), [n], in nats. @param latent [n, latent] */
  logDensityRatio(latent: tf.Tensor2D): tf.Tensor1D {
    expectShape("logDensityRatio", "latent", latent, [null, this.config.latent]);
    return tf.tidy(() => {
      const h = this.hidden.reduce(
        (x, layer) => layer.apply(x).leakyRelu<tf.Tensor2D>(LEAK),
        latent,
      );
      return this.logit.apply(h).squeeze<tf.Tensor1D>([1]);
    });
  }

  /** Its weights by name, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    const hidden = this.hidden.map((layer, i) => [`hidden${i}`, layer] as const);
    return namedWeights("discriminator", { ...Object.fromEntries(hidden), logit: this.logit });
  }

  /** Frees its weights. */
  dispose(): void {
    tf.dispose(this.weights);
  }
}
