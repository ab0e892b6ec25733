/** Widgets in JupyterLab, in a real browser: what the reader moves, code sees while it runs, and the other way round. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { findBrowser, idle, launchBrowser, openNotebook, repository, run, startLab } from "./lab";
import type { Lab } from "./lab";

const browserPath = findBrowser();
const missing =
  browserPath === undefined && process.env["CI"] !== "true"
    ? "no Chromium, Chrome or Edge found; name one with CHROMIUM=/path/to/it"
    : false;

/** The cells of the notebook, by what they show. */
const cells = {
  sliders: `
import { button, checkbox, column, customWidget, dropdown, html, intSlider } from "@vae-cookbook/kernel/widgets";
import { logSlider, progress, row, slider, text } from "@vae-cookbook/kernel/widgets";
const beta = slider({ label: "weight of the KL term, $\\\\beta$", min: 0, max: 8, step: 0.5, value: 1 });
beta`,
  training: `
const seen: [value: number, time: number][] = [[beta.value, Date.now()]];
while (beta.value < 8) {
  await new Promise((resolve) => setTimeout(resolve, 2));
  if (beta.value !== seen.at(-1)![0]) seen.push([beta.value, Date.now()]);
}
console.log(JSON.stringify(seen));`,
  button: `
const draw = button({ label: "Draw another hundred samples", onClick: () => console.log("drawn at", beta.value) });
draw`,
  all: `
const rate = logSlider({ label: "learning rate", min: 1e-4, max: 1 });
const latent = intSlider({ label: "latent dimensions", min: 1, max: 50, value: 20, labelWidth: "9em" });
const model = dropdown({ label: "model", options: ["plain", "convolutional"] });
const shuffle = checkbox({ label: "shuffle the images", value: true });
const name = text({ label: "name of the run", value: "first" });
const bar = progress({ label: "epoch", max: 10 });
const words = html({ value: "<b>ready</b>" });
rate.onChange((value) => { words.value = "rate <b>" + value + "</b>"; });
column(row(rate, button({ label: "Train", icon: "play", style: "primary" })), latent, model, shuffle, name, bar, words)`,
  progress: `
for (let step = 0; step < 1000; step++) bar.value = step / 100;
bar.value = 7.5;`,
  custom: `
const pad = customWidget({
  esm: \`export default {
    render({ model, el }) {
      const button = document.createElement("button");
      const sum = () => { let total = 0; const bytes = model.get("bytes"); for (let i = 0; i < bytes.byteLength; i++) total += bytes.getUint8(i); return total; };
      const draw = () => { button.textContent = model.get("name") + " " + sum(); };
      button.className = "pad";
      button.onclick = () => { model.set("bytes", new DataView(new Uint8Array([40, 2]).buffer)); model.save_changes(); };
      model.on("change:name", draw);
      model.on("change:bytes", draw);
      draw();
      el.append(button);
    },
  }\`,
  css: ".pad { letter-spacing: 3px }",
  state: { name: "sum", bytes: new Uint8Array([1, 2]) },
});
pad.onChange(({ bytes }) => { console.log("bytes", bytes.join()); });
pad`,
  rename: `pad.update({ name: "total" });`,
  values: `
console.log(JSON.stringify([beta.value, rate.value, latent.value, model.value, shuffle.value, name.value]));`,
};
type Name = keyof typeof cells;

