import { readFileSync } from "node:fs";
import { join } from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { registerNative } from "./capture/registerNative";
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
    prepareEnvironment();
    mendUtil();
    // Required only here: loading it takes the TensorFlow library into the process.
    await import("@tensorflow/tfjs-node-gpu");
    if (!(await tf.setBackend("tensorflow"))) throw new Error("TensorFlow did not start");
    registerNative();
    return {
      threads: Number(process.env["TF_NUM_INTRAOP_THREADS"]),
      description: `native TensorFlow${setup?.version === undefined ? "" : ` ${setup.version}`}`,
    };
  },
};

interface Setup {
  ready?: boolean;
  version?: string;
  reason?: string;
  remedy?: string;
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

/** TensorFlow reads these once, while it is loaded. */
function prepareEnvironment(): void {
  // Its log lines do not belong on a notebook's page; errors reach us as exceptions.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  // At the size of these models, oneDNN gains nothing, and more threads an operation cost more than they bring.
  process.env["TF_ENABLE_ONEDNN_OPTS"] ??= "0";
  process.env["TF_NUM_INTRAOP_THREADS"] ??= "1";
}

/**
 * tfjs-node calls two functions of `util` that Node 23 and later lack, or warn of on the reader's page.
 * They are put into the module itself, where tfjs-node looks.
 */
function mendUtil(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  legacy["isArray"] = Array.isArray;
}
