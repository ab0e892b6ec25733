export { backend, type Backend } from "./backend";
export { settings, type Settings } from "./settings";
export { checkpointFolder } from "./checkpointFolder";
export { capture, type Captured } from "./capture/capture";
