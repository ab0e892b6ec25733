/** The latent explorer in JupyterLab, in a real browser: by pointer, by keys, without a kernel, in the dark, for axe. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { cellsFile, inLab, missing, waitUntil } from "./cellsInLab";
import type { CellsInLab } from "./cellsInLab";
import { run } from "./lab";

/** The cells of the notebook, by what they show. */
const cells = {
  models: `
import { backend, drawDigit, fit, latentPlane, latentSliders, mnist, pretrained, show, take, tf, Vae } from "vae-cookbook";
await backend();
const digits = await mnist();
const test = take(digits.test, 2000);
const vae = await pretrained("vae");
const vae2d = new Vae({ hidden: [200], latent: 2, seed: 1 });
await fit(vae2d, take(digits.train, 6000), { epochs: 4, seed: 1 });`,
  plane: `
const plane = latentPlane(vae2d, { images: test });
plane`,
  sliders: `
const sliders = latentSliders(vae, { images: test });
sliders`,
  drawing: `
show(drawDigit(vae, { images: test }));`,
  place: `
console.log(JSON.stringify([plane.value.z, sliders.value.z, tf.memory().numTensors]));`,
};
type Name = keyof typeof cells;
type Lab = CellsInLab<Name>;
const explorers = ["plane", "sliders", "drawing"] as const;

