/** Widgets in JupyterLab, in a real browser: what the reader moves, code sees while it runs, and the other way round. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { contrastOf, dragTo, inLab, missing, waitUntil } from "./cellsInLab";
import type { CellsInLab } from "./cellsInLab";
import { run } from "./lab";

/** The cells of the notebook, by what they show. */
const cells = {
  sliders: `
import { button, checkbox, column, customWidget, dropdown, html, intSlider } from "@vae-cookbook/kernel/widgets";
import { logSlider, progress, row, slider, text } from "@vae-cookbook/kernel/widgets";
const beta = slider({ label: "weight of the KL term, $\\\\beta$", min: 0, max: 8, step: 0.5, value: 1 });
beta`,
  training: `
const seen = [beta.value];
while (beta.value < 8) {
  await new Promise((resolve) => setTimeout(resolve, 2));
  if (beta.value !== seen.at(-1)) seen.push(beta.value);
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
  await inLab(cells, {}, async (lab) => {
    const { page } = lab;
    const beta = handleIn(lab, "sliders");
    await t.test("a slider shows, its label whole", async () => {
      await lab.run("sliders");
      await beta.waitFor();
      assert.equal(await readoutIn(lab, "sliders"), "1.0");
      const label = lab.cell("sliders").locator(".widget-label");
      await label.locator("mjx-container").waitFor({ state: "attached" });
      // Beside the formula, the label holds a hidden one for screen readers.
      const whole = (await label.boundingBox())!;
      const formula = (await label.locator("mjx-container").boundingBox())!;
      assert.ok(formula.x + formula.width <= whole.x + whole.width + 1, "β is cut off");
      const track = (await lab.cell("sliders").locator(".noUi-base").boundingBox())!;
      assert.ok(track.width >= 150, `a slider of ${track.width} pixels is too short for a mouse`);
    });

    await t.test("a running cell sees the moves, of mouse and keyboard", async () => {
      await lab.select("training");
      const passed = run(page, "notebook:run-cell");
      await page.getByText(/\| Busy/).waitFor();
      await dragTo(page, beta, 0.25);
      const dragged = Number(await readoutIn(lab, "sliders"));
      assert.ok(dragged > 1 && dragged < 3, `dragged to a quarter of 8, it stands at ${dragged}`);
      await beta.focus();
      for (let press = 0; press < 6; press++) {
        await page.keyboard.press("ArrowRight");
        await page.waitForTimeout(200);
      }
      await page.keyboard.press("End");
      assert.equal(await passed, true);
      const seen = JSON.parse(await lab.outputOf("training")) as number[];
      assert.equal(seen.at(-1), 8);
      // What the next move overtakes may be skipped; a press every 200 ms is seldom overtaken.
      assert.ok(seen.length > 4, `${seen.length} values were seen`);
    });

    await t.test(
      "a click runs its handler, and the output lands in the button's cell",
      async () => {
        await lab.run("button");
        const button = lab.cell("button").locator("button.widget-button");
        await button.click();
        await lab.cell("button").getByText("drawn at 8").waitFor();
        await button.press("Enter");
        await lab
          .cell("button")
          .getByText(/drawn at 8\s+drawn at 8/)
          .waitFor();
        assert.deepEqual(await cutOff(lab.cell("button")), []);
      },
    );

    await t.test("all controls show; code moves them", async () => {
      await lab.run("all");
      const all = lab.cell("all");
      await all.locator("b", { hasText: "ready" }).waitFor();
      assert.deepEqual(await cutOff(all), []);
      await lab.run("progress");
      const width = () => all.locator(".progress-bar").evaluate(widthOf);
      await waitUntil(async () => (await width()) === "75%");

      const rate = all.locator(".noUi-handle").first();
      await rate.focus();
      await page.keyboard.press("End");
      await all.locator("b", { hasText: /^1$/ }).waitFor();
      await all.locator("select").selectOption("convolutional");
      await all.locator('input[type="checkbox"]').uncheck();
      await all.locator('input[type="text"]').fill("second");
      await page.keyboard.press("Enter");
      await lab.run("values");
      const expected = [8, 1, 20, "convolutional", false, "second"];
      assert.deepEqual(JSON.parse(await lab.outputOf("values")), expected);
    });

    await t.test("a custom widget draws, and its state goes both ways, binary too", async () => {
      await lab.run("custom");
      const pad = lab.cell("custom").locator("button.pad");
      await pad.waitFor();
      assert.equal(await pad.innerText(), "sum 3");
      assert.equal(await pad.evaluate(letterSpacingOf), "3px");
      await pad.click();
      await lab.cell("custom").getByText("bytes 40,2").waitFor();
      assert.equal(await pad.innerText(), "sum 42");
      await lab.run("rename");
      await waitUntil(async () => (await pad.innerText()) === "total 42");
    });

    await lab.screenshot("light");

    await t.test("everything is as it was when the page is loaded anew", async () => {
      await run(page, "docmanager:save");
      await lab.reload();
      await beta.waitFor();
      assert.equal(await readoutIn(lab, "sliders"), "8.0");
      const all = lab.cell("all");
      assert.equal(await all.locator("select").inputValue(), "convolutional");
      assert.equal(await all.locator('input[type="checkbox"]').isChecked(), false);
      assert.equal(await all.locator('input[type="text"]').inputValue(), "second");
      assert.equal(await all.locator(".progress-bar").evaluate(widthOf), "75%");
      const pad = lab.cell("custom").locator("button.pad");
      await pad.waitFor();
      assert.equal(await pad.innerText(), "total 42");

      await beta.focus();
      await page.keyboard.press("Home");
      await waitUntil(async () => (await readoutIn(lab, "sliders")) === "0.0");
      await lab.run("values");
      assert.match(await lab.outputOf("values"), /^\[0,1,20,/);
    });
  });
});

test("widgets in the dark theme can be read", { skip: missing, timeout: 2 * 60_000 }, async () => {
  await inLab(cells, { theme: "dark" }, async (lab) => {
    await lab.run("sliders");
    await lab.run("button");
    await lab.run("all");
    const all = lab.cell("all");
    await all.locator("b", { hasText: "ready" }).waitFor();
    await lab.screenshot("dark");
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

function handleIn(lab: CellsInLab<Name>, name: Name): Locator {
  return lab.cell(name).locator(".noUi-handle").first();
}

async function readoutIn(lab: CellsInLab<Name>, name: Name): Promise<string> {
  return await lab.cell(name).locator(".widget-readout").first().innerText();
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
  ownerDocument: { defaultView: { getComputedStyle(element: Styled): Record<string, string> } };
}

function widthOf(element: unknown): string {
  return (element as Styled).style.width;
}

function letterSpacingOf(element: unknown): string {
  const styled = element as Styled;
  return styled.ownerDocument.defaultView.getComputedStyle(styled)["letterSpacing"]!;
}
