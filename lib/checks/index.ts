export { expectNumber } from "./expectNumber";
export { expectShape } from "./expectShape";
export { deriveSeed } from "./deriveSeed";
export { expectJson } from "./expectJson";
