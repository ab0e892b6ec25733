import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { WebgpuEvents } from "./webgpuEvents";

/** Milliseconds that the end of the process waits for the GPU. */
const PATIENCE = 2000;

/**
 * Lets the GPU finish before the process ends. With work under way, `process.exit` and an error that no one caught
 * end in a crash: the driver's threads go on while its library is taken away.
 */
export function finishBeforeExit({ device }: WebGPUBackend, events: WebgpuEvents): void {
  let isLost = false;
  void device.lost.then(() => {
    isLost = true;
  });
  process.once("exit", () => {
    if (isLost) return; // nothing is under way, and it would not answer
    const [from, to] = [GPUBufferUsage.COPY_SRC, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ];
    const [source, target] = [from, to].map((usage) => device.createBuffer({ size: 4, usage }));
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source!, 0, target!, 0, 4);
    device.queue.submit([encoder.finish()]);
    // The queue keeps its order: once this copy can be read, everything before it is done.
    events.during(() => target!.mapAsync(GPUMapMode.READ)).catch(() => undefined);
    const deadline = performance.now() + PATIENCE;
    events.wait(() => target!.mapState !== "pending" || performance.now() > deadline);
  });
}
