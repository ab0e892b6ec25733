import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { KernelId, KernelResults } from "./measured";
import { ours } from "./rows";

/** What bench.py starts. */
export interface KernelSpec extends KernelId {
  argv: string[];
  language: "typescript" | "python";
  interrupt: "signal" | "message";
  env?: Record<string, string>;
}

/** The kernels that can be measured here, ours first, and why the others cannot. */
export function findKernels(root: string): {
  kernels: KernelSpec[];
  leftOut: KernelResults["leftOut"];
} {
  const venv = join(root, ".venv");
  const python = join(venv, "bin", "python");
  const deno = join(venv, "bench", "deno", "bin", "deno");
  const tslab = join(root, "node_modules", "tslab");
  const kernels = [ourKernel(root)];
  const leftOut: KernelResults["leftOut"] = [];
  kernels.push({
    ...{ id: "ipykernel", label: "ipykernel", language: "python", interrupt: "signal" },
    version: run(python, ["-c", "import ipykernel; print(ipykernel.__version__)"]),
    argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
  });
  if (existsSync(deno)) {
    kernels.push({
      ...{ id: "deno", label: "Deno", language: "typescript", interrupt: "signal" },
      version: /^deno (\S+)/.exec(run(deno, ["--version"]))?.[1] ?? "",
      argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
      env: { DENO_DIR: join(venv, "bench", "deno", "cache"), DENO_NO_UPDATE_CHECK: "1" },
    });
  } else {
    leftOut.push({ label: "Deno", why: "its package could not be installed" });
  }
  if (existsSync(join(tslab, "bin", "tslab"))) {
    kernels.push({
      ...{ id: "tslab", label: "stock tslab", language: "typescript", interrupt: "signal" },
      version: versionIn(join(tslab, "package.json")),
      argv: [
        process.execPath,
        join(tslab, "bin", "tslab"),
        ...["kernel", "--config-path", "{connection_file}"],
      ],
    });
  } else {
    leftOut.push({ label: "stock tslab", why: "its package is not installed" });
  }
  return { kernels, leftOut };
}

/** As Jupyter starts it. */
function ourKernel(root: string): KernelSpec {
  const file = join(root, ".venv", "share", "jupyter", "kernels", "tslab", "kernel.json");
  const spec = JSON.parse(readFileSync(file, "utf8")) as {
    argv: string[];
    interrupt_mode?: string;
    env?: Record<string, string>;
  };
  return {
    ...{ id: ours, label: "this kernel", language: "typescript" },
    version: versionIn(join(root, "kernel", "package.json")),
    argv: spec.argv,
    interrupt: spec.interrupt_mode === "message" ? "message" : "signal",
    env: spec.env ?? {},
  };
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function run(program: string, words: string[]): string {
  return execFileSync(program, words, { encoding: "utf8" }).trim();
}
