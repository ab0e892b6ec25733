import * as tf from "@tensorflow/tfjs";
import { capture } from "../backend/capture/capture";
import { nativeBackend } from "../backend/capture/nativeBackend";
import { seedKey, subseed, type Seed } from "../chance";
import { randomInBall, safeRadius, steepest, toBall, toBox, type Norm } from "./ball";

/** What an attack raises: [n], one value an example. Made of tensors alone. @param x [n, d] */
export type Loss = (x: tf.Tensor2D, seed: Seed) => tf.Tensor1D;

export interface AscentOptions {
  /** of the ball around the start, at least 0 */
  epsilon: number;
  norm: Norm;
  steps: number;
  stepSize: number;
  /** whether a run starts somewhere in the ball and not at its centre */
  randomStart: boolean;
  /** whether x stays in [0, 1] */
  box: boolean;
  /** seeds of the loss over which each gradient is summed: only its direction matters */
  draws: number;
  /** whether native TensorFlow compiles the step */
  compile: boolean;
}

/** Runs of gradient ascent from the same centre. */
export interface Ascent {
  /** The last point of one run: [n, d]. */
  run(seed: Seed): tf.Tensor2D;
  /** Frees the compiled step; the tensors are left to the tidy that all this happens in. */
  dispose(): void;
}

/**
 * x ← P(x + α v), v the steepest way up for the sum of ∇ₓ loss over `draws` seeds, P the projection onto the ball of
 * radius ε around the centre and then onto [0, 1]. The centre must lie in [0, 1] itself: then x is in both.
 *
 * A captured step is recorded anew for every ascent, since a loss may use any tensors and functions. That is a tenth of
 * 40 steps; the function that it becomes is shared by all ascents that do the same, so it is compiled once.
 *
 * @param where  the attack, for messages
 * @param centre [n, d]
 */
export function ascent(
  where: string,
  loss: Loss,
  centre: tf.Tensor2D,
  options: AscentOptions,
): Ascent {
  const { epsilon, norm, steps, randomStart, box, draws, compile } = options;
  // Tensors, so that ascents of other sizes are the same function.
  const radius = tf.scalar(safeRadius(epsilon, norm, centre.shape[1]));
  const stepSize = tf.scalar(options.stepSize);
  const project = (x: tf.Tensor2D): tf.Tensor2D => {
    const near = toBall(norm, x, centre, radius);
    return box ? toBox(near) : near;
  };
  const plain = (x: tf.Tensor2D, seed: Seed): tf.Tensor2D =>
    tf.tidy(() => {
      const direction = steepest(norm, gradientOf(loss, x, seed, draws));
      return project(x.add(direction.mul(stepSize)));
    });
  const captured =
    compile && nativeBackend()
      ? capture((x: tf.Tensor2D, key: tf.Tensor1D) => plain(x, key))
      : undefined;
  const step = (x: tf.Tensor2D, seed: Seed): tf.Tensor2D =>
    captured && typeof seed !== "number" ? captured(x, seed) : plain(x, seed);

  return {
    run(seed) {
      let x = randomStart
        ? tf.tidy(() => project(randomInBall(norm, centre, radius, subseed(seed, "start"))))
        : centre.clone();
      for (let t = 1; t <= steps; t++) {
        const [before, own] = [x, subseed(seed, `step ${t}`)];
        try {
          x = step(before, own);
        } catch (error) {
          throw withRemedy(where, error);
        }
        tf.dispose([before, own]);
      }
      return x;
    },
    dispose: () => captured?.dispose(),
  };
}

/** A seed of an attack's own: on the native engine a key, which a captured step takes. */
export function attackSeed(where: string, seed: Seed): Seed {
  const own = subseed(seed, where);
  return typeof own === "number" && nativeBackend() ? seedKey(own, 0) : own;
}

/** Steps from which on compiling is worth its time. */
export const WORTH_COMPILING = 20;

/** Sum over seeds of ∇ₓ Σᵢ lossᵢ, one after the other, so that memory does not grow with them. */
function gradientOf(loss: Loss, x: tf.Tensor2D, seed: Seed, draws: number): tf.Tensor2D {
  const gradientAt = (own: Seed): tf.Tensor2D =>
    tf.tidy(() => tf.grad((at) => loss(at as tf.Tensor2D, own).sum())(x) as tf.Tensor2D);
  let total = gradientAt(subseed(seed, "draw 1"));
  for (let draw = 2; draw <= draws; draw++) {
    const [before, more] = [total, gradientAt(subseed(seed, `draw ${draw}`))];
    total = before.add(more);
    tf.dispose([before, more]);
  }
  return total;
}

/** A loss that cannot be captured can still be attacked. */
function withRemedy(where: string, error: unknown): unknown {
  if (error instanceof Error && error.message.startsWith("capture:")) {
    error.message += ` Or call ${where}(…, { compile: false }), which is slower.`;
  }
  return error;
}
