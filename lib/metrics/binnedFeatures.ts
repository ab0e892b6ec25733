/** Features as bin numbers, so that a tree finds its splits by counting. */
export interface BinnedFeatures {
  readonly n: number;
  readonly dims: number;
  /** [n × dims] */
  readonly bins: Uint8Array;
  /** [dims], where each bin but the last ends, ascending */
  readonly edges: readonly Float64Array[];
}

/** Bins a feature, as many as a byte tells apart. */
export const binCount = 256;

/**
 * Each feature in at most 256 bins that hold about equally many examples; one bin a value if there are no more values.
 *
 * @param columns [dims], each [n]
 */
export function binnedFeatures(columns: readonly Float64Array[]): BinnedFeatures {
  return applyBins(columns, columns.map(edgesOf));
}

/** Other examples, in the bins of the first ones. */
export function applyBins(
  columns: readonly Float64Array[],
  edges: readonly Float64Array[],
): BinnedFeatures {
  const [n, dims] = [columns[0]!.length, columns.length];
  const bins = new Uint8Array(n * dims);
  columns.forEach((column, d) => {
    for (let i = 0; i < n; i++) bins[i * dims + d] = binOf(column[i]!, edges[d]!);
  });
  return { n, dims, bins, edges };
}

function edgesOf(column: Float64Array): Float64Array {
  const sorted = column.slice().sort();
  const values = sorted.filter((value, i) => i === 0 || value > sorted[i - 1]!);
  if (values.length <= binCount) return betweenValues(values, values.slice(0, -1));
  const quantiles = Array.from({ length: binCount - 1 }, (_, bin) => {
    return sorted[Math.floor(((bin + 1) * sorted.length) / binCount)]!;
  });
  const chosen = new Set(quantiles);
  return betweenValues(
    values,
    values.slice(0, -1).filter((value) => chosen.has(value)),
  );
}

/** Half way from each of the lower values to the next value that occurs. */
function betweenValues(values: Float64Array, lower: Float64Array): Float64Array {
  const next = new Map(Array.from(values, (value, i) => [value, values[i + 1]!]));
  return lower.map((value) => (value + next.get(value)!) / 2);
}

function binOf(value: number, edges: Float64Array): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > edges[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
