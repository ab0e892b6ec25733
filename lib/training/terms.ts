/** The parts of a VAE's loss, averaged over examples, in nats per example. */
export interface Terms {
  /** what is minimised: distortion + β · rate */
  loss: number;
  /** distortion + rate: an upper bound on −log p(x) */
  negativeElbo: number;
  /** −E_q(z|x)[log p(x|z)], the reconstruction term */
  distortion: number;
  /** KL(q(z|x) ‖ p(z)) */
  rate: number;
  /** what the adversary minimised, if there was one */
  adversary?: number;
}

/** The mean of terms over groups of examples. */
export function meanTerms(groups: readonly { terms: Terms; examples: number }[]): Terms {
  const total = groups.reduce((sum, { examples }) => sum + examples, 0);
  const mean = (name: keyof Terms): number =>
    groups.reduce((sum, { terms, examples }) => sum + terms[name]! * (examples / total), 0);
  return {
    loss: mean("loss"),
    negativeElbo: mean("negativeElbo"),
    distortion: mean("distortion"),
    rate: mean("rate"),
    ...(groups[0]?.terms.adversary !== undefined && { adversary: mean("adversary") }),
  };
}

/** Whether what is minimised is a number still. */
export function isFinite({ loss, adversary = 0 }: Terms): boolean {
  return Number.isFinite(loss) && Number.isFinite(adversary);
}
