import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, leftOf, load, root } from "./setup/load";

const script = join(root, "scripts", "start.mjs");

function refused(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
    timeout: 20_000,
  });
  return { status, text: stdout + stderr };
}

test("an unknown flag is refused with the list", () => {
  const { status, text } = refused(["--lihgt"]);
  assert.equal(status, 2);
  assert.match(text, /Unknown option '--lihgt'/);
  for (const flag of ["--light", "--port N", "--host ADDRESS", "--no-browser", "--help"]) {
    assert.ok(text.includes(flag), flag);
  }
});

test("a flag that npm has swallowed is pointed out", () => {
  const { status, text } = refused([], { npm_config_light: "true" });
  assert.equal(status, 2);
  assert.match(text, /npm start -- --light/);
});

test("--help says what there is", () => {
  const { status, text } = refused(["--help"]);
  assert.equal(status, 0);
  assert.match(text, /opens JupyterLab/);
});

test("what is no port is refused", () => {
  const { status, text } = refused(["--port", "80x"]);
  assert.equal(status, 1);
  assert.match(text, /--port is "80x", which is no port/);
});

test("a taken port is refused, before any set-up, and says what to do", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { status, text } = refused(["--port", String(port)]);
  server.close();
  assert.equal(status, 1);
  assert.match(text, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`));
  assert.match(text, /--port N/);
});

test("an old Node is told so", async () => {
  const { requireNode } = await load<{ requireNode: (version: string) => boolean }>(
    "requireNode.mjs",
  );
  assert.equal(requireNode("20.19.0"), true);
  assert.equal(requireNode("22.0.0"), true);
  const said: unknown[] = [];
  const error = console.error;
  console.error = (text: unknown) => said.push(text);
  try {
    assert.equal(requireNode("18.19.0"), false);
  } finally {
    console.error = error;
    process.exitCode = 0;
  }
  assert.match(String(said[0]), /Node\.js 18\.19\.0 is too old: Node\.js 20/);
});

test("serves the page to those who have the token, writes nothing to the home folder, and leaves no process", () =>
  inFolder(async (home) => {
    const { descendants } = await load<{ descendants: (pid: number) => number[] }>("processes.mjs");
    const child = spawn(process.execPath, [script, "--no-browser"], {
      env: { ...process.env, HOME: home },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
    const address = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stdout.on("data", (text) => {
        said += String(text);
        const [found] = /http:\/\/\S+/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
      void closed.then(() => {
        reject(new Error(`it ended without an address:\n${said}`));
      });
    });
    const open = async (url: string) => (await fetch(url, { redirect: "manual" })).status;
    const { origin, searchParams } = new URL(address);
    const contents = `${origin}/api/contents`;
    assert.equal(await open(contents), 403);
    assert.equal(await open(`${contents}?token=${searchParams.get("token")}`), 200);
    assert.match(await (await fetch(address)).text(), /jupyter-config-data/);

    const kernels = await fetch(`${origin}/api/kernels?token=${searchParams.get("token")}`, {
      method: "POST",
    });
    assert.equal(kernels.status, 201);
    assert.equal(((await kernels.json()) as { name: string }).name, "tslab");

    const started = descendants(child.pid!);
    assert.ok(started.length >= 2, "Jupyter and a kernel");
    child.kill("SIGINT");
    assert.equal(await closed, 0);
    assert.deepEqual(await leftOf(started), []);
    assert.deepEqual(readdirSync(home), []);
  }));
