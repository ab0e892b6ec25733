/**
 * figures.ts --plan <file> --output <folder> [<result> …]: reads the results of a sweep; writes summary.json for the
 * report, and a chart for each data set and objective. The results are those of the plan, in its order; left out, they
 * are where the plan says.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TrainResult } from "../lib/command/train";
import { chartPng } from "../lib/notebook/png";
import { chartSvg } from "../lib/notebook/svg";
import { runMain } from "../scripts/runner/runMain";
import { summarise, type Run } from "./summary";

/** One entry of plan.json, which the Snakefile writes. */
interface Planned extends Omit<Run, "result" | "said"> {
  result: string;
  log: string;
}

async function main(words: string[]): Promise<number> {
  const options = { plan: { type: "string" }, output: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true });
  const { plan, output } = values;
  if (plan === undefined || output === undefined) {
    throw new RangeError("figures: give --plan <file> and --output <folder>.");
  }
  const planned = JSON.parse(await readFile(plan, "utf8")) as Planned[];
  if (positionals.length > 0 && positionals.length !== planned.length) {
    throw new RangeError(
      `figures: ${positionals.length} results are named, the plan has ${planned.length} runs.`,
    );
  }
  const runs = planned.map((run, i) => ({ ...run, result: positionals[i] ?? run.result }));
  const summary = summarise(await Promise.all(runs.map(withResult)));
  await mkdir(output, { recursive: true });
  for (const { data, objective, figure } of summary.groups) {
    const name = join(output, `rate-distortion-${data}-${objective}`);
    await writeFile(`${name}.svg`, chartSvg(figure));
    await writeFile(`${name}.png`, chartPng(figure).bytes);
  }
  await writeFile(join(output, "summary.json"), `${JSON.stringify(summary, undefined, 1)}\n`);
  const { finished, failed } = summary;
  console.log(`${finished} of ${planned.length} runs finished.`);
  for (const { data, objective, beta, seed, said } of failed) {
    console.log(`No result: ${data}, ${objective}, β = ${beta}, seed ${seed}. It said: ${said}`);
  }
  return 0;
}

async function withResult({ result, log, ...run }: Planned): Promise<Run> {
  const [text, printed] = await Promise.all([textOf(result), textOf(log)]);
  if (text !== undefined) return { ...run, result: JSON.parse(text) as TrainResult };
  return { ...run, said: printed?.trim().split("\n").at(-1) ?? "nothing" };
}

/** Undefined where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
}

runMain(main);
