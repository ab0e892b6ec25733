import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inFolder, load, root } from "./load";

interface Paths {
  root: string;
  venv: string;
  python: string;
}
interface WorkshopPaths extends Paths {
  requirements: string;
  proxy: string;
  proxyProgram: string;
  proxyLock: string;
}
interface Modules {
  pathsOf: (root: string) => Paths;
  workshopPaths: (paths: Paths) => WorkshopPaths;
  workshopPackages: (paths: Paths) => {
    isDone: () => boolean;
    work: (step: { update: () => void }) => Promise<string | undefined>;
  };
}

test("JupyterHub: what is locked by hash, then its proxy, and not again", () =>
  inFolder(async (folder) => {
    const { pathsOf } = await load<Modules>("paths.mjs");
    const { workshopPaths } = await load<Modules>("workshopEnvironment.mjs");
    const { workshopPackages } = await load<Modules>("workshopPackages.mjs");
    const paths = pathsOf(folder);
    const workshop = workshopPaths(paths);
    for (const part of ["workshop/requirements.txt", "workshop/proxy"]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    const notes = join(folder, "asked");
    mkdirSync(dirname(workshop.python), { recursive: true });
    writeFileSync(workshop.python, `#!/bin/sh\necho "$@" >> ${notes}\n`, { mode: 0o755 });
    writeFileSync(join(dirname(workshop.python), "activate"), workshop.venv);
    // In place of npm a program that makes the proxy.
    const npm = join(folder, "npm-cli.js");
    writeFileSync(
      npm,
      `const fs = require("fs"), path = require("path");
       fs.appendFileSync(${JSON.stringify(notes)}, ["npm", ...process.argv.slice(2)].join(" ") + "\\n");
       const program = ${JSON.stringify(workshop.proxyProgram)};
       fs.mkdirSync(path.dirname(program), { recursive: true });
       fs.writeFileSync(program, fs.readFileSync("package-lock.json"));`,
    );
    const before = process.env["npm_execpath"];
    process.env["npm_execpath"] = npm;
    try {
      const work = () => workshopPackages(paths).work({ update: () => undefined });
      assert.equal(workshopPackages(paths).isDone(), false);
      await work();
      const [pip, proxy, ...more] = readFileSync(notes, "utf8").trim().split("\n");
      assert.match(pip!, /-m pip .*install --require-hashes .*-r \S+workshop\/requirements\.txt$/);
      assert.match(proxy!, /^npm ci --ignore-scripts/);
      assert.deepEqual(more, []);
      assert.equal(workshopPackages(paths).isDone(), true);
      for (const file of [workshop.requirements, join(workshop.proxyLock, "package-lock.json")]) {
        appendFileSync(file, "\n");
        assert.equal(workshopPackages(paths).isDone(), false, file);
        await work();
        assert.equal(workshopPackages(paths).isDone(), true);
      }
      rmSync(workshop.proxyProgram);
      assert.equal(workshopPackages(paths).isDone(), false);
    } finally {
      if (before === undefined) delete process.env["npm_execpath"];
      else process.env["npm_execpath"] = before;
    }
  }));

test("npm run workshop refuses what it does not know, before any set-up", () => {
  const script = join(root, "scripts", "workshop.mjs");
  const refused = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      encoding: "utf8",
      timeout: 20_000,
    });
    assert.notEqual(status, 0);
    return stdout + stderr;
  };
  assert.match(refused("--porrt", "1"), /Unknown option '--porrt'/);
  assert.match(refused("--port", "70000"), /70000.*no port/);
  assert.match(refused("--port", "8123", "--memory", "much"), /no amount of memory/);
});
