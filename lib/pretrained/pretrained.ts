import { join } from "node:path";
import { packageRoot } from "../backend/packageRoot";
import type { ModelClass, ModelOf } from "./modelClasses";
import { loadWeights } from "./weightsFolder";

/** The models that come with this package, each a folder here, and their classes. */
const classes = {
  vae: "Vae",
  "iwae-5": "Vae",
  "iwae-50": "Vae",
  classifier: "Classifier",
  robust: "Classifier",
} as const satisfies Record<string, ModelClass>;

export type PretrainedName = keyof typeof classes;

/** What `pretrained` gives for a name. */
export type PretrainedModel<Name extends PretrainedName> = ModelOf<(typeof classes)[Name]>;

export const pretrainedNames = Object.keys(classes) as PretrainedName[];

/**
 * A model that was trained before on MNIST. Its weights are part of this package. The caller disposes it.
 *
 * - `vae`, `iwae-5`, `iwae-50`: 784-200-200-50 with tanh, the one-layer model of the IWAE paper, with k = 1, 5 or 50
 *   draws in its objective, on pixels drawn anew in each step.
 * - `classifier`: a `Classifier` of digits as they are; `robust`: one that learnt from digits attacked by PGD, ε = 0.3.
 *
 * @throws RangeError if there is no model of that name
 * @throws Error      if its files are missing or damaged, or no tensor engine has been started
 * @see Burda, Grosse & Salakhutdinov 2016; Madry, Makelov, Schmidt, Tsipras & Vladu 2018; how they were trained: pretrained/README.md
 */
export async function pretrained<Name extends PretrainedName>(
  name: Name,
): Promise<PretrainedModel<Name>> {
  if (!pretrainedNames.includes(name)) {
    const known = pretrainedNames.join(", ");
    throw new RangeError(`pretrained: there is no model "${name as string}". Use one of ${known}.`);
  }
  return await loadWeights(join(packageRoot(), "pretrained", name), {
    as: classes[name],
    remedy: `Restore it with \`git checkout -- lib/pretrained/${name}\`.`,
  });
}
