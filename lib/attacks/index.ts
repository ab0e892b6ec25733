export { attacked, type AttackedOptions, type BatchAttack } from "./attacked";
export type { Norm } from "./ball";
export type { ClassifierAttackOptions, Penalty } from "./classifierTerms";
export { fgsm } from "./fgsm";
export { latentAttack, type LatentAttack, type LatentAttackOptions } from "./latentAttack";
export { pgd, type PgdOptions } from "./pgd";
export { vaeAttack, type VaeAttackOptions } from "./vaeAttack";
