/** What is written for other machines, and cannot be run here, at least says the same as the lock files. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load, root } from "../setup/load";
import { python, workshop } from "./python";

const text = (...names: string[]) => readFileSync(join(root, ...names), "utf8");
const json = (...names: string[]) => JSON.parse(text(...names)) as Record<string, unknown>;

/** The one group of a pattern that must be there. */
function found(pattern: RegExp, source: string): string {
  const group = pattern.exec(source)?.[1];
  assert.ok(group !== undefined, `${pattern.source} is missing`);
  return group;
}

/** Packages and versions of a requirements file, those for some Pythons alone left out. */
function locked(source: string): Map<string, string> {
  return new Map(
    [...source.matchAll(/^([a-z0-9-]+)==(\S+)(?= \\$|$)/gm)].map(([, a, b]) => [a!, b!]),
  );
}

test("Node: the image, Binder and the dev container have one that the set-up takes", async () => {
  const { requireNode } = await load<{ requireNode: (version: string) => boolean }>(
    "requireNode.mjs",
  );
  const image = found(/^FROM node:(\S+)-bookworm-slim$/m, text("workshop", "Dockerfile"));
  assert.ok(requireNode(image), image);
  // A major version alone means its newest.
  const newest = (major: string) => `${major}.99.0`;
  const binder = found(/- nodejs=(\d+)$/m, text(".binder", "environment.yml"));
  const { features } = json(".devcontainer", "devcontainer.json") as {
    features: Record<string, { version: string }>;
  };
  const container = Object.values(features)[0]!.version;
  for (const major of [binder, container]) {
    assert.ok(requireNode(newest(major)), major);
    assert.equal(major, image.split(".")[0], "one version for all");
  }
});

test("Python: Binder and the dev container have one that the set-up takes", async () => {
  const { newEnough } = await load<{ newEnough: (version: string) => boolean }>("python.mjs");
  const binder = found(/- python=(\S+)$/m, text(".binder", "environment.yml"));
  const { image } = json(".devcontainer", "devcontainer.json") as { image: string };
  const container = found(/python:\d+-(\d+\.\d+)-bookworm$/, image);
  for (const version of [binder, container]) assert.ok(newEnough(version), version);
});

test("a participant's JupyterLab is the reader's, package by package", () => {
  const reader = locked(text("scripts", "setup", "requirements.txt"));
  const participant = locked(text("workshop", "requirements.txt"));
  assert.ok(reader.size > 50 && participant.size > reader.size);
  const different = [...reader].filter(
    ([name, version]) => participant.has(name) && participant.get(name) !== version,
  );
  assert.deepEqual(different, []);
  for (const [, name, version] of text("workshop", "requirements.in").matchAll(/^(\S+)==(\S+)$/gm))
    assert.equal(participant.get(name!), version, name);
});

test("the proxy's lock is that of its package", () => {
  const { dependencies } = json("workshop", "proxy", "package.json");
  const { packages } = json("workshop", "proxy", "package-lock.json") as {
    packages: Record<string, { dependencies?: unknown; version: string; resolved?: string }>;
  };
  assert.deepEqual(packages[""]!.dependencies, dependencies);
  for (const { resolved } of Object.values(packages)) assert.equal(resolved, undefined);
});

test("the image's name and the memory limit are the same wherever they stand", () => {
  const { version } = json("package.json");
  const [dockerfile, docker, values, config, readme] = [
    "Dockerfile",
    "docker_config.py",
    "values.yaml",
    "jupyterhub_config.py",
    "README.md",
  ].map((name) => text("workshop", name)) as [string, string, string, string, string];
  for (const source of [dockerfile, docker, readme])
    assert.equal(found(/vae-cookbook:(\d[\d.]*\d)/, source), version);
  assert.equal(found(/tag: "(.*)"/, values), version);
  const hub = locked(text("workshop", "requirements.txt")).get("jupyterhub");
  assert.equal(found(/jupyterhub==([\d.]+\d)/, readme), hub);
  const proxy = json("workshop", "proxy", "package.json")["dependencies"] as Record<string, string>;
  assert.equal(found(/configurable-http-proxy@([\d.]+\d)/, readme), Object.values(proxy)[0]);
  const limits = [
    found(/mem_limit = "(.*)"/, docker),
    found(/limit: (\d+G)/, values),
    found(/"WORKSHOP_MEMORY", "(.*)"/, config),
  ];
  assert.equal(new Set(limits).size, 1, limits.join(", "));
});

test("the files that containers run are there, and what must be executable is", () => {
  const dockerfile = text("workshop", "Dockerfile");
  const entry = found(/"\/opt\/vae-cookbook\/(workshop\/\S+)"\]/, dockerfile);
  assert.ok(existsSync(join(root, entry)));
  for (const name of [".binder/postBuild", ".binder/start"])
    assert.ok(statSync(join(root, name)).mode & 0o100, `${name} is not executable`);
  const { postCreateCommand } = json(".devcontainer", "devcontainer.json");
  const { scripts } = json("package.json") as { scripts: Record<string, string> };
  const commands = [String(postCreateCommand), text(".binder", "postBuild"), dockerfile];
  for (const command of commands)
    assert.ok(scripts[found(/npm run ([\w-]+)/, command)] !== undefined, command);
});

test("the Python files are Python", async () => {
  const files = readdirSync(workshop).filter((name) => name.endsWith(".py"));
  assert.ok(files.length > 3);
  const program = "import sys\nfor f in sys.argv[1:]: compile(open(f).read(), f, 'exec')";
  const { status, text } = await python("-c", program, ...files);
  assert.equal(status, 0, text);
});
