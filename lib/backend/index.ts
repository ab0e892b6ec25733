export { backend, type Backend } from "./backend";
export { settings, type Settings } from "./settings";
export { checkpointFolder } from "./checkpointFolder";
export { resultFolder, type ResultFolder } from "./resultFolder";
export { capture, type Captured } from "./capture/capture";
