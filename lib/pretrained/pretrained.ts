import { join } from "node:path";
import { packageRoot } from "../backend/packageRoot";
import type { Vae } from "../models";
import { loadWeights } from "./weightsFolder";

/** The models that come with this package. */
export const pretrainedNames = ["vae", "iwae-5", "iwae-50"] as const;

export type PretrainedName = (typeof pretrainedNames)[number];

/**
 * A model that was trained before, on MNIST with pixels drawn anew in each step: 784-200-200-50 with tanh, the
 * one-layer model of the IWAE paper, with k = 1, 5 or 50 draws in its objective. Its weights are part of this package.
 * The caller disposes it.
 *
 * @throws RangeError if there is no model of that name
 * @throws Error      if its files are missing or damaged, or no tensor engine has been started
 * @see Burda, Grosse & Salakhutdinov 2016; how they were trained: pretrained/README.md
 */
export async function pretrained(name: PretrainedName): Promise<Vae> {
  if (!pretrainedNames.includes(name)) {
    const known = pretrainedNames.join(", ");
    throw new RangeError(`pretrained: there is no model "${name as string}". Use one of ${known}.`);
  }
  return await loadWeights(
    join(packageRoot(), "pretrained", name),
    `Restore it with \`git checkout -- lib/pretrained/${name}\`.`,
  );
}
