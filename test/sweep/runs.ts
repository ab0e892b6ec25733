import type { TrainResult } from "../../lib/command/train";
import { readTrainFlags } from "../../lib/command/trainFlags";

/** A result with these numbers, as training would have written it. */
export function resultOf(rate: number, distortion: number, seconds = 10): TrainResult {
  const config = readTrainFlags(["--output", "x"]);
  const negativeElbo = rate + distortion;
  const test = { loss: negativeElbo, negativeElbo, rate, distortion };
  return { config, engine: "", seconds, epochs: [test], test };
}
