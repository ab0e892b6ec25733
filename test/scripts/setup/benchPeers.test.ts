import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inFolder, load, root } from "./load";

interface Paths {
  root: string;
  venv: string;
  python: string;
}

interface Step {
  isDone: () => boolean;
  work: (step: { update: () => void }) => Promise<string | undefined>;
}

interface Modules {
  pathsOf: (root: string) => Paths;
  benchPeers: (paths: Paths, benchmark?: string | boolean) => Step;
}

const step = { update: () => undefined };

/** A checkout with the lock files, and in place of its Python a script that notes what it was asked. */
async function inCheckout(
  script: string,
  test: (peers: (benchmark?: string | boolean) => Step, asked: () => string[]) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const { pathsOf } = await load<Modules>("paths.mjs");
    const { benchPeers } = await load<Modules>("benchPeers.mjs");
    const paths = pathsOf(folder);
    for (const part of ["bench/kernel", "bench/peers"]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    const notes = join(folder, "asked");
    writeFileSync(notes, "");
    mkdirSync(dirname(paths.python), { recursive: true });
    const words = `echo "$@" >> ${notes}\ncd ${paths.venv}\n${script}\n`;
    writeFileSync(paths.python, `#!/bin/sh\n${words}`, { mode: 0o755 });
    const asked = () => readFileSync(notes, "utf8").trim().split("\n");
    await test((benchmark) => benchPeers(paths, benchmark), asked);
  });
}

const locked = /install --require-hashes --no-deps .*--only-binary :all: --target \S+ -r \S+$/;

test("each benchmark installs its own peers, and those only", () =>
  inCheckout("exit 0", async (peers, asked) => {
    await peers("kernel").work(step);
    await peers("protocol").work(step);
    await peers("engines").work(step);
    const locks = asked().map((line) => /-r \S*(bench\/\S+)$/.exec(line)?.[1]);
    const [deno, torch, jax] = ["kernel/requirements", "peers/pytorch", "peers/jax"];
    assert.deepEqual(
      [...new Set(locks)],
      [deno, torch, jax].map((name) => `bench/${name}.txt`),
    );
    for (const line of asked()) assert.match(line, locked);
  }));

test("a peer that cannot be had is left out and named", () =>
  inCheckout("exit 1", async (peers, asked) => {
    assert.equal(await peers("kernel").work(step), "left out, not to be had here: Deno");
    assert.equal(await peers("engines").work(step), "left out, not to be had here: PyTorch, JAX");
    assert.equal(peers("engines").isDone(), false);
    assert.equal(asked().filter((line) => line.endsWith("pytorch.txt")).length, 1);
  }));

test("one that was installed is not installed again, also if the other is missing", () =>
  inCheckout(
    'case "$*" in *jax.txt) exit 1;; esac\nmkdir -p bench/pytorch/torch bench/deno/bin\n' +
      "touch bench/pytorch/torch/__init__.py bench/deno/bin/deno",
    async (peers, asked) => {
      assert.equal(await peers("engines").work(step), "left out, not to be had here: JAX");
      assert.equal(await peers("engines").work(step), "left out, not to be had here: JAX");
      assert.equal(asked().filter((line) => line.endsWith("pytorch.txt")).length, 1);
      // Until the set-up passes on which benchmark it is.
      assert.equal(await peers(true).work(step), undefined);
      assert.equal(peers("kernel").isDone(), true);
      assert.equal(peers("protocol").isDone(), true);
      assert.equal(peers("engines").isDone(), false);
    },
  ));
