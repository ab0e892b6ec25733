/**
 * For each column of a matrix [dims][factors], its largest entry less its second largest:
 * how far the best dimension is ahead of the next.
 */
export function gaps(matrix: readonly (readonly number[])[]): number[] {
  return matrix[0]!.map((_, factor) => {
    const [first, second] = matrix.map((row) => row[factor]!).sort((a, b) => b - a);
    return first! - second!;
  });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
