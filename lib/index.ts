export * as tf from "@tensorflow/tfjs";
export * from "./backend";
export * from "./chance";
export * from "./data";
export * from "./losses";
export * from "./models";
export * from "./notebook";
export * as plots from "./plots";
export * from "./training";
