import { cpu } from "./cpu";
import { engineNames, type Engine, type EngineName } from "./engine";
import { printTensors } from "./printTensors";
import { settings } from "./settings";
import { tensorflow } from "./tensorflow";
import { wasm } from "./wasm";
import { webgpu } from "./webgpu";

const engines: readonly Engine[] = [tensorflow, webgpu, wasm, cpu];

/** The tensor engine in use. */
export interface Backend {
  readonly name: EngineName;
  /** threads that one operation may use; absent where a graphics processor computes */
  readonly threads?: number;
  /** one line: which engine, how many threads, and why not a better one */
  readonly summary: string;
}

// TensorFlow.js has one engine a process, so there is one answer a process.
let chosen: Promise<Backend> | undefined;

/**
 * Starts the best tensor engine that runs here and says which it is.
 * Call it once before working with tensors; later calls give the same answer.
 *
 * `VAE_COOKBOOK_BACKEND` (tensorflow, webgpu, wasm, cpu) asks for one engine and accepts no other.
 *
 * @throws RangeError if `VAE_COOKBOOK_BACKEND` names no engine
 * @throws Error      if the engine asked for does not start
 */
export function backend(): Promise<Backend> {
  printTensors();
  chosen ??= choose(settings().backend, engines).catch((error: unknown) => {
    chosen = undefined; // so that a mended setting is read
    throw error;
  });
  return chosen;
}

/** Tries the engines in order; `wanted` leaves only one of them. */
export async function choose(
  wanted: string | undefined,
  candidates: readonly Engine[],
): Promise<Backend> {
  if (wanted !== undefined && !engineNames.some((name) => name === wanted)) {
    throw new RangeError(
      `backend: VAE_COOKBOOK_BACKEND is "${wanted}", which is no engine. ` +
        `Use one of ${engineNames.join(", ")}, or unset it for the best that runs here.`,
    );
  }
  const failures: string[] = [];
  for (const engine of candidates) {
    if (wanted !== undefined && engine.name !== wanted) continue;
    try {
      const { threads, description } = await engine.start({ asked: wanted !== undefined });
      const why =
        wanted !== undefined
          ? " Chosen by VAE_COOKBOOK_BACKEND."
          : failures.map((failure) => ` Not ${failure}.`).join("");
      return {
        name: engine.name,
        ...(threads !== undefined && { threads }),
        summary: `Engine: ${description}${inWords(threads)}.${why}`,
      };
    } catch (error) {
      failures.push(`${engine.name} (${firstLine(error)})`);
    }
  }
  const remedy = "Run `npm run setup`, or unset VAE_COOKBOOK_BACKEND.";
  throw new Error(`backend: no tensor engine starts here: ${failures.join(", ")}. ${remedy}`);
}

function inWords(threads: number | undefined): string {
  return threads === undefined ? "" : `, ${threads} thread${threads === 1 ? "" : "s"}`;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0]!.replace(/\.$/, "");
}
