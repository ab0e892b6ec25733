export interface DisentanglementAndCompleteness {
  /** in [0, 1]: 1 if each dimension matters for at most one factor */
  readonly disentanglement: number;
  /** in [0, 1]: 1 if at most one dimension matters for each factor */
  readonly completeness: number;
}

/**
 * From R_jk, how much dimension j matters for factor k:
 *
 *     disentanglement = Σ_j ρ_j (1 − H_K(R_j· / Σ R_j·)),  ρ_j = Σ_k R_jk / Σ R
 *     completeness    = Σ_k ρ_k (1 − H_D(R_·k / Σ R_·k)),  ρ_k = Σ_j R_jk / Σ R
 *
 * with entropies to the base of the number of factors K and of dimensions D. If nothing matters, both are 0.
 *
 * @param importance [dims][factors], none negative
 * @throws RangeError if there is one factor or dimension only, or an entry is negative or not finite
 * @see Eastwood & Williams 2018, section 2
 */
export function dciFromImportance(
  importance: readonly ArrayLike<number>[],
): DisentanglementAndCompleteness {
  const rows = importance.map((row) => Array.from(row));
  const factors = rows[0]?.length ?? 0;
  if (rows.length < 2 || factors < 2) {
    throw new RangeError(
      `dciFromImportance: importance is [${rows.length}, ${factors}]. Pass at least two dimensions and two factors.`,
    );
  }
  for (const row of rows) {
    const wrong = row.find((value) => !(value >= 0 && value < Infinity));
    if (wrong !== undefined || row.length !== factors) {
      throw new RangeError(
        `dciFromImportance: importance has the entry ${String(wrong)} in a row of ${row.length} numbers. ` +
          `Pass finite numbers of at least 0, ${factors} a row.`,
      );
    }
  }
  const columns = Array.from({ length: factors }, (_, k) => rows.map((row) => row[k]!));
  return { disentanglement: concentration(rows), completeness: concentration(columns) };
}

/** The mean over the rows, weighted by their sums, of 1 − entropy: 1 if each has one entry that is not 0. */
function concentration(rows: readonly (readonly number[])[]): number {
  const sums = rows.map((row) => row.reduce((a, b) => a + b, 0));
  const total = sums.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  return rows.reduce((score, row, i) => {
    const shares = row.filter((value) => value > 0).map((value) => value / sums[i]!);
    const entropy = -shares.reduce((sum, p) => sum + p * Math.log(p), 0);
    return score + (sums[i]! / total) * (1 - entropy / Math.log(row.length));
  }, 0);
}
