/** Jupyter's clients, started from their own environment, and notebooks for them. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const repository = resolve(__dirname, "../../..");

export type Language = "typescript" | "python";

/** ipykernel is what ours is compared with. */
export const kernelOf: Record<Language, string> = { typescript: "tslab", python: "python3" };

export interface Cell {
  source: string;
  tags?: string[];
}

/** The text of a notebook. */
export function notebook(language: Language, cells: readonly Cell[]): string {
  const metadata = {
    kernelspec: { name: kernelOf[language], display_name: language, language },
    language_info: { name: language },
  };
  const code = cells.map(({ source, tags = [] }, index) => ({
    ...{ cell_type: "code", id: `cell-${index}`, source, outputs: [], execution_count: null },
    metadata: { tags },
  }));
  return JSON.stringify({ cells: code, metadata, nbformat: 4, nbformat_minor: 5 });
}

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a module or a script of the clients' Python to its end. */
export async function python(
  words: readonly string[],
  { cwd = repository, input = "" }: { cwd?: string; input?: string } = {},
): Promise<Ended> {
  const { clientsEnvironment, clientsPython } =
    await import("../../../scripts/setup/clientsEnvironment.mjs");
  const home = mkdtempSync(join(tmpdir(), "vae-cookbook-client-"));
  try {
    const child = spawn(clientsPython, words, {
      cwd,
      env: {
        ...clientsEnvironment(),
        JUPYTER_DATA_DIR: home,
        JUPYTER_RUNTIME_DIR: home,
        IPYTHONDIR: home,
        // Warnings about Python's own debugger say nothing about a kernel.
        PYDEVD_DISABLE_FILE_VALIDATION: "1",
        PYTHONDONTWRITEBYTECODE: "1",
        NO_COLOR: "1",
      },
    });
    const ended: Ended = { status: null, stdout: "", stderr: "" };
    child.stdout.on("data", (text: Buffer) => (ended.stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (ended.stderr += text.toString()));
    // A client that has ended already does not read.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    ended.status = await new Promise<number | null>((done, fail) => {
      child.on("error", fail);
      child.on("close", done);
    });
    return ended;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs a test in a folder of its own, which lies beside no tsconfig and no package. */
export async function inFolder(
  test: (folder: string, write: (name: string, text: string) => string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-client-"));
  try {
    await test(folder, (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
