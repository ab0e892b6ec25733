import { expectNumber } from "../checks";

export interface LinearScheduleOptions {
  /** at the first step */
  from: number;
  /** from step `steps` + 1 on */
  to: number;
  /** how many steps the way takes */
  steps: number;
}

/**
 * from + (to − from) min(1, (step − 1) / steps): a straight line over the steps of a training, which count from 1,
 * and then constant. For `fit` as β (annealing) or as capacity.
 *
 * @throws RangeError if a number is not finite, or steps is not whole and positive
 * @see Bowman et al. 2016, section 3.1, for β; Burgess et al. 2018, equation 8, for the capacity
 */
export function linearSchedule({
  from,
  to,
  steps,
}: LinearScheduleOptions): (step: number) => number {
  expectNumber("linearSchedule", "from", from);
  expectNumber("linearSchedule", "to", to);
  expectNumber("linearSchedule", "steps", steps, { integer: true, min: 1 });
  return (step) => interpolate(from, to, (step - 1) / steps);
}

/** from + (to − from) share, in a form that is `to` to the last bit where the share is 1, and stays there. */
export function interpolate(from: number, to: number, share: number): number {
  const part = Math.min(1, share);
  return from * (1 - part) + to * part;
}
