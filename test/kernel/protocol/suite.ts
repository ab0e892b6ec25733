/** Runs protocol.py: Jupyter's own test suite for kernels, over a kernel of TypeScript. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export interface ProtocolCase {
  /** "Suite" and "Welcome" are jupyter_kernel_test's own, "More" are ours. */
  group: "Suite" | "Welcome" | "More";
  case: string;
  outcome: "passed" | "failed" | "skipped";
  detail: string;
}

export interface ProtocolOptions {
  kernelspec?: string;
  /** How a cell of that kernel shows a MIME bundle and asks for input. */
  dialect?: "ours" | "tslab" | "deno";
  /** A folder of kernelspecs, beside those of `.venv`. */
  jupyterPath?: string;
  /** Default: all. */
  groups?: ProtocolCase["group"][];
}

const repository = resolve(__dirname, "../../..");

/** Every case that came to an end, in order. */
export async function runProtocolSuite(options: ProtocolOptions = {}): Promise<ProtocolCase[]> {
  const { kernelspec = "tslab", dialect = "ours", groups = [] } = options;
  const { clientsEnvironment, clientsPython } =
    await import("../../../scripts/setup/clientsEnvironment.mjs");
  // History is kept in Jupyter's data folder: it begins empty, so that a search finds what the suite put there.
  const home = mkdtempSync(join(tmpdir(), "vae-cookbook-protocol-"));
  const env = clientsEnvironment();
  if (options.jupyterPath !== undefined) {
    env["JUPYTER_PATH"] = `${options.jupyterPath}:${env["JUPYTER_PATH"] ?? ""}`;
  }
  try {
    const script = join(__dirname, "protocol.py");
    const suite = spawn(clientsPython, [script, kernelspec, dialect, ...groups], {
      cwd: join(repository, "notebooks"),
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...env, JUPYTER_DATA_DIR: home, JUPYTER_RUNTIME_DIR: home, IPYTHONDIR: home },
    });
    const exited = new Promise((done) => suite.once("close", done));
    const cases: ProtocolCase[] = [];
    for await (const line of createInterface(suite.stdout)) {
      // A kernel's own prints arrive here, too.
      if (line.startsWith("{")) cases.push(JSON.parse(line) as ProtocolCase);
    }
    await exited;
    return cases;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
