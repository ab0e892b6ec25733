import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { WebgpuEvents } from "./webgpuEvents";

/** What is used of the backend though its types keep it private. */
interface Internals {
  commandEncoder: GPUCommandEncoder;
  convertAndCacheOnCPU(dataId: object, values: tf.backend_util.BackendValues): void;
}

/** Where a tensor's values are: here, there or on both sides. */
interface Held {
  values: tf.backend_util.BackendValues | null;
  dtype: tf.DataType;
  resource?: object;
}

/**
 * Makes the reads of this backend fit for Node:
 * - `dataSync` works. As it comes, it draws into a canvas, which only browsers have.
 * - What the GPU refused is thrown by the next read. As it comes, it is printed, and the values are wrong.
 */
export function mendReads(backend: WebGPUBackend, events: WebgpuEvents): void {
  const { bufferManager, tensorMap } = backend;
  const internals = backend as unknown as Internals;
  const takeFailure = watch(backend.device);
  const read = backend.read.bind(backend);
  const readSync = backend.readSync.bind(backend);

  backend.read = async (dataId) => {
    const values = await events.during(() => read(dataId)).catch((error: unknown) => error);
    // In a turn of its own: a notebook's cell that was stopped gets none, so that a loop of reads ends here.
    await new Promise((resolve) => setImmediate(resolve));
    const failure = takeFailure() ?? (values instanceof Error ? values : undefined);
    if (failure) throw failure;
    return values as tf.backend_util.BackendValues;
  };

  backend.readSync = (dataId) => {
    const { values, dtype, resource } = tensorMap.get(dataId) as Held;
    // Values that are still on this side; a complex tensor is read as its two parts, which come here again.
    if (values || dtype === "complex64" || !(resource instanceof GPUBuffer)) {
      return readSync(dataId);
    }
    const before = takeFailure();
    if (before) throw before;
    const { size } = resource;
    const copy = bufferManager.acquireBuffer(
      size,
      GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    );
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    internals.commandEncoder.copyBufferToBuffer(resource, 0, copy, 0, size);
    backend.submitQueue();
    events.wait(
      () => {
        // Whether it succeeds shows in the buffer's state.
        copy.mapAsync(GPUMapMode.READ).catch(() => undefined);
      },
      () => copy.mapState !== "pending",
    );
    const failure = takeFailure() ?? (copy.mapState === "mapped" ? undefined : lost("no answer"));
    if (failure) throw failure;
    const bytes = copy.getMappedRange().slice(0);
    copy.unmap();
    bufferManager.releaseBuffer(copy);
    const read = tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype);
    internals.convertAndCacheOnCPU(dataId, read);
    return read;
  };
}

/** Gives what went wrong on the GPU since it was last asked; a GPU that is lost stays so. */
function watch(device: GPUDevice): () => Error | undefined {
  let gone: Error | undefined;
  let refused: Error | undefined;
  void device.lost.then(({ message }) => {
    gone = lost(message);
  });
  device.addEventListener("uncapturederror", (event) => {
    const { message } = (event as GPUUncapturedErrorEvent).error;
    event.preventDefault(); // prints nothing: it is thrown
    refused ??= new Error(
      `webgpu: the GPU refused an operation: ${firstLine(message)} ` +
        `Values computed since the last read may be wrong. Use smaller batches, or VAE_COOKBOOK_BACKEND=wasm.`,
    );
  });
  return () => {
    const failure = gone ?? refused;
    refused = undefined;
    return failure;
  };
}

function lost(message: string): Error {
  return new Error(
    `webgpu: the GPU was lost (${firstLine(message)}), and the tensors with it. ` +
      `Restart the kernel; if it happens again, set VAE_COOKBOOK_BACKEND=wasm.`,
  );
}

const firstLine = (text: string): string => text.split("\n", 1)[0]!;
