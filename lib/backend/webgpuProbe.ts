import { execFile } from "node:child_process";

/** What a look at this machine's GPU brought. */
export type Seen =
  | { adapter: Adapter }
  /** the library cannot be loaded */
  | { broken: string }
  | { none: true };

/** A GPU as WebGPU describes it. */
export interface Adapter {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  isFallbackAdapter: boolean;
}

/** What the package `webgpu` exports. */
export interface Dawn {
  create(options: string[]): GPU;
  /** what a browser has as globals: classes, and the constants of usage */
  globals: Pick<typeof globalThis, "GPUBufferUsage" | "GPUMapMode">;
}

/** Milliseconds that a driver may take; a second is usual for a first start. */
const PATIENCE = 20_000;

/**
 * Adds two numbers on the GPU in a process of its own, so that a driver that crashes or hangs takes nothing with it,
 * and what it prints is not on the reader's page.
 *
 * @param library the URL of the package `webgpu`
 * @throws Error  if the driver crashes or does not answer
 */
export async function probe(library: string, patience = PATIENCE): Promise<Seen> {
  const code = `(${addTwoNumbers.toString()})(${JSON.stringify(library)})`;
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ["-e", code], { timeout: patience }, (error, stdout) => {
      if (!error) resolve(stdout);
      else if (error.killed) reject(new Error("its driver does not answer"));
      else
        reject(new Error(error.signal ? "its driver crashes" : "its driver does not add 2 and 3"));
    });
  });
  return JSON.parse(output.trim().split("\n").at(-1)!) as Seen;
}

/** Runs in the other process: uses nothing from outside itself. */
async function addTwoNumbers(library: string): Promise<void> {
  const answer = (seen: object): void => {
    process.stdout.write(`\n${JSON.stringify(seen)}\n`);
  };
  let dawn;
  try {
    dawn = (await import(library)) as Dawn;
  } catch (error) {
    answer({ broken: (error as Error).message });
    return;
  }
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    answer({ none: true });
    return;
  }
  const device = await adapter.requestDevice();
  const { GPUBufferUsage: use, GPUMapMode: mode } = dawn.globals;
  const sum = device.createBuffer({ size: 4, usage: use.STORAGE | use.COPY_SRC });
  const copy = device.createBuffer({ size: 4, usage: use.COPY_DST | use.MAP_READ });
  const shader = `@group(0) @binding(0) var<storage, read_write> sum: f32;
    @compute @workgroup_size(1) fn main() { sum = sum + 2.0; sum = sum + 3.0; }`;
  const pipeline = device.createComputePipeline({
    layout: "auto",
    compute: { module: device.createShaderModule({ code: shader }), entryPoint: "main" },
  });
  const layout = pipeline.getBindGroupLayout(0);
  const group = device.createBindGroup({
    layout,
    entries: [{ binding: 0, resource: { buffer: sum } }],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(sum, 0, copy, 0, 4);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(mode.READ);
  const [five] = new Float32Array(copy.getMappedRange());
  if (five !== 5) process.exit(1);
  const {
    vendor,
    architecture,
    device: name,
    description,
    isFallbackAdapter,
  } = (adapter as unknown as { info: Record<string, unknown> }).info;
  answer({ adapter: { vendor, architecture, device: name, description, isFallbackAdapter } });
}
