/** A reader's first minutes: chapter 00 in JupyterLab, in a real browser, run from top to bottom. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parametersCell, readNotebook, sourceOf } from "../../scripts/runner/notebook";
import { setParameters } from "../../scripts/runner/parameters";
import type { ParameterValue } from "../../scripts/runner/parameters";
import { findBrowser, idle, launchBrowser, openNotebook, repository, run, startLab } from "./lab";

const chapter = "00-start-here.ipynb";
const browserPath = findBrowser();
const missing =
  browserPath === undefined && process.env["CI"] !== "true"
    ? "no Chromium, Chrome or Edge found; name one with CHROMIUM=/path/to/it"
    : false;

test("chapter 00 in JupyterLab", { skip: missing, timeout: 10 * 60_000 }, async () => {
  assert.ok(browserPath !== undefined, "a browser is needed here: set CHROMIUM to one");
  const root = await copyOfChapter();
  const lab = await startLab({ root });
  const browser = await launchBrowser(browserPath);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const pageErrors: string[] = [];
    page.on("pageerror", (error) => pageErrors.push(error.stack ?? error.message));
    await openNotebook(page, lab.notebook(`notebooks/${chapter}`));
    const popUps = page.locator(".jp-Dialog, .Toastify__toast");
    assert.deepEqual(await popUps.allInnerTexts(), [], "on opening");

    await run(page, "notebook:clear-all-cell-outputs");
    assert.equal(await page.locator(".jp-OutputArea-output").count(), 0);
    const passed = await run(page, "notebook:run-all-cells");
    await idle(page, 60_000);

    const screenshot = process.env["SCREENSHOT"];
    if (screenshot !== undefined) await page.screenshot({ path: screenshot });
    const errors = page.locator('[data-mime-type="application/vnd.jupyter.error"]');
    assert.deepEqual(await errors.allInnerTexts(), []);
    assert.ok(passed, "a cell failed");
    const stderr = page.locator('[data-mime-type="application/vnd.jupyter.stderr"]');
    assert.deepEqual(await stderr.allInnerTexts(), []);
    const prompts = await page.locator(".jp-CodeCell .jp-InputPrompt").allInnerTexts();
    assert.deepEqual(
      prompts,
      prompts.map((_, index) => `[${index + 1}]:`),
    );

    // A chart is drawn when its picture holds marks, not only when its frame is there.
    const charts = page.locator(".jp-OutputArea-output .vega-embed");
    await charts.first().locator("svg, canvas").waitFor({ timeout: 30_000 });
    for (const chart of await charts.all()) {
      const picture = chart.locator("svg, canvas").first();
      const box = await picture.boundingBox();
      assert.ok(box && box.width > 100 && box.height > 50, "a chart without a size");
      if (await chart.locator("svg").count()) {
        await chart.locator("svg .mark-group path").first().waitFor({ state: "attached" });
      }
    }
    const images = page.locator(".jp-OutputArea-output img");
    assert.ok((await images.count()) > 0, "no image of digits");
    for (const image of await images.all()) {
      const width = await image.evaluate(async (element) => {
        const picture = element as unknown as { decode(): Promise<void>; naturalWidth: number };
        await picture.decode();
        return picture.naturalWidth;
      });
      assert.ok(width > 0, "an image that does not load");
    }
    assert.match(await page.locator(".jp-OutputArea-output table").last().innerText(), /ELBO/);
    assert.deepEqual(await popUps.allInnerTexts(), [], "while running");
    assert.deepEqual(pageErrors, []);
  } finally {
    await browser.close();
    await lab.stop();
    await rm(root, { recursive: true, force: true });
  }
});

/** A folder with the chapter at its budget for tests, and the packages that it imports. */
async function copyOfChapter(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "vae-cookbook-browser-"));
  await mkdir(join(root, "notebooks"));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  const notebook = await readNotebook(join(repository, "notebooks", chapter));
  const { test: budget } = notebook.metadata["vae_cookbook"] as {
    test: Record<string, ParameterValue>;
  };
  const parameters = parametersCell(notebook);
  assert.ok(parameters);
  parameters.source = setParameters(sourceOf(parameters), new Map(Object.entries(budget)));
  await writeFile(join(root, "notebooks", chapter), JSON.stringify(notebook));
  return root;
}
