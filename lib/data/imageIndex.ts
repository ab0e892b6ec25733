import { expectNumber } from "../checks";
import { expectFactorIndices } from "./expectFactorIndices";
import type { FactorData } from "./factorData";

/**
 * i = ((f₁ n₂ + f₂) n₃ + f₃) …: the number of each image among all combinations, the last factor fastest, as in
 * dSprites.
 *
 * @param factorIndices [n × factors]
 * @returns             [n], each in 0 … data.size − 1
 * @throws RangeError if an index is out of its factor's range
 */
export function imageIndex(data: FactorData, factorIndices: ArrayLike<number>): Float64Array {
  const { factors } = data;
  const n = expectFactorIndices("imageIndex", factors, factorIndices);
  return Float64Array.from({ length: n }, (_, row) =>
    factors.reduce(
      (sum, { values }, k) => sum * values.length + factorIndices[row * factors.length + k]!,
      0,
    ),
  );
}

/**
 * The inverse of `imageIndex`: `data.draw(factorIndicesOf(data, [0, 1, 2]))` are the first three images.
 *
 * @param imageIndices [n], each in 0 … data.size − 1
 * @returns            [n × factors]
 * @throws TypeError, RangeError if there is no such image
 */
export function factorIndicesOf(data: FactorData, imageIndices: ArrayLike<number>): Int32Array {
  const { factors, name, size } = data;
  const remedy = `${name} have ${size.toLocaleString("en-US")} images.`;
  const rule = { integer: true, min: 0, max: size - 1, remedy };
  const rows = new Int32Array(imageIndices.length * factors.length);
  for (let row = 0; row < imageIndices.length; row++) {
    let rest = imageIndices[row]!;
    expectNumber("factorIndicesOf", `imageIndices[${row}]`, rest, rule);
    for (let k = factors.length - 1; k >= 0; k--) {
      const count = factors[k]!.values.length;
      rows[row * factors.length + k] = rest % count;
      rest = Math.floor(rest / count);
    }
  }
  return rows;
}
