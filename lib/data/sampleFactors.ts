import { alea } from "seedrandom";
import { deriveSeed, expectNumber } from "../checks";
import type { Factor, SampleFactorsOptions } from "./factorData";

/**
 * Rows of factor indices, each factor independent and uniform over its values, but for those that are fixed.
 *
 * @returns [count × factors], factors fastest; hand it to `draw`
 * @throws TypeError  if a number is none
 * @throws RangeError if count, seed or a fixed index is out of its range, or `fixed` names no factor
 */
export function sampleFactors(
  factors: readonly Factor[],
  count: number,
  { seed, fixed = {} }: SampleFactorsOptions,
): Int32Array {
  expectNumber("sampleFactors", "count", count, { integer: true, min: 1 });
  expectNumber("sampleFactors", "seed", seed, { integer: true });
  expectFixed(factors, fixed);

  const random = alea(String(deriveSeed(seed, "factors")));
  const rows = new Int32Array(count * factors.length);
  for (let i = 0; i < rows.length; i++) {
    const { name, values } = factors[i % factors.length]!;
    // Drawn also where it is not used, so that fixing one factor leaves the others as they were.
    const index = Math.floor(random() * values.length);
    rows[i] = fixed[name] ?? index;
  }
  return rows;
}

function expectFixed(factors: readonly Factor[], fixed: Readonly<Record<string, number>>): void {
  for (const [name, index] of Object.entries(fixed)) {
    const factor = factors.find((candidate) => candidate.name === name);
    if (factor === undefined) {
      const names = factors.map((known) => known.name).join(", ");
      throw new RangeError(
        `sampleFactors: fixed names the factor "${name}". Choose among ${names}.`,
      );
    }
    const max = factor.values.length - 1;
    const remedy = "It is the index of a value, not the value.";
    expectNumber("sampleFactors", `fixed.${name}`, index, { integer: true, min: 0, max, remedy });
  }
}
