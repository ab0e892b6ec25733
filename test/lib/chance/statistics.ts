/** Φ(x) in double precision: its series about 0, and the continued fraction of its tail (Abramowitz & Stegun 26.2). */
export function normalCdf(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) < 3) {
    let [term, sum] = [x, x];
    for (let k = 1; Math.abs(term) > 1e-17; k++) sum += term *= (x * x) / (2 * k + 1);
    return 0.5 + density * sum;
  }
  let fraction = 0;
  for (let k = 100; k > 0; k--) fraction = k / (Math.abs(x) + fraction);
  const tail = density / (Math.abs(x) + fraction);
  return x < 0 ? tail : 1 - tail;
}

export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/**
 * Kolmogorov's √n sup |Fₙ − F|. It exceeds 1.95 by chance once in a thousand.
 *
 * @param cdf F
 */
export function kolmogorov(values: Float32Array, cdf: (x: number) => number): number {
  const n = values.length;
  const sorted = values.slice().sort();
  const distance = sorted.reduce((max, value, i) => {
    const p = cdf(value);
    return Math.max(max, p - i / n, (i + 1) / n - p);
  }, 0);
  return Math.sqrt(n) * distance;
}

/** In standard errors, how far equally likely classes are from equally frequent: (χ² − k) / √2k, k = classes − 1. */
export function uneven(classes: Iterable<number>, count: number): number {
  const found = new Array<number>(count).fill(0);
  let n = 0;
  for (const each of classes) {
    found[each]! += 1;
    n += 1;
  }
  const expected = n / count;
  const chiSquare = found.reduce((sum, of) => sum + (of - expected) ** 2 / expected, 0);
  return (chiSquare - (count - 1)) / Math.sqrt(2 * (count - 1));
}

/** The correlation of two streams in standard errors, r √n. */
export function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number => values.reduce((x, y) => x + y, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    const [u, v] = [x - meanA, b[i]! - meanB];
    ab += u * v;
    aa += u * u;
    bb += v * v;
  }
  return (ab / Math.sqrt(aa * bb)) * Math.sqrt(a.length);
}
