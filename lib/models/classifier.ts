import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber } from "../checks";
import { Convolutions } from "./convolutions";
import { Dense } from "./dense";
import { expectEngine } from "./expectEngine";
import { expectSizes } from "./expectSizes";
import type { ImageClassifier } from "./imageClassifier";
import { namedWeights } from "./namedWeights";
import type { Trainable } from "./vaeModel";

export interface ClassifierOptions {
  /** rows of an image; default 28 */
  height?: number;
  /** columns of an image; default 28 */
  width?: number;
  /** values a pixel; default 1 */
  channels?: number;
  /** channels after each of the convolutions, which halve the image; default [16, 32] */
  filters?: readonly number[];
  /** height and width of the convolutions' kernels; default 4 */
  kernel?: number;
  /** how many features there are, the size of the fully connected layer before the logits; default 100 */
  dense?: number;
  /** how many classes there are, at least two; default 10 */
  classes?: number;
  /** of the initial weights; default 0 */
  seed?: number;
}

/**
 * p(y|x) = softmax(logits(x)): convolutions with stride 2 and relu, a fully connected layer with relu, whose
 * activations are the features, and a linear layer. By default the small network that Wong & Kolter trained on MNIST.
 *
 * Images come flat, [n, height × width × channels], intensities in [0, 1].
 *
 * @throws RangeError if a size is not a positive whole number or there are fewer than two classes
 * @throws TypeError  if filters is no list
 * @throws Error      if no tensor engine has been started
 * @see Wong & Kolter 2018, section 4, "Provable defenses against adversarial examples via the convex outer
 *      adversarial polytope"
 */
export class Classifier implements ImageClassifier, Trainable {
  readonly config: Readonly<Required<ClassifierOptions> & { input: number }>;
  private readonly convolutions: Convolutions;
  private readonly hidden: Dense;
  private readonly last: Dense;

  constructor({
    height = 28,
    width = 28,
    channels = 1,
    filters = [16, 32],
    kernel = 4,
    dense = 100,
    classes = 10,
    seed = 0,
  }: ClassifierOptions = {}) {
    expectEngine("Classifier");
    for (const [name, size] of Object.entries({ height, width, channels, kernel, dense })) {
      expectNumber("Classifier", name, size, { integer: true, min: 1 });
    }
    expectSizes("Classifier", "filters", filters, { min: 1, example: "[16, 32]" });
    expectNumber("Classifier", "classes", classes, { integer: true, min: 2 });
    expectNumber("Classifier", "seed", seed, { integer: true });
    const sizes = { height, width, channels, filters: [...filters], kernel, dense, classes };
    this.config = { input: height * width * channels, ...sizes, seed };
    this.convolutions = new Convolutions({
      ...this.config,
      activation: tf.relu,
      part: "classifier",
    });
    const { flat } = this.convolutions;
    this.hidden = new Dense(flat, dense, deriveSeed(seed, "classifier", "hidden"));
    this.last = new Dense(dense, classes, deriveSeed(seed, "classifier", "logits"));
  }

  /** Activations of the layer before the logits, at least 0: [n, dense]. @param images [n, input] */
  features(images: tf.Tensor2D): tf.Tensor2D {
    return this.featuresFor("features", images);
  }

  /** Unnormalised log-probabilities of the classes: [n, classes]. @param images [n, input] */
  logits(images: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.last.apply(this.featuresFor("logits", images)));
  }

  /** The most probable class of each image: [n] int32. @param images [n, input] */
  predict(images: tf.Tensor2D): tf.Tensor1D {
    return tf.tidy(() => this.logits(images).argMax<tf.Tensor1D>(1));
  }

  /** Its weights by name, such as `classifier/logits/weight`, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    return namedWeights("classifier", {
      ...this.convolutions.layers,
      hidden: this.hidden,
      logits: this.last,
    });
  }

  /** What training changes. */
  get variables(): tf.Variable[] {
    return Object.values(this.weights);
  }

  /** Frees its weights. */
  dispose(): void {
    tf.dispose(this.variables);
  }

  private featuresFor(where: string, images: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.hidden.apply(this.convolutions.apply(where, images)).relu());
  }
}
