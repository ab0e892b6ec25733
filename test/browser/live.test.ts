/** A training that the reader steers: sliders move β and the learning rate while it runs, buttons pause and stop it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { dragTo, inLab, missing, waitUntil } from "./cellsInLab";
import { idle } from "./lab";

const cells = {
  data: `
import { backend, fit, mnist, take, trainingControls, Vae } from "vae-cookbook";
await backend();
const train = take((await mnist()).train, 6000);
const beta = 1;
// What the loop saw.
const seen: number[] = [];
async function training(epochs: number) {
  const vae = new Vae({ latent: 8, hidden: [200], seed: 1 });
  const { onProgress, beta: weight, ...controls } = trainingControls({ vae, beta: beta });
  const history = await fit(vae, train, {
    epochs: epochs, ...controls,
    beta: (step) => {
      const value = weight();
      if (seen.at(-1) !== value) seen.push(value);
      return value;
    },
    onProgress,
  });
  return { steps: history.steps.length, stopped: history.stopped, last: history.steps.at(-1)!.beta };
}`,
  steered: `
console.log(JSON.stringify(await training(1000)));`,
  seen: `
console.log(JSON.stringify(seen));`,
  interrupted: `
console.log(JSON.stringify(await training(1000)));`,
};

test("a training is steered from the page", { skip: missing, timeout: 4 * 60_000 }, async (t) => {
  await inLab(cells, {}, async (lab) => {
    const { page } = lab;
    await lab.run("data", 60_000);
    const cell = lab.cell("steered");
    const handle = (which: number): Locator => cell.locator(".noUi-handle").nth(which);
    const button = (name: string): Locator => cell.getByRole("button", { name, exact: true });
    const status = async (): Promise<string> => await cell.getByText(/step [\d,]+ of/).innerText();
    const rate = async (): Promise<number> =>
      Number(/rate ([\d.]+)/.exec(await cell.locator("svg[role=img]").nth(1).innerHTML())?.[1]);
    let rateBefore = NaN;
    const started = await lab.start("steered");
    await cell.getByText(/epoch \d+ of 1000/).waitFor({ timeout: 60_000 });

    await t.test("a moved β is marked in the chart", async () => {
      // Read before the move: soon after it the rate has fallen already.
      await waitUntil(async () => (rateBefore = await rate()) > 8);
      await handle(0).focus();
      await page.keyboard.press("End");
      await cell.locator("svg text", { hasText: "β = 8" }).first().waitFor();
    });

    await t.test("rate answers", async () => {
      await waitUntil(async () => (await rate()) < 0.7 * rateBefore);
    });

    await t.test("a drag is one mark; the learning rate has its own", async () => {
      // What follows within a second would take the place of the mark before.
      await page.waitForTimeout(1200);
      await dragTo(page, handle(0), 0.5);
      await cell.locator("svg text", { hasText: "β = 4" }).first().waitFor();
      await handle(1).focus();
      await page.keyboard.press("ArrowRight");
      await cell.locator("svg text", { hasText: "learning rate = 0.0013" }).first().waitFor();
      const labels = await cell.locator("svg[role=img]").first().locator("text").allTextContents();
      assert.deepEqual(
        labels
          .filter((label) => label.includes("="))
          .map((label) => label.replace(/ = 4.*/, " = 4")),
        ["β = 8", "β = 4", "learning rate = 0.0013"],
      );
    });

    await lab.screenshot("live");

    await t.test("pause, then resume", async () => {
      await button("Pause").click();
      await button("Resume").waitFor();
      // What was on its way has been drawn.
      await page.waitForTimeout(700);
      const held = await status();
      await page.waitForTimeout(1000);
      assert.equal(await status(), held);
      await button("Resume").click();
      await waitUntil(async () => (await status()) !== held);
    });

    await t.test("stopped while paused: the model is kept, the controls are off", async () => {
      await button("Pause").click();
      await button("Resume").waitFor();
      await button("Stop").click();
      await lab.finish("steered", started);
      const { steps, stopped, last } = JSON.parse(await lab.outputOf("steered")) as {
        steps: number;
        stopped: boolean;
        last: number;
      };
      assert.ok(
        stopped && steps > 10 && Math.abs(last - 4) <= 0.5,
        JSON.stringify({ steps, last }),
      );
      await waitUntil(() => button("Stop").isDisabled());
      const chart = cell.locator(".vega-embed svg, .vega-embed canvas");
      await chart.first().waitFor();
      await lab.screenshot("done");
    });

    await t.test("the loop saw the moves, in their order", async () => {
      await lab.run("seen");
      const seen = JSON.parse(await lab.outputOf("seen")) as number[];
      const moves = seen.filter((value, i) => i === 0 || value === 8 || i === seen.length - 1);
      // A drag ends near the place it is meant for.
      assert.deepEqual(moves.map(Math.round), [1, 8, 4]);
    });

    await t.test("Lab's own stop button ends it too, also while it is paused", async () => {
      const again = await lab.start("interrupted");
      const other = lab.cell("interrupted");
      await other.getByText(/epoch \d+ of 1000/).waitFor({ timeout: 60_000 });
      await other.getByRole("button", { name: "Pause" }).click();
      await other.getByRole("button", { name: "Resume" }).waitFor();
      await page
        .locator(
          ".jp-NotebookPanel:not(.lm-mod-hidden) [data-command='notebook:interrupt-kernel'], button[title^='Interrupt']",
        )
        .first()
        .click();
      await lab.finish("interrupted", again);
      assert.match(await lab.outputOf("interrupted"), /"stopped":true/);
      await idle(page, 30_000);
    });
  });
});
