import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inFolder, load, root } from "./load";

interface Paths {
  root: string;
  python: string;
  stamps: string;
  requirements: string;
  widgetRequirements: string;
}
interface Modules {
  pathsOf: (root: string) => Paths;
  jupyterPackages: (paths: Paths) => { isDone: () => boolean };
  hashOf: (inputs: { texts?: string[]; files?: string[] }) => string;
  stamp: (folder: string, name: string, inputs: string) => { markDone: () => void };
  jupyterPython: string;
  jupyterEnvironment: () => NodeJS.ProcessEnv;
}

test("JupyterLab is installed anew when a lock changes, that of the widgets too", () =>
  inFolder(async (folder) => {
    const { pathsOf } = await load<Modules>("paths.mjs");
    const { jupyterPackages } = await load<Modules>("jupyterPackages.mjs");
    const { hashOf, stamp } = await load<Modules>("stamps.mjs");
    const paths = pathsOf(folder);
    for (const file of [paths.requirements, paths.widgetRequirements]) {
      mkdirSync(dirname(file), { recursive: true });
      copyFileSync(file.replace(folder, root), file);
    }
    mkdirSync(dirname(paths.python), { recursive: true });
    writeFileSync(paths.python, "");
    const markDone = () => {
      const inputs = hashOf({
        texts: [paths.root, process.platform, process.arch],
        files: [paths.requirements, paths.widgetRequirements],
      });
      stamp(paths.stamps, "jupyter", inputs).markDone();
    };
    assert.equal(jupyterPackages(paths).isDone(), false);
    for (const file of [paths.requirements, paths.widgetRequirements]) {
      markDone();
      assert.equal(jupyterPackages(paths).isDone(), true);
      appendFileSync(file, "\n");
      assert.equal(jupyterPackages(paths).isDone(), false);
    }
  }));

test("the page has both halves of the widgets, in the locked versions, without Python's", async () => {
  const { jupyterPython, jupyterEnvironment } = await load<Modules>("jupyterEnvironment.mjs");
  const run = (...args: string[]): string => {
    const { stdout, stderr } = spawnSync(jupyterPython, ["-m", ...args], {
      env: jupyterEnvironment(),
      encoding: "utf8",
    });
    return stdout + stderr;
  };
  const list = run("pip", "list", "--format=freeze", "--disable-pip-version-check");
  const packages = list.replaceAll("_", "-").split(/\r?\n/);
  assert.ok(packages.includes(`anywidget==${locked("widgets.txt", "anywidget")}`), list);
  const manager = `jupyterlab-widgets==${locked("requirements.txt", "jupyterlab-widgets")}`;
  assert.ok(packages.includes(manager), list);
  assert.ok(!packages.some((name) => name.startsWith("ipywidgets")), list);

  const extensions = run("jupyterlab.labextensions", "list").replaceAll(/\x1b\[\d+m/g, "");
  assert.match(extensions, /anywidget v[\d.]+ enabled OK/);
  assert.match(extensions, /@jupyter-widgets\/jupyterlab-manager v[\d.]+ enabled OK/);
});

/** The version of a package in a lock file, which must have a hash for it. */
function locked(file: string, name: string): string {
  const lines = readFileSync(join(root, "scripts", "setup", file), "utf8");
  const version = new RegExp(`^${name}==(\\S+) \\\\\n +--hash=sha256:`, "m").exec(lines)?.[1];
  assert.ok(version !== undefined, `${name} with a hash in ${file}`);
  return version;
}
