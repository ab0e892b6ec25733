import type { FactorData } from "../../../lib/data/factorData";
import { imageSet } from "../../../lib/data/imageSet";
import { sampleFactors } from "../../../lib/data/sampleFactors";

/** Images whose pixels are the factors themselves, scaled to [0, 1]: `images => images` is the perfect code. */
export function identityData({ factors = 5, values = 10 } = {}): FactorData & {
  readonly drawn: number[];
} {
  const drawn: number[] = [];
  const names = Array.from({ length: factors }, (_, k) => ({
    name: `factor ${k}`,
    values: Array.from({ length: values }, (_, v) => v),
  }));
  const draw = (indices: ArrayLike<number>) => {
    drawn.push(indices.length / factors);
    const pixels = Float32Array.from(indices, (index) => index / (values - 1));
    return imageSet(pixels, { height: 1, width: factors });
  };
  return {
    name: "identity",
    factors: names,
    size: values ** factors,
    drawn,
    draw,
    sample: (count, options) => {
      const factorIndices = sampleFactors(names, count, options);
      return { set: draw(factorIndices), factorIndices };
    },
  };
}

/** The set-up of disentanglement_lib's tests: 10 independent factors of 10 values, as plain rows. */
export function factorRows(n: number, { factors = 10, values = 10, seed = 1 } = {}): number[][] {
  const data = identityData({ factors, values });
  const flat = sampleFactors(data.factors, n, { seed });
  return Array.from({ length: n }, (_, i) => [...flat.subarray(i * factors, (i + 1) * factors)]);
}

/** Each pair of neighbouring columns turned by 45°, so that each of the two carries both factors. */
export function rotated(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((row) =>
    row.map((_, j) => {
      const [a, b] = j % 2 === 0 ? [row[j]!, row[j + 1]!] : [row[j - 1]!, -row[j]!];
      return (a + b) / Math.SQRT2;
    }),
  );
}
