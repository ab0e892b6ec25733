import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./failure.mjs";
import { run } from "./processes.mjs";
import { filesBelow, hashOf, stamp } from "./stamps.mjs";

/**
 * Compiles the kernel and the library, each into its own `dist`.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function build(paths) {
  // The library's widgets are the kernel's: its types come first.
  const parts = ["kernel", "lib"].map((name) => path.join(paths.root, name));
  const outputs = [path.join("lib", "dist", "index.js"), path.join("kernel", "dist", "launch.js")];
  const sources = () => parts.flatMap((part) => filesBelow(part, ".ts", ["dist", "node_modules"]));
  const done = () =>
    stamp(
      paths.stamps,
      "build",
      hashOf({
        texts: sources().map((file) => path.relative(paths.root, file)),
        files: [
          ...sources(),
          ...[
            "tsconfig.json",
            "lib/tsconfig.json",
            "kernel/tsconfig.json",
            "package-lock.json",
          ].map((name) => path.join(paths.root, name)),
        ],
      }),
    );
  return {
    title: "Library and kernel",
    isDone: () =>
      outputs.every((file) => existsSync(path.join(paths.root, file))) && done().isDone(),
    async work(step) {
      const stampNow = done();
      stampNow.clear();
      const compiler = path.join(paths.nodeModules, "typescript", "bin", "tsc");
      for (const part of parts) {
        step.update(path.basename(part));
        const { code, output } = await run(process.execPath, [compiler, "-p", part], {
          log: paths.log,
          cwd: paths.root,
        });
        if (code !== 0) {
          throw new SetupError(
            `${path.basename(part)} does not compile`,
            "If you changed it, the lines above say where; `git status` shows what was changed.",
            { output: output.slice(0, 10) },
          );
        }
        removeStale(part);
      }
      stampNow.markDone();
    },
  };
}

/**
 * Takes away what was compiled from a source that is no longer there.
 *
 * @param {string} part
 */
function removeStale(part) {
  const dist = path.join(part, "dist");
  for (const file of filesBelow(dist, "")) {
    const [, stem] = /^(.*?)(?:\.d\.ts|\.js\.map|\.js)$/.exec(path.relative(dist, file)) ?? [];
    if (stem !== undefined && !existsSync(path.join(part, `${stem}.ts`))) rmSync(file);
  }
}
