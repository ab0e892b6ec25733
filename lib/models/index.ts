export type { Activation } from "./activation";
export type { Posterior } from "./encoder";
export { reparameterize } from "./reparameterize";
export { standardNormal } from "./standardNormal";
export { Vae, type VaeOptions } from "./vae";
