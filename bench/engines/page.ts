/** The part of bench/README.md that a run writes. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chartPng } from "../../lib/notebook/png";
import { writeJson, writePart } from "../common/page";
import { agrees, tolerance, trajectorySteps, worst } from "./agreement";
import { cellOf, spread } from "./cells";
import { chartsOf, type Chart } from "./charts";
import type { EngineResults } from "./measured";
import { models } from "./models";
import { tablesOf } from "./table";

/** Writes results.json and a picture a model to this folder, and the tables to the README.md above it. */
export async function writeResults(results: EngineResults, folder = __dirname): Promise<void> {
  const charts = chartsOf(results);
  for (const { id } of models) rmSync(join(folder, `${id}.png`), { force: true });
  for (const { name, figure } of charts) {
    writeFileSync(join(folder, `${name}.png`), chartPng(figure).bytes);
  }
  const part = { name: "engines", command: "npm run bench -- --write" };
  await writePart(join(folder, ".."), part, text(results, charts));
  await writeJson(folder, results);
}

function text(results: EngineResults, charts: readonly Chart[]): string {
  return [
    description(results),
    ...tablesOf(results).flatMap(({ title, table }) => {
      const model = models.find(({ label }) => label === title);
      const chart = charts.find(({ name }) => name === model?.id);
      return [
        `### ${title[0]!.toUpperCase()}${title.slice(1)}`,
        ...(chart ? [`![${chart.figure.description}](engines/${chart.name}.png)`] : []),
        table,
      ];
    }),
    notes(results),
  ].join("\n\n");
}

function description({ machine, engines, rounds, seconds }: EngineResults): string {
  const { cpu, cores, memoryGb, node, python } = machine;
  const versions = [...new Set(engines.map(({ version }) => version))];
  return (
    `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, Python ${python}; ${versions.join(", ")}. ` +
    `Medians and ranges of ${rounds} rounds; ${Math.round(seconds / 60)} minutes in all.`
  );
}

/** How well the losses agree, what was left out, and whether the numbers can be trusted. */
export function notes(results: EngineResults): string {
  return [
    ...agreementNotes(results),
    ...results.leftOut.map(({ label, models, why }) => {
      const where = models.length === 0 ? "" : ` (${models.join(", ")})`;
      return `- ${label}${where} is left out: ${why.replace(/\.+$/, "")}.`;
    }),
    ...busyNotes(results),
  ].join("\n");
}

/** Cores that others may keep busy without a word: a system is never quite still. */
const quiet = 0.2;

function busyNotes({ others }: EngineResults): string[] {
  const found = spread(others);
  if (found === undefined || found.most <= quiet) return [];
  return [
    `- **The machine was busy**: other programs kept ${cellOf(found, 1)} cores at work, so these numbers cannot be ` +
      "trusted. PyTorch, whose threads wait for each other, suffers most from that.",
  ];
}

function agreementNotes({ agreement }: EngineResults): string[] {
  const all = Object.values(agreement).flatMap((ofModel) => Object.values(ofModel));
  if (all.length === 0) return [];
  if (!all.every(agrees)) {
    return [`- Where losses differ by more than ${tolerance}, another model is trained: no ratio.`];
  }
  const largest = Math.max(...all.map((one) => worst(one) ?? 0));
  return [
    `- The losses of ${trajectorySteps} steps differ by at most ${largest.toExponential(0)}, relative to PyTorch eager's.`,
  ];
}
