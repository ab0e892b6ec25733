import { SetupError } from "./failure.mjs";
import { builds } from "./tensorflowBuild.mjs";

/** The flags of `npm start` and `npm run setup` that say which TensorFlow to install. */
export const tensorflowFlags = /** @type {const} */ ({
  light: {
    type: "boolean",
    help: `without TensorFlow, a download of ${builds.cpu.download} MB`,
  },
  gpu: {
    type: "boolean",
    help: `TensorFlow for NVIDIA's GPUs, a download of ${builds.gpu.download} MB`,
  },
  "no-gpu": { type: "boolean", help: "for the processor alone, also where there is a GPU" },
});

/** @typedef {{ [K in keyof typeof tensorflowFlags]?: boolean }} TensorflowFlags */

/**
 * @param {TensorflowFlags} flags
 * @returns {import("./tensorflow.mjs").TensorflowOptions}
 * @throws {SetupError} they contradict each other
 */
export function tensorflowOptions({ light = false, gpu = false, "no-gpu": noGpu = false }) {
  if (gpu && (noGpu || light)) {
    throw new SetupError(
      `--gpu and --${noGpu ? "no-gpu" : "light"} exclude each other`,
      "Leave one of them out.",
    );
  }
  return { light, ...((gpu || noGpu) && { gpu }) };
}
