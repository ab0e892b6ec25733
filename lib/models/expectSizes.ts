import { expectNumber } from "../checks";

/**
 * Refuses a list of layer sizes that is none.
 *
 * @throws TypeError  if it is not a list of numbers
 * @throws RangeError if it is too short, or a size is not a positive whole number
 */
export function expectSizes(
  where: string,
  name: string,
  sizes: readonly number[],
  { min = 0, example }: { min?: number; example: string },
): void {
  const list: unknown = sizes; // a cell is checked less strictly than the type promises
  if (!Array.isArray(list)) {
    throw new TypeError(
      `${where}: ${name} must be a list of layer sizes, not a ${typeof list}. Write ${name}: ${example}.`,
    );
  }
  if (sizes.length < min) {
    throw new RangeError(
      `${where}: ${name} must have at least ${min} layer; it is empty. Write ${name}: ${example}.`,
    );
  }
  for (const size of sizes) expectNumber(where, name, size, { integer: true, min: 1 });
}
