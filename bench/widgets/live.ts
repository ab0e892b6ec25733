/** How soon a training hears of a slider, how soon the chart shows it, and what the view costs. */
import type { CellsInLab } from "../../test/browser/cellsInLab";

export const liveCells = {
  data: `
import { backend, fit, mnist, trainingControls, Vae } from "vae-cookbook";
await backend();
const { train } = await mnist();
const seen: [beta: number, time: number][] = [];
const build = () => new Vae({ latent: 20, seed: 1 });`,
  steered: `
const vae = build();
const { beta, ...controls } = trainingControls({ vae });
const noted = () => {
  const value = beta();
  if (seen.at(-1)?.[0] !== value) seen.push([value, Date.now()]);
  return value;
};
const { steps } = await fit(vae, train, { epochs: 1000, seed: 1, ...controls, beta: noted });
console.log(JSON.stringify(seen));`,
  cost: `
const epochs = 4;
const secondsOf = async (view: boolean) => {
  const vae = build();
  const options = view ? trainingControls({ vae }) : {};
  const { epochs: done } = await fit(vae, train, { epochs: epochs, seed: 1, ...options });
  return done.slice(1).reduce((sum, { seconds }) => sum + seconds, 0);
};
const ratios: number[] = [];
for (let round = 0; round < 5; round++) {
  const plain = await secondsOf(false);
  ratios.push((await secondsOf(true)) / plain);
}
console.log(JSON.stringify(ratios));`,
};

export interface LiveMeasures {
  /** ms from the moved slider, as the page shows it, to the first step with the new β */
  toLoop: number[];
  /** ms from the moved slider to its mark in the chart */
  toChart: number[];
  /** seconds of a training with view and controls, over those of one without */
  slowdown: number[];
}

type Moments = Record<string, number>;

export async function measureLive(
  lab: CellsInLab<keyof typeof liveCells>,
  moves: number,
): Promise<LiveMeasures> {
  const { page } = lab;
  await lab.run("data", 120_000);
  const started = await lab.start("steered");
  const cell = lab.cell("steered");
  await cell.getByText(/epoch \d+ of 1000/).waitFor({ timeout: 120_000 });
  await cell.evaluate(noteMoments);
  const handle = cell.locator(".noUi-handle").first();
  for (let move = 0; move < moves; move++) {
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    // Longer than what makes two changes one.
    await page.waitForTimeout(1700);
  }
  await cell.getByRole("button", { name: "Stop" }).click();
  await lab.finish("steered", started, 60_000);
  const seen = JSON.parse(await lab.outputOf("steered")) as [number, number][];
  const { moved, marked } = await page.evaluate(() => {
    const { moved, marked } = globalThis as unknown as { moved: Moments; marked: Moments };
    return { moved, marked };
  });
  const reached = seen.slice(1).map(([value, time]) => ({ name: value.toFixed(1), time }));
  await lab.run("cost", 10 * 60_000);
  return {
    toLoop: reached.map(({ name, time }) => Math.max(0, time - moved[name]!)),
    toChart: reached.map(({ name }) => marked[name]! - moved[name]!),
    slowdown: JSON.parse(await lab.outputOf("cost")) as number[],
  };
}

/** Runs in the page: notes when the slider takes a value, and when the chart has its mark. */
function noteMoments(element: unknown): void {
  interface Part {
    textContent: string;
    querySelector(selector: string): Part;
    querySelectorAll(selector: string): Iterable<Part>;
  }
  interface Page {
    moved: Moments;
    marked: Moments;
    MutationObserver: new (callback: () => void) => {
      observe(target: unknown, options: object): void;
    };
  }
  const page = globalThis as unknown as Page;
  const cell = element as Part;
  page.moved = {};
  page.marked = {};
  new page.MutationObserver(() => {
    page.moved[cell.querySelector(".widget-readout").textContent] ??= Date.now();
    for (const { textContent } of cell.querySelectorAll("svg[role=img] text")) {
      const value = /^β = (.+)$/.exec(textContent)?.[1];
      if (value !== undefined) page.marked[Number(value).toFixed(1)] ??= Date.now();
    }
  }).observe(element, { childList: true, characterData: true, subtree: true });
}
