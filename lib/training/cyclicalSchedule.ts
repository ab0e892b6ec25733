import { expectNumber } from "../checks";
import { interpolate } from "./linearSchedule";

export interface CyclicalScheduleOptions {
  /** at the first step of a cycle */
  from: number;
  /** in the second part of a cycle, and after the last one */
  to: number;
  /** of all cycles together */
  steps: number;
  /** how often it begins again; default 4 */
  cycles?: number;
  /** the part of a cycle in which it rises; default 0.5 */
  rising?: number;
}

/**
 * from + (to − from) min(1, τ / rising), τ = the part of the cycle that is over: in each cycle a straight line and then
 * a plateau, over the steps of a training, which count from 1. For `fit` as β.
 *
 * @throws RangeError if a number is not finite or out of range, or there are more cycles than steps
 * @see Fu et al. 2019, equations 6 and 7
 */
export function cyclicalSchedule({
  from,
  to,
  steps,
  cycles = 4,
  rising = 0.5,
}: CyclicalScheduleOptions): (step: number) => number {
  expectNumber("cyclicalSchedule", "from", from);
  expectNumber("cyclicalSchedule", "to", to);
  expectNumber("cyclicalSchedule", "cycles", cycles, { integer: true, min: 1 });
  expectNumber("cyclicalSchedule", "steps", steps, {
    integer: true,
    min: cycles,
    remedy: "A cycle takes at least one step.",
  });
  expectNumber("cyclicalSchedule", "rising", rising, { min: 0, max: 1 });
  const period = steps / cycles;
  return (step) => {
    if (step > steps) return to;
    const over = ((step - 1) % period) / period;
    return interpolate(from, to, rising === 0 ? 1 : over / rising);
  };
}
