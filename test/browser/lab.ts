/** A JupyterLab of our own on a free port, and a browser to look at it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";

export { findBrowser } from "../../scripts/runner/findBrowser";

export const repository = resolve(__dirname, "../..");

export interface Lab {
  /** The address of a notebook, given relative to the folder that Lab serves. */
  notebook(path: string): string;
  stop(): Promise<void>;
}

export interface LabOptions {
  /** The folder that Lab serves. */
  root?: string;
  theme?: "light" | "dark";
  /** Lab draws only the cells in sight unless told otherwise. */
  drawAllCells?: boolean;
}

/** Starts JupyterLab with settings and a workspace of its own, so that nothing of the reader's is changed. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { root = repository, theme = "light", drawAllCells = true } = options;
  const home = await mkdtemp(join(tmpdir(), "vae-cookbook-lab-"));
  // What is not set here is as `npm start` has it.
  await writeSettings(home, {
    "apputils-extension/themes": {
      theme: theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light",
    },
    "notebook-extension/tracker": { windowingMode: drawAllCells ? "none" : "full" },
  });
  await writeJson(join(home, "config", "labconfig", "page_config.json"), {
    // It fails when it is called twice within 200 ms, as a change of the theme may do: its timers both remove it.
    disabledExtensions: { "@jupyterlab/apputils-extension:splash": true },
  });
  const port = await freePort();
  const { jupyterEnvironment, jupyterPython } =
    await import("../../scripts/setup/jupyterEnvironment.mjs");
  const lab = spawn(
    jupyterPython,
    [
      ...["-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"],
      ...[`--ServerApp.port=${port}`, "--ServerApp.port_retries=0", "--IdentityProvider.token="],
      ...[`--ServerApp.root_dir=${root}`, "--LabApp.expose_app_in_browser=True"],
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...jupyterEnvironment(), ...isolated(home) } },
  );
  let log = "";
  for (const stream of [lab.stdout, lab.stderr]) {
    stream.on("data", (text: Buffer) => (log = (log + text.toString()).slice(-10_000)));
  }
  const stop = async () => {
    if (lab.exitCode === null && lab.signalCode === null) {
      const exited = once(lab, "exit");
      lab.kill("SIGTERM");
      const forced = setTimeout(() => lab.kill("SIGKILL"), 10_000);
      await exited;
      clearTimeout(forced);
    }
    await rm(home, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  for (;;) {
    const up = await fetch(`http://127.0.0.1:${port}/api/status`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) break;
    if (lab.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`startLab: JupyterLab did not start.\n${log}`);
    }
    await sleep(200);
  }
  const notebook = (path: string) => `http://127.0.0.1:${port}/lab/tree/${path}?reset`;
  return { notebook, stop };
}

/** Where Jupyter keeps what belongs to a person; here all of it is in a folder that is deleted afterwards. */
function isolated(home: string): Record<string, string> {
  return {
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
  };
}

async function writeSettings(home: string, settings: Record<string, object>): Promise<void> {
  for (const [plugin, values] of Object.entries(settings)) {
    await writeJson(join(home, "settings", "@jupyterlab", `${plugin}.jupyterlab-settings`), values);
  }
}

async function writeJson(file: string, content: object): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(content));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export async function launchBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Opens a notebook and waits until its kernel is idle. */
export async function openNotebook(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", { timeout: 60_000 });
  await idle(page, 60_000);
  await run(page, "application:set-mode", { mode: "single-document" });
  await page.evaluate(() => {
    const app = (globalThis as unknown as { jupyterapp: { shell: { collapseLeft(): void } } })
      .jupyterapp;
    app.shell.collapseLeft();
  });
}

/** Runs one of JupyterLab's commands, and waits for what it gives. */
export async function run(page: Page, command: string, args: object = {}): Promise<unknown> {
  interface Lab {
    jupyterapp: { commands: { execute(name: string, options: object): Promise<unknown> } };
  }
  return await page.evaluate(
    async ([name, options]) =>
      (await (globalThis as unknown as Lab).jupyterapp.commands.execute(name, options)) === true,
    [command, args] as const,
  );
}

export async function idle(page: Page, timeout: number): Promise<void> {
  await page.getByText(/\| Idle/).waitFor({ timeout });
}

export async function sleep(milliseconds: number): Promise<void> {
  await new Promise((wake) => setTimeout(wake, milliseconds));
}
