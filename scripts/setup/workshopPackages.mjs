import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { requireSpace } from "./disk.mjs";
import { explain } from "./failure.mjs";
import { installLocked } from "./lockedPackages.mjs";
import { npmCommand } from "./npmPackages.mjs";
import { run } from "./processes.mjs";
import { hashOf, stamp } from "./stamps.mjs";
import { workshopPaths } from "./workshopEnvironment.mjs";

/**
 * `.venv/workshop`: JupyterHub with a JupyterLab of the same version as the reader's, and its proxy, which is Node's.
 * An environment of its own, so that the reader's stays small. Only `npm run workshop` makes it.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function workshopPackages(paths) {
  const workshop = workshopPaths(paths);
  const locks = ["package.json", "package-lock.json"].map((name) =>
    path.join(workshop.proxyLock, name),
  );
  const inputs = hashOf({
    texts: [paths.root, process.platform, process.arch],
    files: [workshop.requirements, ...locks],
  });
  const done = stamp(paths.stamps, "workshop", inputs);
  return {
    title: "JupyterHub and its proxy",
    isDone: () => done.isDone() && existsSync(workshop.python) && existsSync(workshop.proxyProgram),
    async work(step) {
      done.clear();
      requireSpace(paths.root, 500, { what: "JupyterHub" });
      await installLocked(
        workshop,
        { name: "workshop", requirements: workshop.requirements },
        step,
      );
      step.update("proxy");
      mkdirSync(workshop.proxy, { recursive: true });
      for (const file of locks) copyFileSync(file, path.join(workshop.proxy, path.basename(file)));
      const npm = npmCommand();
      const { code, output } = await run(
        npm.command,
        [...npm.args, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--no-progress"],
        { cwd: workshop.proxy, log: paths.log, env: { ...process.env, NODE_ENV: "production" } },
      );
      if (code !== 0) throw explain("npm", output);
      done.markDone();
    },
  };
}
