/**
 * log 1/n Σ exp aᵢ of numbers that come in groups, each group as log Σ exp aᵢ: kept relative to the largest so far, so
 * that nothing overflows, in double precision.
 */
export class LogMean {
  private largest = -Infinity;
  /** Σ exp(aᵢ − largest) */
  private sum = 0;
  private count = 0;

  /** @param logSum log Σ exp aᵢ over a group of `count` numbers */
  add(logSum: number, count: number): void {
    this.count += count;
    if (logSum === -Infinity) return; // exp(−∞ − −∞) would be NaN
    const largest = Math.max(this.largest, logSum);
    this.sum = this.sum * Math.exp(this.largest - largest) + Math.exp(logSum - largest);
    this.largest = largest;
  }

  get value(): number {
    return this.largest + Math.log(this.sum) - Math.log(this.count);
  }
}
