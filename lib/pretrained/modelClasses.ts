import { Classifier, ConditionalVae, ConvolutionalVae, Vae, type Trainable } from "../models";

/** The models whose weights can be kept in a folder; each is built from its `config`. A new one is added here. */
export const modelClasses = { Classifier, ConditionalVae, ConvolutionalVae, Vae } as const;

/** The name of such a class, as `model.json` has it. */
export type ModelClass = keyof typeof modelClasses;

/** A model of that class. */
export type ModelOf<Name extends ModelClass> = InstanceType<(typeof modelClasses)[Name]>;

const names = Object.keys(modelClasses) as ModelClass[];

/** @throws TypeError if the model's class is none of them */
export function classOf(where: string, model: Trainable): ModelClass {
  const found = names.find((name) => model.constructor === modelClasses[name]);
  if (found) return found;
  throw new TypeError(
    `${where}: a model of class ${model.constructor.name} cannot be built again from its config. ` +
      `Use one of ${names.join(", ")}, or add it to pretrained/modelClasses.ts.`,
  );
}
