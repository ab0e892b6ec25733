/**
 * P(a > b) + ½ P(a = b) for a of the first and b of the second list: the area under the curve of true against false
 * positives when a score tells the first kind from the second. 1 is perfect, ½ is chance, 0 is always the wrong way.
 *
 * @param positives scores of what should score high, such as log p(x) of images like those of the training
 * @param negatives scores of what should score low
 * @throws RangeError if a list is empty or holds NaN
 * @see Hanley & McNeil 1982; Hendrycks & Gimpel 2017
 */
export function auroc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  for (const [name, scores] of Object.entries({ positives, negatives })) {
    if (scores.length > 0 && !Array.from(scores).some(Number.isNaN)) continue;
    const problem = scores.length === 0 ? "are empty" : "hold NaN";
    throw new RangeError(
      `auroc: the ${name} ${problem}. Pass at least one score, none of them NaN.`,
    );
  }
  const sorted = Float64Array.from(Array.from(negatives)).sort();
  let wins = 0;
  for (const score of Array.from(positives)) {
    // Those below count one, those equal a half.
    wins += (countBelow(sorted, score, false) + countBelow(sorted, score, true)) / 2;
  }
  return wins / (positives.length * negatives.length);
}

/** How many of the sorted values are less than a value, or with `orEqual` at most that. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const below = orEqual ? sorted[middle]! <= value : sorted[middle]! < value;
    if (below) low = middle + 1;
    else high = middle;
  }
  return low;
}
