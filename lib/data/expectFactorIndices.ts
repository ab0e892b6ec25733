import { expectNumber } from "../checks";
import type { Factor } from "./factorData";

/**
 * Refuses factor indices that are not at least one whole row, each index within its factor.
 *
 * @param factorIndices [n × factors]
 * @returns n
 */
export function expectFactorIndices(
  where: string,
  factors: readonly Factor[],
  factorIndices: ArrayLike<number>,
): number {
  const names = factors.map(({ name }) => name).join(", ");
  if (typeof (factorIndices as ArrayLike<number> | undefined)?.length !== "number") {
    throw new TypeError(
      `${where}: factorIndices must be an array of numbers, for each image ${names}.`,
    );
  }
  const rows = factorIndices.length / factors.length;
  if (rows === 0 || !Number.isInteger(rows)) {
    throw new RangeError(
      `${where}: there are ${factorIndices.length} factor indices, an image takes ${factors.length}: ${names}. ` +
        "Pass at least one such row, the rows one after another.",
    );
  }
  for (let i = 0; i < factorIndices.length; i++) {
    const { name, values } = factors[i % factors.length]!;
    const index = factorIndices[i]!;
    if (Number.isInteger(index) && index >= 0 && index < values.length) continue;
    const image = Math.floor(i / factors.length);
    const remedy = "It is the index of a value, not the value.";
    const rule = { integer: true, min: 0, max: values.length - 1, remedy };
    expectNumber(where, `${name} of image ${image}`, index, rule);
  }
  return rows;
}
