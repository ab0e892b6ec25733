/** A notebook of a test's own cells in a JupyterLab of its own, in a real browser. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { findBrowser, idle, launchBrowser, openNotebook, repository, run, startLab } from "./lab";
import type { Lab } from "./lab";

const browserPath = findBrowser();
/** The notebook of the cells. */
export const cellsFile = "cells.ipynb";

/** For a test's `skip`: why there is no browser, or false. */
export const missing =
  browserPath === undefined && process.env["CI"] !== "true"
    ? "no Chromium, Chrome or Edge found; name one with CHROMIUM=/path/to/it"
    : false;

export interface CellsInLabOptions {
  /** Default: light. */
  theme?: "light" | "dark";
  /** Default: 1100 × 1700. */
  viewport?: { width: number; height: number };
  /** How many times larger everything is drawn. Default: 1. */
  zoom?: number;
  /** Further notebooks beside the cells', by their file names. Default: none. */
  notebooks?: Readonly<Record<string, string>>;
}

/** The page, its cells by name. */
export class CellsInLab<Name extends string> {
  constructor(
    readonly page: Page,
    private readonly names: readonly string[],
    /** Where the notebooks lie. */
    readonly folder: string,
    private readonly addressOf: (notebook: string) => string,
  ) {}

  /** Opens one of the notebooks. */
  async open(notebook: string): Promise<void> {
    await openNotebook(this.page, this.addressOf(notebook));
  }

  /** Opens the cells again, as they were saved last. */
  async reload(): Promise<void> {
    await this.open(cellsFile);
  }

  cell(name: Name): Locator {
    return this.page.locator(".jp-CodeCell").nth(this.names.indexOf(name));
  }

  async select(name: Name): Promise<void> {
    await this.cell(name).locator(".jp-InputPrompt").first().click();
  }

  /** Runs a cell to its end. */
  async run(name: Name, timeout = 30_000): Promise<void> {
    await this.finish(name, await this.start(name), timeout);
  }

  /** Starts a cell and does not wait. The promise says whether it went well. */
  async start(name: Name): Promise<{ passed: Promise<unknown> }> {
    await this.select(name);
    return { passed: run(this.page, "notebook:run-cell") };
  }

  async finish(name: Name, started: { passed: Promise<unknown> }, timeout = 30_000): Promise<void> {
    const passed = await started.passed;
    assert.ok(passed, `${name}: ${await this.cell(name).locator(".jp-OutputArea").innerText()}`);
    await idle(this.page, timeout);
  }

  /** The text of a cell's last output. */
  async outputOf(name: Name): Promise<string> {
    return await this.cell(name).locator(".jp-OutputArea-output").last().innerText();
  }

  /** With SCREENSHOT=/path/to/name, a picture to look at: name-light.png. */
  async screenshot(what: string): Promise<void> {
    const path = process.env["SCREENSHOT"];
    if (path !== undefined) await this.page.screenshot({ path: `${path}-${what}.png` });
  }
}

/** Opens a notebook of these cells, by their names, in a Lab of its own. The page must report no error. */
export async function inLab<Name extends string>(
  cells: Readonly<Record<Name, string>>,
  options: CellsInLabOptions,
  look: (lab: CellsInLab<Name>) => Promise<void>,
): Promise<void> {
  assert.ok(browserPath !== undefined, "a browser is needed here: set CHROMIUM to one");
  const { theme = "light", viewport = { width: 1100, height: 1700 }, zoom = 1 } = options;
  const { notebooks = {} } = options;
  const root = await mkdtemp(join(tmpdir(), "vae-cookbook-cells-"));
  let lab: Lab | undefined;
  let browser: Browser | undefined;
  try {
    await mkdir(join(root, "notebooks"));
    await symlink(join(repository, "node_modules"), join(root, "node_modules"), "junction");
    for (const [name, text] of Object.entries({ ...notebooks, [cellsFile]: notebookOf(cells) })) {
      await writeFile(join(root, "notebooks", name), text);
    }
    const started = (lab = await startLab({ root, theme }));
    browser = await launchBrowser(browserPath);
    const page = await browser.newPage({
      // What zooming does: fewer CSS pixels, each of them larger.
      viewport: { width: viewport.width / zoom, height: viewport.height / zoom },
      deviceScaleFactor: zoom,
    });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
    const folder = join(root, "notebooks");
    const inPage = new CellsInLab<Name>(page, Object.keys(cells), folder, (notebook) =>
      started.notebook(`notebooks/${notebook}`),
    );
    await inPage.reload();
    await look(inPage);
    assert.deepEqual(errors, []);
    const broken = page.locator('[data-mime-type="application/vnd.jupyter.error"]');
    assert.deepEqual(await broken.allInnerTexts(), []);
  } finally {
    await browser?.close();
    await lab?.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function notebookOf(cells: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    cells: Object.entries(cells).map(([id, source]) => ({
      ...{ id, cell_type: "code", metadata: {}, outputs: [], execution_count: null },
      source: source.trim(),
    })),
    metadata: {
      kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
      language_info: { name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

/** Drags a slider's handle to a place between 0, the left end, and 1. */
export async function dragTo(page: Page, handle: Locator, place: number): Promise<void> {
  const track = (await handle
    .locator("xpath=ancestor::*[contains(@class, 'noUi-base')]")
    .boundingBox())!;
  const from = (await handle.boundingBox())!;
  const y = from.y + from.height / 2;
  await page.mouse.move(from.x + from.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(track.x + track.width * place, y, { steps: 8 });
  await page.mouse.up();
}

/** Waits 30 s at most, or as long as it is told. */
export async function waitUntil(holds: () => Promise<boolean>, timeout = 30_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `it has not come about in ${timeout / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Styled {
  parentElement: Styled | null;
  ownerDocument: { defaultView: { getComputedStyle(element: Styled): Record<string, string> } };
}

/** WCAG's contrast of an element's text with what is behind it; runs in the page, see `Locator.evaluate`. */
export function contrastOf(element: unknown): number {
  const colours = (text: string) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (rgb: number[]) => {
    const [r, g, b] = rgb.map((level) => {
      const share = level / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const styleOf = (part: Styled) => part.ownerDocument.defaultView.getComputedStyle(part);
  let behind: Styled | null = element as Styled;
  while (behind && colours(styleOf(behind)["backgroundColor"]!)[3] === 0) {
    behind = behind.parentElement;
  }
  const text = luminance(colours(styleOf(element as Styled)["color"]!).slice(0, 3));
  const ground = luminance(
    behind ? colours(styleOf(behind)["backgroundColor"]!).slice(0, 3) : [255, 255, 255],
  );
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}
