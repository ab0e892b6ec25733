/**
 * Whether engines train the same model: from the same weights, with the same images and the same noise, the losses
 * of the first steps must be the same.
 */

/** The largest relative difference from the reference's losses, by trajectory; null: not to be compared. */
export type Agreement = Partial<Record<TrajectoryName, number | null>>;

/**
 * drawn: 20 batches, each with its noise. still: 20 times the same batch, z at the mean of q(z|x); so that `fit`, which
 * draws order and noise itself, can be asked too.
 */
export const trajectoryNames = ["drawn", "still"] as const;
export type TrajectoryName = (typeof trajectoryNames)[number];

export type Losses = Partial<Record<TrajectoryName, readonly number[]>>;

export const trajectorySteps = 20;
/** Engines add up in different orders. Another ε in Adam or a sum taken for a mean is far beyond it. */
export const tolerance = 1e-3;

/** Compares those trajectories that both have. */
export function agreementOf(losses: Losses, reference: Losses): Agreement {
  const agreement: Agreement = {};
  for (const name of trajectoryNames) {
    const [found, expected] = [losses[name], reference[name]];
    if (found && expected) agreement[name] = largestDifference(found, expected);
  }
  return agreement;
}

function largestDifference(found: readonly number[], expected: readonly number[]): number | null {
  if (found.length !== expected.length || expected.length === 0) return null;
  const differences = found.map(
    (loss, i) => Math.abs(loss - expected[i]!) / Math.abs(expected[i]!),
  );
  return differences.every(Number.isFinite) ? Math.max(...differences) : null;
}

/** At least one trajectory was compared, and none differs. */
export function agrees(agreement: Agreement | undefined): boolean {
  const differences = Object.values(agreement ?? {});
  return (
    differences.length > 0 &&
    differences.every((difference) => difference !== null && difference <= tolerance)
  );
}

/** The largest of an engine's differences, null where one could not be compared. */
export function worst(agreement: Agreement | undefined): number | null | undefined {
  const differences = Object.values(agreement ?? {});
  if (differences.length === 0) return undefined;
  return differences.includes(null) ? null : Math.max(...(differences as number[]));
}
