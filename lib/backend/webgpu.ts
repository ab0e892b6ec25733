import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import type { Engine, Started } from "./engine";
import { registerWebgpu } from "./webgpuBackend";
import { probe, type Adapter } from "./webgpuProbe";

/** The graphics processor, through Dawn: Metal, D3D12 or Vulkan. One that is only software must be asked for. */
export const webgpu: Engine = {
  name: "webgpu",
  async start({ asked = false } = {}) {
    const library = findLibrary();
    expectVulkan();
    const seen = await probe(library);
    if ("broken" in seen) throw new Error(whyBroken(seen.broken));
    if ("none" in seen) throw new Error("no GPU was found");
    const { adapter } = seen;
    const software = isSoftware(adapter);
    if (software && !asked) throw new Error("only a software GPU was found");
    if (!("webgpu" in tf.engine().registry)) await registerWebgpu(library);
    if (!(await tf.setBackend("webgpu"))) throw new Error("WebGPU did not start");
    return describe(adapter, software);
  },
};

/** The package is optional: it is large, and has no library for some machines. */
function findLibrary(): string {
  try {
    return pathToFileURL(require.resolve("webgpu")).href;
  } catch {
    throw new Error("the npm package webgpu is not installed");
  }
}

/**
 * Dawn prints to the page when there is no Vulkan library, so it is looked for first. No such library is an addon
 * of Node: what the error complains of tells whether it is there.
 */
function expectVulkan(): void {
  if (process.platform !== "linux") return;
  try {
    process.dlopen({ exports: {} }, "libvulkan.so.1");
  } catch (error) {
    if (!/self-register/.test((error as Error).message)) {
      throw new Error("no GPU driver with Vulkan was found");
    }
  }
}

/** What the loader of libraries complains of, in few words and without paths. */
export function whyBroken(message: string, platform = process.platform): string {
  if (message.includes("Cannot find module")) {
    return `it has no library for ${platform} on ${process.arch}`;
  }
  if (platform === "linux" && /GLIBC|ld-linux|libstdc|relocating|symbol not found/i.test(message)) {
    return "its library needs glibc 2.34 and libstdc++ 12 or newer";
  }
  return `its library cannot be loaded: ${message.split("\n", 1)[0]!.replace(/[^\s('`]*\//g, "")}`;
}

/** Whether the processor computes what the graphics processor should. */
export function isSoftware(adapter: Adapter): boolean {
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter;
  const words = [vendor, architecture, device, description].join(" ");
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(words);
}

function describe({ device, description, vendor }: Adapter, software: boolean): Started {
  // WebGPU gives names like "nvidia-geforce-rtx-3080".
  const name = (device || description || vendor).replace(/-+/g, " ").trim();
  return {
    description: `WebGPU on ${name || "an unnamed GPU"}${software ? ", which is only software" : ""}`,
  };
}
