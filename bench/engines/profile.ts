/** Where the time of a step goes: against the arithmetic's own limit on the same machine. */
import { cellOf, formatted, spread } from "./cells";
import { valuesOf, type EngineResults } from "./measured";
import { models, operationsOfStep } from "./models";

/** The best median of all products of all engines, GFLOP/s; undefined where none was measured. */
export function peakOf({ products }: EngineResults): number | undefined {
  const medians = Object.values(products).flatMap((own) =>
    Object.values(own).flatMap((values) => spread(values)?.median ?? []),
  );
  return medians.length === 0 ? undefined : Math.max(...medians);
}

export function productRows(results: EngineResults): string[][] {
  const sizes = [...new Set(Object.values(results.products).flatMap((own) => Object.keys(own)))];
  const rows = results.engines
    .filter(({ id }) => results.products[id] !== undefined)
    .map(({ id, label }) => [
      // A product alone is the same with fit and without.
      label.replace(/, fit$/, ""),
      ...sizes.map((size) => cellOf(spread(results.products[id]?.[size]), 0)),
    ]);
  return [["", ...sizes.map((size) => `${size}, GFLOP/s`)], ...rows];
}

/** For each model: the least that its products can take, and which part of an engine's step that is. */
export function profileRows(results: EngineResults): string[][] {
  const peak = peakOf(results);
  if (peak === undefined) return [];
  const engines = results.engines.filter(({ id }) => shown.includes(id));
  return [
    [
      "",
      "products of a step, GFLOP",
      `at ${formatted(peak, 0)} GFLOP/s, ms`,
      ...engines.map(({ label }) => `of ${label}'s step`),
    ],
    ...models
      .filter(({ id }) => results.models.includes(id))
      .map((model) => {
        const operations = operationsOfStep(model) / 1e9;
        const limit = (operations / peak) * 1000;
        return [
          model.label,
          formatted(operations, 2),
          formatted(limit, 2),
          ...engines.map(({ id }) => {
            const found = spread(valuesOf(results, model.id, id, "step_ms"));
            return found === undefined ? "–" : `${formatted((limit / found.median) * 100, 0)} %`;
          }),
        ];
      }),
  ];
}

const shown: readonly string[] = ["fit", "captured", "eager", "pytorch", "scan"];
