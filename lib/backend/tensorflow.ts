import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { registerNative } from "./capture/registerNative";
import { chooseGpu, describeGpu, type GpuSetup } from "./gpu";
import { packageRoot } from "./packageRoot";
import type { Engine } from "./engine";

/** Native TensorFlow, through the binding that the set-up compiled. */
export const tensorflow: Engine = {
  name: "tensorflow",
  async start() {
    const setup = readSetup();
    if (setup?.ready === false) {
      const remedy = setup.remedy === undefined ? "" : `; what helps: ${setup.remedy}`;
      throw new Error(`${setup.reason ?? "not set up"}${remedy}`);
    }
    const gpu = setup?.build === "gpu" ? chooseGpu(setup.gpu) : setup?.gpu;
    prepareEnvironment();
    mendUtil();
    // Required only here: loading it takes the TensorFlow library into the process.
    await quietly(() => import("@tensorflow/tfjs-node-gpu"));
    if (!(await tf.setBackend("tensorflow"))) throw new Error("TensorFlow did not start");
    registerNative();
    return {
      threads: Number(process.env["TF_NUM_INTRAOP_THREADS"]),
      description:
        `native TensorFlow${setup?.version === undefined ? "" : ` ${setup.version}`}` +
        (gpu === undefined ? "" : describeGpu(usesGpu(), gpu)),
    };
  },
};

interface Setup {
  ready?: boolean;
  version?: string;
  reason?: string;
  remedy?: string;
  /** the processor's TensorFlow, or that for NVIDIA's GPUs */
  build?: string;
  gpu?: GpuSetup;
}

/** Whether the binding found a GPU that it can use. */
function usesGpu(): boolean {
  return (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

/** What the set-up left behind about this engine, if the set-up was run. */
function readSetup(): Setup | undefined {
  try {
    const file = join(packageRoot(), "..", ".venv", "engine.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { tensorflow?: Setup }).tensorflow;
  } catch {
    return undefined;
  }
}

/**
 * TensorFlow's libraries greet on stderr while they are loaded, whatever the log level. On a notebook's page that
 * would look like a warning. What goes wrong reaches us as an exception.
 */
async function quietly(load: () => Promise<unknown>): Promise<void> {
  const folder = dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json"));
  const file = join(folder, "lib", "napi-v8", "quiet.node");
  const quiet = existsSync(file)
    ? (createRequire(__filename)(file) as { mute(): void; unmute(): void })
    : undefined;
  quiet?.mute();
  try {
    await load();
  } finally {
    quiet?.unmute();
  }
}

/** TensorFlow reads these once, while it is loaded. */
function prepareEnvironment(): void {
  // Its log lines do not belong on a notebook's page; errors reach us as exceptions.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  // Convolutions are a third faster with oneDNN. Products gain nothing, and lose nothing either once compiled.
  process.env["TF_ENABLE_ONEDNN_OPTS"] ??= "1";
  // Compiled steps are 1.2 to 1.9 times faster on two cores than on one. PyTorch takes all cores too.
  process.env["TF_NUM_INTRAOP_THREADS"] ??= String(availableParallelism());
}

/**
 * tfjs-node calls two functions of `util` that Node 23 and later lack, and Node 22 warns of on the reader's page.
 * They are put into the module itself, where tfjs-node looks.
 */
function mendUtil(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy["isNullOrUndefined"] = (value: unknown) => value === null || value === undefined;
  legacy["isArray"] = Array.isArray;
}
