/** What a number may be; both bounds are inclusive. */
export interface NumberRule {
  integer?: boolean;
  min?: number;
  max?: number;
  /** what to do about it, as a sentence */
  remedy?: string;
}

/**
 * Refuses a value that is not a finite number within the rule.
 *
 * @throws TypeError  if it is not a number
 * @throws RangeError if it is NaN, infinite, out of bounds, or a fraction where an integer is due
 */
export function expectNumber(
  where: string,
  name: string,
  value: number,
  { integer = false, min = -Infinity, max = Infinity, remedy }: NumberRule = {},
): void {
  const tail = remedy === undefined ? "" : ` ${remedy}`;
  const kind = integer ? "a whole number" : "a finite number";
  const bounds =
    (min === -Infinity ? "" : ` of at least ${min}`) +
    (max === Infinity ? "" : `${min === -Infinity ? " of" : " and"} at most ${max}`);
  const rule = `${where}: ${name} must be ${kind}${bounds}`;
  if (typeof value !== "number") throw new TypeError(`${rule}, not a ${typeof value}.${tail}`);
  if (!Number.isFinite(value) || value < min || value > max || (integer && value % 1 !== 0)) {
    throw new RangeError(`${rule}; it is ${value}.${tail}`);
  }
}