test("the latent explorer", { skip: missing, timeout: 5 * 60_000 }, async (t) => {
  await inLab<Name>(cells, { viewport }, async (lab) => {
    const { page } = lab;
    for (const name of ["models", ...explorers] as const) await lab.run(name, 60_000);
    for (const name of explorers) await live(lab, name);
    await screenshot(lab, "light");
    const before = (await placeOf(lab)).tensors;

    await t.test("the pointer moves through the plane, which decodes on the way", async () => {
      const square = lab.cell("plane").getByRole("application");
      const first = await pictureOf(lab.cell("plane"), ".large canvas");
      await square.scrollIntoViewIfNeeded();
      const box = (await square.boundingBox())!;
      const root = explorer(lab, "plane");
      const count = await answers(root);
      for (let step = 0; step < 120; step++) {
        const angle = step / 10;
        await page.mouse.move(
          box.x + box.width * (0.5 + 0.4 * Math.cos(angle)),
          box.y + box.height * (0.5 + 0.4 * Math.sin(1.3 * angle)),
        );
        await page.waitForTimeout(12);
      }
      const decoded = (await answers(root)) - count;
      t.diagnostic(`${decoded} of 120 places decoded on the way`);
      assert.ok(decoded > 3, `${decoded} places`);
      assert.notEqual(await pictureOf(lab.cell("plane"), ".large canvas"), first);
      // Far from the middle: the last place, and what lies there.
      await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.25);
      await waitUntil(async () => {
        const [z1, z2] = zIn(await lab.cell("plane").locator(".place").innerText());
        return z1! > 1 && Math.abs(z1! - z2!) < 0.1;
      });
      const near = lab.cell("plane").locator(".small figcaption");
      assert.equal(await near.count(), 5);
      await waitUntil(async () => (await near.allInnerTexts()).every((text) => /^\d$/.test(text)));
    });

    await t.test("arrow keys move too, JupyterLab leaves them alone, words follow", async () => {
      const square = lab.cell("plane").getByRole("application");
      await page.mouse.move(2, 2);
      await square.focus();
      assert.notEqual(await square.evaluate(outlineOf), "none");
      await page.keyboard.press("Home");
      for (const key of ["ArrowRight", "ArrowRight", "Shift+ArrowUp", "ArrowLeft"]) {
        await page.keyboard.press(key);
      }
      const place = lab.cell("plane").locator(".place");
      await waitUntil(async () => (await place.innerText()) === "z = (0.10, 0.50)");
      const spoken = lab.cell("plane").locator(".spoken");
      await waitUntil(async () => /z = \(0\.10, 0\.50\), near \d/.test(await spoken.innerText()));
      assert.ok(await square.evaluate(isFocused), "the focus has left the plane");
    });

    await t.test("the map and the codes can be put away", async () => {
      const map = lab.cell("plane").locator("canvas.map");
      await lab.cell("plane").getByLabel("map of decoded images").uncheck();
      assert.equal(await map.isVisible(), false);
      await lab.cell("plane").getByLabel("map of decoded images").check();
      assert.equal(await map.isVisible(), true);
    });

    await t.test("sliders change the image; examples, 0 and draws set the sliders", async () => {
      const place = lab.cell("sliders");
      const sliders = place.getByRole("slider");
      assert.equal(await sliders.count(), 8, "the others are folded away");
      await place.getByText("all 50 dimensions").click();
      assert.equal(await sliders.count(), 50);
      const rates = (await place.locator(".rate").allInnerTexts()).map(parseFloat);
      assert.deepEqual(
        rates,
        [...rates].sort((a, b) => b - a),
        "the most informative first",
      );
      const before = await pictureOf(place, ".large canvas");
      await sliders.first().focus();
      await page.keyboard.press("End");
      await waitUntil(async () => (await pictureOf(place, ".large canvas")) !== before);
      await place.getByRole("button", { name: "next" }).click();
      assert.match(await place.locator("select option:checked").innerText(), /^image 1: \d$/);
      await place.getByRole("button", { name: "all at 0" }).click();
      const outputs = place.locator(".slider output");
      assert.deepEqual([...new Set(await outputs.allInnerTexts())], ["0.00"]);
      await place.getByLabel("seed").fill("5");
      await place.getByRole("button", { name: "draw from the prior" }).click();
      await waitUntil(async () => new Set(await outputs.allInnerTexts()).size > 20);
    });

    await t.test("a drawing is seen, explained, and cleared; by mouse and by keys", async () => {
      const place = lab.cell("drawing");
      const field = place.getByRole("application");
      const seen = () => pictureOf(place, ".results .medium canvas");
      await place.getByRole("button", { name: "clear" }).click();
      await waitUntil(async () => (await inkOf(place)) === 0);
      await field.scrollIntoViewIfNeeded();
      const box = (await field.boundingBox())!;
      const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
      await page.mouse.move(...at(0.45, 0.2));
      await page.mouse.down();
      await page.mouse.move(...at(0.45, 0.8), { steps: 10 });
      await page.mouse.up();
      await waitUntil(async () => (await inkOf(place)) > 30);
      const one = await seen();
      const row = place.locator(".terms tr").nth(1);
      const [rate, distortion, sum] = (await row.locator("td").allInnerTexts()).map(Number);
      assert.ok(rate! > 0 && distortion! > 0 && Math.abs(rate! + distortion! - sum!) < 0.11);
      assert.equal(await place.locator(".posterior .mean").count(), 50);

      await field.focus();
      await page.keyboard.press("Delete");
      await waitUntil(async () => (await inkOf(place)) === 0);
      await page.keyboard.press("Space");
      for (const key of ["Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowLeft"]) {
        await page.keyboard.press(key);
      }
      await page.keyboard.press("Space");
      await waitUntil(async () => (await inkOf(place)) > 20);
      assert.notEqual(await seen(), one);
      await place.getByLabel("or an example").selectOption("2");
      await waitUntil(async () => (await inkOf(place)) > 20);
    });

    await t.test(
      "the code knows where the reader has stopped; no tensor is left over",
      async () => {
        await page.waitForTimeout(400);
        const { plane, sliders, tensors } = await placeOf(lab);
        assert.deepEqual(
          plane.map((value) => value.toFixed(2)),
          ["0.10", "0.50"],
        );
        assert.ok(
          sliders.every((value) => value !== 0),
          "the draw from the prior",
        );
        assert.equal(tensors, before);
      },
    );

    await t.test("nothing is cut off at 200 %", async () => {
      await page.setViewportSize({ width: 640, height: 900 });
      for (const name of explorers) {
        const wide = await explorer(lab, name).evaluate(isTooWide);
        assert.equal(wide, false, `${name} is wider than its place`);
      }
      await screenshot(lab, "zoomed");
      await page.setViewportSize(viewport);
    });

    await t.test("axe finds nothing serious, in the light and in the dark theme", async () => {
      assert.deepEqual(await seriousFindings(page, "light"), []);
      await changeTheme(page, "Dark");
      await screenshot(lab, "dark");
      assert.deepEqual(await seriousFindings(page, "dark"), []);
      await changeTheme(page, "Light");
    });

    await t.test("when the page is loaded anew it goes on where it was", async () => {
      await run(page, "docmanager:save");
      await lab.reload();
      for (const name of explorers) await live(lab, name);
      const place = lab.cell("plane").locator(".place");
      await waitUntil(async () => (await place.innerText()) === "z = (0.10, 0.50)");
    });

    await t.test("without its kernel it says so and shows what was saved", async () => {
      await run(page, "docmanager:save");
      await run(page, "kernelmenu:shutdown");
      await lab.reload();
      for (const name of explorers) {
        const note = lab.cell(name).locator(".note");
        await note.getByText(/No kernel answers.*Run the cell to/).waitFor();
        const canvas = name === "drawing" ? ".results .medium canvas" : ".large canvas";
        assert.ok((await inkOf(lab.cell(name), canvas)) > 30, `${name} is empty`);
      }
      const square = lab.cell("plane").getByRole("application");
      const before = await pictureOf(lab.cell("plane"), ".large canvas");
      await square.focus();
      await page.keyboard.press("Shift+ArrowLeft");
      await page.keyboard.press("Shift+ArrowLeft");
      await page.keyboard.press("Shift+ArrowLeft");
      assert.notEqual(await pictureOf(lab.cell("plane"), ".large canvas"), before);
      await screenshot(lab, "saved");
    });

    await t.test("an untrusted notebook has the pictures", async () => {
      await openUntrusted(lab);
      for (const name of explorers) {
        const image = lab.cell(name).locator(".jp-OutputArea img");
        await image.waitFor();
        assert.ok(await image.evaluate(naturalWidthOf), `${name} has no picture`);
        assert.equal(await explorer(lab, name).count(), 0);
      }
      await screenshot(lab, "untrusted");
    });

    async function seriousFindings(page: Page, theme: string): Promise<string[]> {
      const findings = await axe(page);
      const list = findings.map(({ id, impact, nodes }) => `${impact} ${id} ${nodes.join("  ")}`);
      t.diagnostic(`axe, ${theme}: ${list.length} findings ${list.join(" | ")}`);
      return list.filter((finding) => /^(serious|critical)/.test(finding));
    }
  });
});

