import type { TrainConfig } from "./trainFlags";

const STAGES = 8;

/**
 * The learning rate of an epoch, counted from 1. With stages, that of stage i is α 10^(−i/7), i = 0 … 7, and stage i
 * lasts 3ⁱ epochs of every 1 + 3 + … + 3⁷ = 3,280.
 *
 * @see Burda, Grosse & Salakhutdinov 2016, section 5
 */
export function learningRateAt(
  epoch: number,
  { learningRate, decay, epochs }: Pick<TrainConfig, "learningRate" | "decay" | "epochs">,
): number {
  if (decay === "none") return learningRate;
  const before = (stage: number): number => (3 ** stage - 1) / 2;
  const at = ((epoch - 1) * before(STAGES)) / epochs;
  let stage = 0;
  while (stage < STAGES - 1 && at >= before(stage + 1)) stage++;
  return learningRate * 10 ** (-stage / (STAGES - 1));
}