test("widgets in JupyterLab", { skip: missing, timeout: 5 * 60_000 }, async (t) => {
  await inLab("light", async (page, reload) => {
    const beta = handleIn(page, "sliders");
    await t.test("a slider shows, its label whole", async () => {
      await runCell(page, "sliders");
      await beta.waitFor({ timeout: 20_000 });
      assert.equal(await readoutIn(page, "sliders"), "1.0");
      const label = cell(page, "sliders").locator(".widget-label");
      await label.locator("mjx-container").waitFor({ state: "attached", timeout: 20_000 });
      // Beside the formula, the label holds a hidden one for screen readers.
      const whole = (await label.boundingBox())!;
      const formula = (await label.locator("mjx-container").boundingBox())!;
      assert.ok(formula.x + formula.width <= whole.x + whole.width + 1, "β is cut off");
      const track = (await cell(page, "sliders").locator(".noUi-base").boundingBox())!;
      assert.ok(track.width >= 150, `a slider of ${track.width} pixels is too short for a mouse`);
    });

    await t.test("a running cell sees each move within 300 ms, of mouse and keyboard", async () => {
      await noteChanges(page, cell(page, "sliders"));
      await select(page, "training");
      const passed = run(page, "notebook:run-cell");
      await page.getByText(/\| Busy/).waitFor();
      await dragTo(page, beta, 0.25);
      const dragged = Number(await readoutIn(page, "sliders"));
      assert.ok(dragged > 1 && dragged < 3, `dragged to a quarter of 8, it stands at ${dragged}`);
      await beta.focus();
      for (let press = 0; press < 6; press++) {
        await page.keyboard.press("ArrowRight");
        await page.waitForTimeout(60);
      }
      await page.keyboard.press("End");
      assert.equal(await passed, true);
      const seen = JSON.parse(await outputOf(page, "training")) as [number, number][];
      const moved = await page.evaluate(
        () => (globalThis as unknown as { moved: [number, number][] }).moved,
      );
      assert.equal(seen.at(-1)![0], 8);
      const reached = seen.slice(1);
      // What is overtaken by the next move within milliseconds may be skipped, not more.
      assert.ok(reached.length >= 4, `${reached.length} values were seen`);
      const delays = reached.map(([value, time]) => {
        // The page may send a change some milliseconds before it comes to noting it.
        const [, shown] = moved.filter(([other, at]) => other === value && at <= time + 50).at(-1)!;
        return time - shown;
      });
      t.diagnostic(`page to running code, ms: ${delays.join(", ")}`);
      assert.ok(Math.max(...delays) <= 300, `milliseconds: ${delays.join(", ")}`);
    });

    await t.test(
      "a click runs its handler, and the output lands in the button's cell",
      async () => {
        await runCell(page, "button");
        const button = cell(page, "button").locator("button.widget-button");
        await button.click();
        await cell(page, "button").getByText("drawn at 8").waitFor({ timeout: 10_000 });
        await button.press("Enter");
        await cell(page, "button")
          .getByText(/drawn at 8\s+drawn at 8/)
          .waitFor({ timeout: 10_000 });
        assert.deepEqual(await cutOff(cell(page, "button")), []);
      },
    );

    await t.test("all controls show; code moves them", async () => {
      await runCell(page, "all");
      const all = cell(page, "all");
      await all.locator("b", { hasText: "ready" }).waitFor({ timeout: 10_000 });
      assert.deepEqual(await cutOff(all), []);
      await runCell(page, "progress");
      const width = () => all.locator(".progress-bar").evaluate(widthOf);
      await waitUntil(async () => (await width()) === "75%");

      const rate = all.locator(".noUi-handle").first();
      await rate.focus();
      await page.keyboard.press("End");
      await all.locator("b", { hasText: /^1$/ }).waitFor({ timeout: 10_000 });
      await all.locator("select").selectOption("convolutional");
      await all.locator('input[type="checkbox"]').uncheck();
      await all.locator('input[type="text"]').fill("second");
      await page.keyboard.press("Enter");
      await runCell(page, "values");
      const expected = [8, 1, 20, "convolutional", false, "second"];
      assert.deepEqual(JSON.parse(await outputOf(page, "values")), expected);
    });

    await t.test("a custom widget draws, and its state goes both ways, binary too", async () => {
      await runCell(page, "custom");
      const pad = cell(page, "custom").locator("button.pad");
      await pad.waitFor({ timeout: 20_000 });
      assert.equal(await pad.innerText(), "sum 3");
      assert.equal(await pad.evaluate(letterSpacingOf), "3px");
      await pad.click();
      await cell(page, "custom").getByText("bytes 40,2").waitFor({ timeout: 10_000 });
      assert.equal(await pad.innerText(), "sum 42");
      await runCell(page, "rename");
      await waitUntil(async () => (await pad.innerText()) === "total 42");
    });

    await screenshot(page, "light");

    await t.test("everything is as it was when the page is loaded anew", async () => {
      await run(page, "docmanager:save");
      await reload();
      await beta.waitFor({ timeout: 30_000 });
      assert.equal(await readoutIn(page, "sliders"), "8.0");
      const all = cell(page, "all");
      assert.equal(await all.locator("select").inputValue(), "convolutional");
      assert.equal(await all.locator('input[type="checkbox"]').isChecked(), false);
      assert.equal(await all.locator('input[type="text"]').inputValue(), "second");
      assert.equal(await all.locator(".progress-bar").evaluate(widthOf), "75%");
      const pad = cell(page, "custom").locator("button.pad");
      await pad.waitFor({ timeout: 20_000 });
      assert.equal(await pad.innerText(), "total 42");

      await beta.focus();
      await page.keyboard.press("Home");
      await waitUntil(async () => (await readoutIn(page, "sliders")) === "0.0");
      await runCell(page, "values");
      assert.match(await outputOf(page, "values"), /^\[0,1,20,/);
    });
  });
});

test("widgets in the dark theme can be read", { skip: missing, timeout: 2 * 60_000 }, async () => {
  await inLab("dark", async (page) => {
    await runCell(page, "sliders");
    await runCell(page, "button");
    await runCell(page, "all");
    const all = cell(page, "all");
    await all.locator("b", { hasText: "ready" }).waitFor({ timeout: 20_000 });
    await screenshot(page, "dark");
    for (const words of [".widget-label", ".widget-readout", ".widget-html-content"]) {
      for (const element of await all.locator(words).all()) {
        if ((await element.innerText()).trim() === "") continue;
        const ratio = await element.evaluate(contrastOf);
        // WCAG's bound for text.
        assert.ok(ratio >= 4.5, `${words} "${await element.innerText()}": contrast ${ratio}`);
      }
    }
  });
});

/** Opens the notebook in a Lab of its own. The page must report no error. */
async function inLab(
  theme: "light" | "dark",
  look: (page: Page, reload: () => Promise<void>) => Promise<void>,
): Promise<void> {
  assert.ok(browserPath !== undefined, "a browser is needed here: set CHROMIUM to one");
  const root = await mkdtemp(join(tmpdir(), "vae-cookbook-widgets-"));
  let lab: Lab | undefined;
  let browser: Browser | undefined;
  try {
    await mkdir(join(root, "notebooks"));
    await symlink(join(repository, "node_modules"), join(root, "node_modules"), "junction");
    await writeFile(join(root, "notebooks", "widgets.ipynb"), notebook());
    lab = await startLab({ root, theme });
    browser = await launchBrowser(browserPath);
    const page = await browser.newPage({ viewport: { width: 1100, height: 1700 } });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    const address = lab.notebook("notebooks/widgets.ipynb");
    await openNotebook(page, address);
    await look(page, () => openNotebook(page, address));
    assert.deepEqual(errors, []);
    const broken = page.locator('[data-mime-type="application/vnd.jupyter.error"]');
    assert.deepEqual(await broken.allInnerTexts(), []);
  } finally {
    await browser?.close();
    await lab?.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function notebook(): string {
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

function cell(page: Page, name: Name): Locator {
  return page.locator(".jp-CodeCell").nth(Object.keys(cells).indexOf(name));
}

async function select(page: Page, name: Name): Promise<void> {
  await cell(page, name).locator(".jp-InputPrompt").first().click();
}

async function runCell(page: Page, name: Name): Promise<void> {
  await select(page, name);
  const passed = await run(page, "notebook:run-cell");
  assert.ok(passed, `${name}: ${await cell(page, name).locator(".jp-OutputArea").innerText()}`);
  await idle(page, 30_000);
}

async function outputOf(page: Page, name: Name): Promise<string> {
  return await cell(page, name).locator(".jp-OutputArea-output").last().innerText();
}

function handleIn(page: Page, name: Name): Locator {
  return cell(page, name).locator(".noUi-handle").first();
}

async function readoutIn(page: Page, name: Name): Promise<string> {
  return await cell(page, name).locator(".widget-readout").first().innerText();
}

/** Drags a slider's handle to a place between 0, the left end, and 1. */
async function dragTo(page: Page, handle: Locator, place: number): Promise<void> {
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

/** Notes in the page when a slider's readout takes which value. */
async function noteChanges(page: Page, place: Locator): Promise<void> {
  await place.locator(".widget-readout").evaluate((readout) => {
    interface Page {
      moved: [number, number][];
      MutationObserver: new (callback: () => void) => {
        observe(target: unknown, options: object): void;
      };
    }
    const page = globalThis as unknown as Page;
    const { textContent } = readout as unknown as { textContent: string };
    page.moved = [[Number(textContent), Date.now()]];
    new page.MutationObserver(() => {
      const value = Number((readout as unknown as { textContent: string }).textContent);
      if (value !== page.moved.at(-1)![0]) page.moved.push([value, Date.now()]);
    }).observe(readout, { childList: true, characterData: true, subtree: true });
  });
}

/** Labels and buttons whose words do not fit. */
async function cutOff(place: Locator): Promise<string[]> {
  const cut: string[] = [];
  for (const part of await place.locator(".widget-label, button, .widget-readout").all()) {
    const fits = await part.evaluate((element) => {
      const { scrollWidth, clientWidth } = element as unknown as Record<string, number>;
      return scrollWidth! <= clientWidth!;
    });
    if (!fits) cut.push(await part.innerText());
  }
  return cut;
}

interface Styled {
  style: { width: string };
  parentElement: Styled | null;
  ownerDocument: { defaultView: { getComputedStyle(element: Styled): Record<string, string> } };
}

function widthOf(element: unknown): string {
  return (element as Styled).style.width;
}

function letterSpacingOf(element: unknown): string {
  const styled = element as Styled;
  return styled.ownerDocument.defaultView.getComputedStyle(styled)["letterSpacing"]!;
}

/** WCAG's contrast of an element's text with what is behind it. */
function contrastOf(element: unknown): number {
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

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, "it has not come about in 10 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** With SCREENSHOT=/path/to/name, pictures to look at: name-light.png and name-dark.png. */
async function screenshot(page: Page, theme: string): Promise<void> {
  const path = process.env["SCREENSHOT"];
  if (path !== undefined) await page.screenshot({ path: `${path}-${theme}.png` });
}
