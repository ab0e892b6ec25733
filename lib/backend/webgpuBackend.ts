import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { WebgpuEvents } from "./webgpuEvents";
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
  const engine = await import("@tensorflow/tfjs-backend-webgpu");
  const backend = withNavigator(
    gpu,
    () => new engine.WebGPUBackend(device, (adapter as unknown as { info: GPUAdapterInfo }).info),
  );
  limitTensors(backend);
  mendReads(backend, events);
  Object.assign(backend, { gpu }); // Dawn lives as long as something refers to it
  // With work under way, `process.exit` and an error that no one catches would end in a crash: the driver's threads
  // would go on while its library is taken away.
  process.once("exit", () => {
    device.destroy();
  });
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

/** Says at once that a tensor is too large. As it comes, it is computed with as if it were there. */
function limitTensors({ bufferManager, device }: WebGPUBackend): void {
  const most = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  const acquire = bufferManager.acquireBuffer.bind(bufferManager);
  bufferManager.acquireBuffer = (size, ...rest) => {
    if (size > most) {
      const [has, takes] = [size, most].map((bytes) => Math.ceil(bytes / 1e6).toLocaleString("en"));
      throw new RangeError(
        `webgpu: a tensor has ${has} MB, and this GPU takes at most ${takes} MB. Use smaller batches.`,
      );
    }
    return acquire(size, ...rest);
  };
}
