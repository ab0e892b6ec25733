/** How many places of the latent plane are decoded a second while the pointer moves, and how soon each is there. */
import type { CellsInLab } from "../../test/browser/cellsInLab";

export const explorerCells = {
  plane: `
import { backend, latentPlane, mnist, Vae } from "vae-cookbook";
await backend();
latentPlane(new Vae({ latent: 2, seed: 1 }), { images: (await mnist()).test })`,
};

export interface ExplorerMeasures {
  /** images decoded and shown, a second */
  perSecond: number[];
  /** ms from the question to its answer, 95 of 100 within */
  p95: number[];
}

export async function measureExplorer(
  lab: CellsInLab<keyof typeof explorerCells>,
  rounds: number,
): Promise<ExplorerMeasures> {
  const { page } = lab;
  await lab.run("plane", 120_000);
  const root = lab.cell("plane").locator("[data-answers]");
  const square = lab.cell("plane").getByRole("application");
  await square.scrollIntoViewIfNeeded();
  const box = (await square.boundingBox())!;
  const answers = async () => Number(await root.getAttribute("data-answers"));
  const measures: ExplorerMeasures = { perSecond: [], p95: [] };
  for (let round = 0; round < rounds; round++) {
    const [before, started] = [round === 0 ? 0 : await answers(), performance.now()];
    for (let step = 0; step < 400; step++) {
      await page.mouse.move(
        box.x + box.width * (0.5 + 0.4 * Math.cos(step / 20)),
        box.y + box.height * (0.5 + 0.4 * Math.sin((1.3 * step) / 20)),
      );
      await page.waitForTimeout(8);
    }
    const seconds = (performance.now() - started) / 1000;
    measures.perSecond.push(((await answers()) - before) / seconds);
    measures.p95.push(Number(await root.getAttribute("data-p95")));
  }
  return measures;
}
