import { inColumns, markdown } from "../common/tables";
import { agrees, worst } from "./agreement";
import { boundRows } from "./bounds";
import { cellOf, spread } from "./cells";
import type { EngineResults, Measure } from "./measured";
import { ratioOf, reference, valuesOf } from "./measured";
import { models, stepsOfEpoch, type BenchModel } from "./models";
import { profileRows, productRows } from "./profile";

/** All tables of a run, each with its heading. */
export function tablesOf(results: EngineResults): { title: string; table: string }[] {
  const measured = models.filter(({ id }) => results.models.includes(id));
  const tables = [
    ...measured.map((model) => ({ title: model.label, rows: modelRows(results, model) })),
    { title: "What the library is held to", rows: boundRows(results) },
    { title: "Products", rows: productRows(results) },
    { title: "Where the time of a step goes", rows: profileRows(results) },
  ];
  return tables
    .filter(({ rows }) => rows.length > 1)
    .map(({ title, rows }) => ({ title, table: markdown(rows) }));
}

/** The same for a terminal. */
export function plainTables(results: EngineResults): string {
  return tablesOf(results)
    .map(({ title, table }) => `${title}\n\n${inColumns(table)}`)
    .join("\n\n");
}

const head = [
  "",
  "step, ms",
  "× PyTorch eager",
  "epoch, s",
  "10,000 evaluated, ms",
  "100 drawn, ms",
  "first step, s",
  "with the start, s",
  "memory, MB",
  "losses differ by",
];

/** One model: a row an engine that did at least its first step. */
export function modelRows(results: EngineResults, model: BenchModel): string[][] {
  const rows = results.engines
    .filter(({ id }) => results.values[model.id]?.[id] !== undefined)
    .map(({ id, label }) => {
      const cell = (measure: Measure, digits: number, factor = 1) =>
        cellOf(spread(valuesOf(results, model.id, id, measure)), digits, factor);
      return [
        label,
        cell("step_ms", 2),
        ratioCell(results, model, id),
        cell("step_ms", 1, stepsOfEpoch(model) / 1000),
        cell("evaluate_ms", 0),
        cell("sample_ms", 1),
        cell("first_s", 1),
        cell("start_s", 1),
        cell("peak_mb", 0),
        differenceCell(worst(results.agreement[model.id]?.[id])),
      ];
    });
  return [head, ...rows];
}

/** No ratio for what does not train the same model. */
function ratioCell(results: EngineResults, model: BenchModel, engine: string): string {
  if (engine === reference) return "1";
  const times = [engine, reference].map((id) => valuesOf(results, model.id, id, "step_ms"));
  const ratio = ratioOf(times[0], times[1]);
  if (ratio === undefined) return "–";
  return agrees(results.agreement[model.id]?.[engine]) ? cellOf(ratio, 2) : "other losses";
}

function differenceCell(difference: number | null | undefined): string {
  if (difference === undefined) return "–";
  if (difference === null) return "not comparable";
  return difference === 0 ? "0" : difference.toExponential(0);
}
