/**
 * npm run notebooks [-- 03 04-latent-space]: runs the chapters, all or those named, and saves them over themselves.
 * Chapters that keep results find none: the numbers are those of this run. The table of contents follows.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { cacheFolder } from "../lib/backend/cacheFolder";
import { IDX_FILES } from "../lib/data/idxDataset";
import { numbersOf } from "./runner/notebook";
import { printNumbers } from "./runner/printNumbers";
import { runNotebook } from "./runner/run";
import { runMain } from "./runner/runMain";

const folder = resolve(__dirname, "../notebooks");

async function main(names: string[]): Promise<number> {
  const files = (await readdir(folder)).filter((name) => /^\d\d-[^.]+\.ipynb$/.test(name)).sort();
  for (const name of names) {
    if (files.some((file) => matches(file, name))) continue;
    console.error(`notebooks: there is no chapter "${name}". There are:\n  ${files.join("\n  ")}`);
    return 2;
  }
  const chosen = files.filter((file) => names.length === 0 || names.some((n) => matches(file, n)));
  for (const file of chosen) {
    const path = join(folder, file);
    const aside = path.replace(/\.ipynb$/, ".executed.ipynb");
    const started = performance.now();
    console.log(relative(process.cwd(), path));
    const { status, notebook } = await withEmptyCache((environment) =>
      runNotebook(path, { output: aside, inPlace: true, environment }),
    );
    if (status !== 0) {
      console.error(`${file} is as it was. As far as it went: ${relative(process.cwd(), aside)}`);
      return status;
    }
    const numbers = numbersOf(notebook);
    if (numbers) console.log(`\n${printNumbers(numbers)}`);
    console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  // Its table tells how the chapters are, and they may have changed.
  const contents = join(folder, "contents.ipynb");
  console.log(relative(process.cwd(), contents));
  const output = contents.replace(/\.ipynb$/, ".executed.ipynb");
  return (await runNotebook(contents, { output, inPlace: true })).status;
}

/** What was kept before is out of the way, and stays as it is; a download is not done again. */
async function withEmptyCache<T>(run: (environment: Record<string, string>) => Promise<T>) {
  const cache = await mkdtemp(join(tmpdir(), "vae-cookbook-cache-"));
  const fashion = await cacheFolder("fashion-mnist");
  const isThere = existsSync(join(fashion, IDX_FILES.test.labels));
  const given = process.env["VAE_COOKBOOK_FASHION_MNIST"] ?? (isThere ? fashion : "");
  try {
    return await run({ VAE_COOKBOOK_CACHE: cache, VAE_COOKBOOK_FASHION_MNIST: given });
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/** "03", "03-training", "notebooks/03-training.ipynb" */
function matches(file: string, name: string): boolean {
  const stem = name.replace(/^.*[/\\]/, "").replace(/\.ipynb$/, "");
  return file === `${stem}.ipynb` || file.startsWith(`${stem}-`);
}

runMain(main);
