import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";

/**
 * z̃ᵢⱼ = z₍ᵢ₊ⱼ₊₁ mod n₎ⱼ: column j rolled by j + 1 rows, so that z̃ is a draw from Πⱼ q(zⱼ) where z is one from q(z).
 *
 * The images of a batch are independent draws already, so fixed shifts do what random permutations do; and where
 * n > latent no two components of a row are of one image, which random ones do not promise. In a smaller batch the
 * shifts repeat, and some are. Made of slices alone, it can be compiled.
 *
 * @param latent [n, latent], z
 * @returns      [n, latent]
 * @see Kim & Mnih 2018, algorithm 1
 */
export function permuteDimensions(latent: tf.Tensor2D): tf.Tensor2D {
  expectShape("permuteDimensions", "latent", latent, [null, null]);
  const [n, dimensions] = latent.shape;
  return tf.tidy(() => {
    // Columns end to end, each repeated until all shifts fit; read in rows one longer, each begins one further on.
    const repeats = Math.ceil((n + dimensions) / n);
    const columns = latent.transpose<tf.Tensor2D>().tile([1, repeats]);
    const padded = columns.reshape<tf.Tensor1D>([-1]).pad([[0, dimensions]]);
    const skewed = padded.reshape<tf.Tensor2D>([dimensions, repeats * n + 1]);
    return skewed.slice([0, 1], [dimensions, n]).transpose<tf.Tensor2D>();
  });
}