const viewport = { width: 1100, height: 1300 };

/** Opens a copy that Jupyter has not signed: it has another output than the saved ones. */
async function openUntrusted(lab: Lab): Promise<void> {
  const saved = JSON.parse(await readFile(join(lab.folder, cellsFile), "utf8")) as {
    cells: { outputs: object[] }[];
  };
  saved.cells[0]!.outputs.push({ output_type: "stream", name: "stdout", text: "a copy" });
  await writeFile(join(lab.folder, "copy.ipynb"), JSON.stringify(saved));
  await lab.open("copy.ipynb");
}

function explorer(lab: Lab, name: Name): Locator {
  return lab.cell(name).locator(".vae-explorer");
}

async function changeTheme(page: Page, theme: "Light" | "Dark"): Promise<void> {
  await run(page, "apputils:change-theme", { theme: `JupyterLab ${theme}` });
  // The command does not wait for the theme; when it is there, the page is hidden for a moment, and axe would see nothing.
  const body = page.locator(`body[data-jp-theme-light="${theme === "Light"}"]`);
  await body.waitFor({ state: "attached" });
  await page.locator(".vae-explorer").first().waitFor();
}

/** Waits until the kernel has answered a widget. */
async function live(lab: Lab, name: Name): Promise<void> {
  await lab.cell(name).locator('.vae-explorer[data-kernel="live"]').waitFor();
}

async function placeOf(lab: Lab) {
  await lab.run("place", 60_000);
  const output = lab.cell("place").locator(".jp-OutputArea-output").last();
  const [plane, sliders, tensors] = JSON.parse(await output.innerText()) as [
    number[],
    number[],
    number,
  ];
  return { plane, sliders, tensors };
}

async function answers(root: Locator): Promise<number> {
  return Number(await root.getAttribute("data-answers"));
}

function zIn(text: string): number[] {
  return [...text.replaceAll("−", "-").matchAll(/-?\d+\.\d+/g)].map(Number);
}

/** What a canvas shows. */
async function pictureOf(place: Locator, canvas: string): Promise<string> {
  return await place
    .locator(canvas)
    .first()
    .evaluate((element) => (element as unknown as { toDataURL(): string }).toDataURL());
}

/** How many pixels of the image as the model gets it are not nearly black. */
async function inkOf(place: Locator, canvas = ".results .medium canvas"): Promise<number> {
  return await place
    .locator(canvas)
    .first()
    .evaluate((element) => {
      interface Canvas {
        width: number;
        height: number;
        getContext(kind: string): {
          getImageData(...box: number[]): { data: ArrayLike<number> };
        };
      }
      const canvas = element as unknown as Canvas;
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) count += Number(data[i]! > 40);
      return count;
    });
}

interface Finding {
  id: string;
  impact: string;
  nodes: string[];
}

/** What axe-core has against the explorers. */
async function axe(page: Page): Promise<Finding[]> {
  const source = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(source);
  return await page.evaluate(async () => {
    interface Axe {
      run(
        context: object,
        options: object,
      ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(
      { include: [".vae-explorer"] },
      { resultTypes: ["violations"] },
    );
    return violations.map(({ id, impact, nodes }) => ({
      ...{ id, impact },
      nodes: nodes.map(({ html }) => html.slice(0, 120)),
    }));
  });
}

interface Styled {
  scrollWidth: number;
  clientWidth: number;
  naturalWidth: number;
  ownerDocument: {
    activeElement: unknown;
    defaultView: { getComputedStyle(element: Styled): Record<string, string> };
  };
}

function outlineOf(element: unknown): string {
  const styled = element as Styled;
  return styled.ownerDocument.defaultView.getComputedStyle(styled)["outlineStyle"]!;
}

function isFocused(element: unknown): boolean {
  return (element as Styled).ownerDocument.activeElement === element;
}

function isTooWide(element: unknown): boolean {
  const { scrollWidth, clientWidth } = element as Styled;
  return scrollWidth > clientWidth + 1;
}

function naturalWidthOf(element: unknown): number {
  return (element as Styled).naturalWidth;
}

/** With SCREENSHOT=/path/to/name, pictures to look at: name-light.png and so on. */
async function screenshot(lab: Lab, name: string): Promise<void> {
  const path = process.env["SCREENSHOT"];
  if (path === undefined) return;
  for (const one of explorers) {
    const place = lab.cell(one);
    await place.scrollIntoViewIfNeeded();
    await place.screenshot({ path: `${path}-${name}-${one}.png` });
  }
}
