/** What a reader does besides running cells: exercises, interrupting, restarting, coming back, reading in the dark and enlarged. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { contrastOf, inLab, missing, waitUntil } from "./cellsInLab";
import { idle, repository, run } from "./lab";

const cells = {
  exercise: `
import { check } from "vae-cookbook";
import { button, slider } from "@vae-cookbook/kernel/widgets";
function kl(mean: number): number | undefined { return undefined; }
check("KL", { yours: () => kl(2), expected: 2, hint: "It is quadratic in the mean." });`,
  slider: `
const beta = slider({ label: "β", min: 0, max: 8, step: 1, value: 1 });
beta`,
  button: `
button({ label: "Say β", onClick: () => console.log("β is", beta.value) })`,
  endless: `
const kept = 42;
console.log("running");
for (;;) await new Promise((resolve) => setTimeout(resolve, 10));`,
  after: `
typeof kept`,
};
type Name = keyof typeof cells;

/** The committed chapter, which nobody on this machine has run: the page does not trust it. */
const chapter = () => readFile(join(repository, "notebooks", "00-start-here.ipynb"), "utf8");

test("a reader's ways", { skip: missing, timeout: 4 * 60_000 }, async (t) => {
  const notebooks = { "00.ipynb": await chapter() };
  await inLab<Name>(cells, { notebooks }, async (lab) => {
    const { page } = lab;

    await t.test("by keyboard alone: run cells, move a slider, press a button", async () => {
      await page.keyboard.press("Escape");
      for (let cell = 0; cell < 3; cell++) {
        await page.keyboard.press("Shift+Enter");
        await idle(page, 60_000);
      }
      await lab.cell("button").locator("button.widget-button").waitFor({ timeout: 60_000 });
      await tabTo(page, ".noUi-handle", "Shift+Tab");
      await page.keyboard.press("End");
      await tabTo(page, "button.widget-button", "Tab");
      await page.keyboard.press("Enter");
      await lab.cell("button").locator(".jp-OutputArea").getByText("β is 8").waitFor();
    });

    await t.test("an exercise: a hint unfolds by keyboard, then wrong, then right", async () => {
      const exercise = lab.cell("exercise").locator(".jp-OutputArea");
      await exercise.getByText("… KL: not done yet.").waitFor();
      const hint = exercise.getByText("It is quadratic in the mean.");
      assert.equal(await hint.isVisible(), false);
      await exercise.locator("summary").focus();
      await page.keyboard.press("Enter");
      await hint.waitFor({ state: "visible" });
      const solve = async (answer: string): Promise<void> => {
        await lab.cell("exercise").locator(".cm-content").click();
        await page.keyboard.press("ControlOrMeta+a");
        await page.keyboard.insertText(cells.exercise.replace("return undefined", answer).trim());
        await page.keyboard.press("Shift+Enter");
        await idle(page, 30_000);
      };
      await solve("return mean ** 2");
      await exercise.getByText("✗ KL: twice the true value. Is a factor ½ missing?").waitFor();
      await solve("return mean ** 2 / 2");
      await exercise.getByText("✓ KL: right.").waitFor();
    });

    await t.test("interrupting a cell keeps what was defined", async () => {
      const started = await lab.start("endless");
      await lab.cell("endless").locator(".jp-OutputArea").getByText("running").waitFor();
      await run(page, "notebook:interrupt-kernel");
      assert.notEqual(await started.passed, true);
      await idle(page, 30_000);
      await lab.run("after");
      assert.match(await lab.outputOf("after"), /number/);
    });

    await t.test("saved and opened again, all is there, without the kernel's help", async () => {
      await run(page, "docmanager:save");
      await lab.reload();
      await lab.cell("exercise").locator(".jp-OutputArea").getByText("✓ KL: right.").waitFor();
      await lab.cell("slider").locator(".noUi-handle").waitFor({ timeout: 60_000 });
      await lab.cell("button").locator(".jp-OutputArea").getByText("β is 8").waitFor();
    });

    await t.test("a restarted kernel knows nothing, and runs", async () => {
      const restarted = run(page, "kernelmenu:restart");
      await page.locator(".jp-Dialog button.jp-mod-accept").click();
      await restarted;
      await idle(page, 30_000);
      const { passed } = await lab.start("after");
      assert.notEqual(await passed, true);
      assert.match(await lab.outputOf("after"), /Cannot find name 'kept'/);
      await lab.run("exercise");
      assert.equal(await page.locator(".jp-Dialog").count(), 0);
    });

    await t.test("a chapter that the page does not trust shows its pictures", async () => {
      await lab.open("00.ipynb");
      const pictures = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output");
      const drawn = pictures.locator("img, svg, canvas");
      await waitUntil(async () => (await drawn.count()) >= 7, 60_000);
      await lab.screenshot("untrusted");
      assert.equal(await page.getByText("Error displaying widget").count(), 0);
      assert.equal(
        await page.locator('[data-mime-type="application/vnd.jupyter.error"]').count(),
        0,
      );
      await lab.screenshot("untrusted");
    });
  });
});

test("in the dark theme, twice as large", { skip: missing, timeout: 4 * 60_000 }, async () => {
  const notebooks = { "00.ipynb": await chapter() };
  const options = {
    theme: "dark",
    zoom: 2,
    viewport: { width: 1280, height: 1600 },
    notebooks,
  } as const;
  await inLab<Name>(cells, options, async (lab) => {
    const { page } = lab;
    await lab.run("exercise");
    await lab.run("slider");
    await lab.screenshot("dark-cells");
    const texts = lab.cell("exercise").locator(".jp-RenderedHTML div, .jp-RenderedHTML summary");
    await waitUntil(async () => (await texts.count()) >= 2);
    for (const text of await texts.all()) {
      if (!(await text.isVisible())) continue;
      const contrast = await text.evaluate(contrastOf);
      assert.ok(contrast >= 4.5, `"${await text.innerText()}": contrast ${contrast}`);
    }
    await lab.open("00.ipynb");
    const prose = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-RenderedMarkdown");
    await waitUntil(async () => (await prose.count()) >= 10);
    for (const text of await prose.locator("p, li, h2").all()) {
      const words = (await text.innerText()).slice(0, 40);
      const contrast = await text.evaluate(contrastOf);
      assert.ok(contrast >= 4.5, `"${words}": contrast ${contrast}`);
      const [wide, room] = await text.evaluate((element) => {
        const { scrollWidth, clientWidth } = element as unknown as Record<string, number>;
        return [scrollWidth!, clientWidth!];
      });
      assert.ok(wide <= room + 1, `"${words}" is cut off: ${wide} pixels in ${room}`);
    }
    await lab.screenshot("dark-chapter");
  });
});

/** Presses Tab until the focus is on what the selector names. */
async function tabTo(page: Page, selector: string, key: "Tab" | "Shift+Tab"): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key);
    const reached = await page.evaluate((wanted) => {
      interface Element {
        matches(selector: string): boolean;
      }
      const { document } = globalThis as unknown as { document: { activeElement: Element | null } };
      return document.activeElement?.matches(wanted) === true;
    }, selector);
    if (reached) return;
  }
  assert.fail(`${selector} is not reached by ${key}`);
}
