import { existsSync } from "node:fs";
import path from "node:path";
import { clientsPaths } from "./clientsEnvironment.mjs";
import { requireSpace } from "./disk.mjs";
import { explain } from "./failure.mjs";
import { installLocked } from "./lockedPackages.mjs";
import { pip } from "./pip.mjs";
import { filesBelow, hashOf, stamp } from "./stamps.mjs";

/**
 * `.venv/clients`: the clients that the kernel is tested with, among them ipykernel, whose behaviour is the measure.
 * An environment of its own, so that the reader's stays small. Only `npm test` makes it.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function testClients(paths) {
  const clients = clientsPaths(paths);
  const papermill = path.join(paths.root, "kernel", "papermill");
  const sources = [
    path.join(papermill, "pyproject.toml"),
    ...filesBelow(papermill, ".py", ["__pycache__"]),
  ];
  const inputs = hashOf({
    texts: [paths.root, process.platform, process.arch],
    files: [clients.requirements, ...sources],
  });
  const done = stamp(paths.stamps, "clients", inputs);
  return {
    title: "Test clients: nbclient, nbmake, papermill, console",
    isDone: () => done.isDone() && existsSync(clients.python),
    async work(step) {
      done.clear();
      requireSpace(paths.root, 300, { what: "the set of test clients" });
      await installLocked(clients, { name: "clients", requirements: clients.requirements }, step);
      step.update("papermill's TypeScript");
      // Its only needs are in the lock file, and so is what builds it.
      const own = ["--no-deps", "--no-build-isolation", "--force-reinstall", papermill];
      const { code, output } = await pip(clients, ["install", "--no-warn-script-location", ...own]);
      if (code !== 0) throw explain("pip", output);
      done.markDone();
    },
  };
}
