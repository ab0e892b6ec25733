import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { load, root } from "../setup/load";

export const workshop = join(root, "workshop");

/** Runs the reader's Python, which knows nothing of JupyterHub, in the workshop's folder. */
export async function python(...args: string[]): Promise<{ status: number | null; text: string }> {
  const { jupyterPython } = await load<{ jupyterPython: string }>("jupyterEnvironment.mjs");
  const { status, stdout, stderr } = spawnSync(jupyterPython, args, {
    cwd: workshop,
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  return { status, text: stdout + stderr };
}
