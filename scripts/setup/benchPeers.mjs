import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { Interrupted } from "./failure.mjs";
import { pip } from "./pip.mjs";
import { hashOf, stamp } from "./stamps.mjs";

/**
 * `.venv/bench`: Deno's kernel, the only peer of the benchmark that is not here already. Where it cannot be had the
 * benchmark goes without it and says so. Only `npm run bench` installs it.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function benchPeers(paths) {
  const folder = path.join(paths.venv, "bench");
  const requirements = path.join(paths.root, "bench", "kernel", "requirements.txt");
  const inputs = hashOf({ texts: [process.platform, process.arch], files: [requirements] });
  const done = stamp(paths.stamps, "bench", inputs);
  return {
    title: "Deno, to compare with",
    isDone: () => done.isDone() && existsSync(path.join(folder, "bin", "deno")),
    async work() {
      done.clear();
      rmSync(folder, { recursive: true, force: true });
      const args = ["install", "--require-hashes", "--no-deps", "--progress-bar", "off"];
      try {
        const { code } = await pip(paths, [...args, "--target", folder, "-r", requirements]);
        if (code !== 0) return "not to be had here: left out";
      } catch (error) {
        if (error instanceof Interrupted) throw error;
        return "not to be had here: left out";
      }
      done.markDone();
      return undefined;
    },
  };
}
