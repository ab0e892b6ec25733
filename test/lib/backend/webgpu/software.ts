/** A GPU in software: the one that Chromium brings, for machines that have none. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { findBrowser } from "../../../browser/lab";

/** The environment of a process that finds it, or in words why there is none. */
export function softwareGpu(): NodeJS.ProcessEnv | string {
  if (process.platform !== "linux") return "Chromium's software GPU is looked for on Linux only";
  const browser = findBrowser();
  if (browser === undefined) return "no Chromium is installed, which brings a software GPU";
  const folders = [browser, realpathSync(browser)].flatMap((path) => [
    dirname(path),
    // Debian's /usr/bin/chromium is a script, and the program in /usr/lib/chromium.
    join(dirname(dirname(path)), "lib", basename(path)),
  ]);
  const folder = folders.find((candidate) =>
    ["vk_swiftshader_icd.json", "libvulkan.so.1"].every((name) =>
      existsSync(join(candidate, name)),
    ),
  );
  if (folder === undefined) return `${browser} brings no software GPU`;
  return {
    VK_ICD_FILENAMES: join(folder, "vk_swiftshader_icd.json"),
    LD_LIBRARY_PATH: [folder, process.env["LD_LIBRARY_PATH"] ?? ""].filter(Boolean).join(delimiter),
  };
}

/** Runs a TypeScript file in a process of its own and waits for its end. */
export async function run(
  file: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
  const child = spawn(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", file, ...words],
    // A child that knew of the test runner would report to it instead of to us.
    {
      cwd: resolve(__dirname, "../../../.."),
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
      timeout: 120_000,
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, output };
}
