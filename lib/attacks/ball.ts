import * as tf from "@tensorflow/tfjs";
import { standardNormal, subseed, uniform, type Seed } from "../chance";

/** How the size of a change is measured: its largest coordinate (ℓ∞), or its Euclidean length (ℓ2). */
export type Norm = "linf" | "l2";

/** Half the distance between neighbouring float32 below 1: what rounding adds at most to a number of [0, 1]. */
const ROUNDING = 2 ** -25;
/** The smallest float32 that every engine tells from 0. */
const TINY = 2 ** -126;
/** Makes ±1 or more of gradients from 1e-30 on. */
const HUGE = 2 ** 100;

/**
 * A radius r ≤ ε, so that x = x₀ + δ with ‖δ‖ ≤ r is within ε of x₀ also after rounding to float32: of r and x, and
 * for ℓ2 of the d squares that were added up. At most 1e-7 shorter for ℓ∞, and 5e-5 ε + 1e-6 for ℓ2 and d = 784.
 *
 * @param dimensions d
 */
export function safeRadius(epsilon: number, norm: Norm, dimensions: number): number {
  const radius =
    norm === "linf"
      ? epsilon - 2 * ROUNDING
      : epsilon * (1 - (dimensions + 16) * 2 * ROUNDING) - Math.sqrt(dimensions) * ROUNDING;
  return Math.max(0, radius);
}

/**
 * The steepest way up: argmax of g·v over all v with ‖v‖ = 1. sign(g) for ℓ∞, g / ‖g‖ for ℓ2; 0 where g is 0,
 * NaN where g is NaN: an attack that has no gradient must not look like a classifier that withstands it.
 *
 * @param gradient [n, d], g
 * @returns        [n, d]
 */
export function steepest(norm: Norm, gradient: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    // On WebAssembly tf.sign is 0 for NaN and below 1.2e-7, where a sure classifier's gradients are.
    if (norm === "linf") return gradient.mul<tf.Tensor2D>(HUGE).maximum(-1).minimum(1);
    // Squares of such gradients would be 0.
    const scaled = gradient.div<tf.Tensor2D>(gradient.abs().max(1, true).maximum(TINY));
    return scaled.div(lengths(scaled).maximum(1));
  });
}

/** [0, 1]. NaN stays NaN, which tf.clipByValue makes 0 of on WebAssembly. */
export function toBox(points: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => points.maximum<tf.Tensor2D>(0).minimum(1));
}

/** The nearest point of the ball of that radius. @param points [n, d] @param centre [n, d] @returns [n, d] */
export function toBall(
  norm: Norm,
  points: tf.Tensor2D,
  centre: tf.Tensor2D,
  radius: tf.Scalar,
): tf.Tensor2D {
  return tf.tidy(() => {
    if (norm === "linf") {
      return points.maximum<tf.Tensor2D>(centre.sub(radius)).minimum(centre.add(radius));
    }
    const change = points.sub<tf.Tensor2D>(centre);
    return centre.add(change.mul(radius.div(lengths(change).maximum(TINY)).minimum(1)));
  });
}

/** Draws from the uniform distribution in the ball. @param centre [n, d] @returns [n, d] */
export function randomInBall(
  norm: Norm,
  centre: tf.Tensor2D,
  radius: tf.Scalar,
  seed: Seed,
): tf.Tensor2D {
  return tf.tidy(() => {
    const { shape } = centre;
    if (norm === "linf") {
      const change = uniform<tf.Rank.R2>(shape, { seed }).mul(2).sub(1).mul(radius);
      return centre.add(change);
    }
    const direction = steepest("l2", standardNormal(shape, { seed: subseed(seed, "direction") }));
    // A share rᵈ of the volume lies within r of the centre.
    const share = uniform([shape[0], 1], { seed: subseed(seed, "length") }).pow(1 / shape[1]);
    return centre.add(direction.mul(share).mul(radius));
  });
}

/** ‖v‖₂ of each row, [n, 1]. */
function lengths(vectors: tf.Tensor2D): tf.Tensor2D {
  return vectors.square().sum<tf.Tensor2D>(1, true).sqrt();
}
