import { expectNumber } from "../checks";
import type { Norm } from "./ball";

/**
 * The step size, or what it is by default: all steps together go somewhat farther than ε. For ℓ∞ 4/3 ε, as 40 steps of
 * 0.01 do for ε = 0.3 in Madry et al. 2018; for ℓ2 5/2 ε, since a step along the edge of the ball loses what sticks out.
 */
export function stepSizeFor(
  where: string,
  options: { epsilon: number; norm: Norm; steps: number; stepSize: number | undefined },
): number {
  const { epsilon, norm, steps, stepSize } = options;
  expectNumber(where, "steps", steps, { integer: true, min: 1 });
  if (stepSize === undefined) return ((norm === "linf" ? 4 / 3 : 5 / 2) * epsilon) / steps;
  expectNumber(where, "stepSize", stepSize, { min: 0 });
  return stepSize;
}

/** @throws RangeError if it is none */
export function expectNorm(where: string, norm: string): void {
  if (norm === "linf" || norm === "l2") return;
  throw new RangeError(`${where}: norm is "${norm}"; it must be "linf" or "l2".`);
}
