/** The mean of some values and its standard error, s / √n; 0 for a single value. */
export function meanAndStandardError(values: ArrayLike<number>): {
  mean: number;
  standardError: number;
} {
  const list = Array.from(values);
  const n = list.length;
  const mean = list.reduce((sum, value) => sum + value, 0) / n;
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0 };
}
