import { expectNumber } from "../checks";
import { ringOf, type Ring } from "../data/ringOfGaussians";
import { columnsOf, type Table } from "./table";

export interface ModesCoveredOptions extends Ring {
  /** how many standard deviations from the nearest centre a good point may be; default 3 */
  within?: number;
  /** good points that a mode needs to count as covered; default 1, as in the paper */
  atLeast?: number;
}

export interface ModesCovered {
  /** modes with enough good points */
  readonly covered: number;
  /** the share of points that are good, in [0, 1] */
  readonly quality: number;
  /** [modes], good points nearest to each centre */
  readonly counts: Int32Array;
}

/**
 * How many Gaussians of a ring some points reach, and how many of the points are good: at most `within` standard
 * deviations from the nearest centre. Of draws from the ring itself a share 1 − exp(−within² / 2) is, 0.989 for 3.
 *
 * The paper takes 2,500 points. A mode counts there if a single one is good; `atLeast` asks for more.
 *
 * @param points [n, 2]
 * @throws TypeError  if it is no table
 * @throws RangeError if an option is out of range, it is not two columns, or a number is not finite
 * @see Srivastava, Valkov, Russell, Gutmann & Sutton 2017 (VEEGAN), section 4.1
 */
export function modesCovered(
  points: Table,
  { within = 3, atLeast = 1, ...options }: ModesCoveredOptions = {},
): ModesCovered {
  const { modes, radius, standardDeviation } = ringOf("modesCovered", options);
  expectNumber("modesCovered", "within", within, { min: 0 });
  expectNumber("modesCovered", "atLeast", atLeast, { integer: true, min: 1 });
  const columns = columnsOf("modesCovered", "points", points);
  if (columns.length !== 2) {
    throw new RangeError(
      `modesCovered: points have ${columns.length} columns, those in the plane have 2. Pass a table [n, 2].`,
    );
  }
  const [x, y] = columns as [Float64Array, Float64Array];
  const counts = new Int32Array(modes);
  const turn = (2 * Math.PI) / modes;
  x.forEach((right, i) => {
    const up = y[i]!;
    const nearest = (Math.round(Math.atan2(up, right) / turn) + modes) % modes;
    const angle = nearest * turn;
    const distance = Math.hypot(right - radius * Math.cos(angle), up - radius * Math.sin(angle));
    if (distance <= within * standardDeviation) counts[nearest]! += 1;
  });
  const good = counts.reduce((sum, count) => sum + count, 0);
  return {
    covered: counts.filter((count) => count >= atLeast).length,
    quality: good / x.length,
    counts,
  };
}
