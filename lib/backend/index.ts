export { backend, type Backend } from "./backend";
export { settings, type Settings } from "./settings";
export { cacheFolder } from "./cacheFolder";
export { checkpointFolder } from "./checkpointFolder";
