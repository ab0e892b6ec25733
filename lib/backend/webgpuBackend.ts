import * as tf from "@tensorflow/tfjs";
import { WebgpuEvents } from "./webgpuEvents";
import { finishBeforeExit } from "./webgpuExit";
import type { Dawn } from "./webgpuProbe";
import { mendReads } from "./webgpuReads";

/** Makes the backend of a device of our own, since the package would look for one as a browser offers it. */
export async function registerWebgpu(library: string): Promise<void> {
  const dawn = (await import(library)) as Dawn;
  const gpu = dawn.create([]);
  const events = new WebgpuEvents();
  const adapter = await events.during(() =>
    gpu.requestAdapter({ powerPreference: "high-performance" }),
  );
  if (!adapter) throw new Error("no GPU was found");
  const { limits } = adapter;
  const device = await events.during(() =>
    adapter.requestDevice({
      // What is not asked for is a browser's minimum, too little for a data set in one tensor.
      requiredLimits: {
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      },
    }),
  );
  // The backend finds WebGPU's classes and constants where a browser has them.
  for (const [name, value] of Object.entries(dawn.globals)) {
    if (name in globalThis) continue;
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const backend = withNavigator(
    gpu,
    () => new WebGPUBackend(device, (adapter as unknown as { info: GPUAdapterInfo }).info),
  );
  mendReads(backend, events);
  finishBeforeExit(backend, events);
  Object.assign(backend, { gpu }); // Dawn lives as long as something refers to it
  tf.registerBackend("webgpu", () => backend);
}

/** Only the constructor asks for a navigator; left there, it would pass this process off as a browser. */
function withNavigator<T>(gpu: GPU, make: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  try {
    return make();
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  }
}
