import type { Spread } from "../common/spread";
import { agrees } from "./agreement";
import { cellOf, spread } from "./cells";
import { ratioOf, valuesOf, type EngineResults, type Measure } from "./measured";

/** What the library is held to, in medians. */
interface Bound {
  model: string;
  engine: string;
  measure: Measure;
  /** the bound is for the ratio to this engine */
  by?: string;
  atMost: number;
  label: string;
}

const steps = { measure: "step_ms", by: "pytorch" } as const;

const bounds: readonly Bound[] = [
  ...[
    { model: "mlp-100", engine: "fit", atMost: 0.42, label: "fit, × PyTorch eager" },
    {
      model: "mlp-100",
      engine: "captured",
      atMost: 0.6,
      label: "one captured step, × PyTorch eager",
    },
    { model: "mlp-100", engine: "wasm", atMost: 3.5, label: "WebAssembly, × PyTorch eager" },
    { model: "mlp-1000", engine: "fit", atMost: 0.85, label: "fit, batch 1,000, × PyTorch eager" },
    {
      model: "conv-128",
      engine: "fit",
      atMost: 0.75,
      label: "fit, convolutional, × PyTorch eager",
    },
  ].map((bound) => ({ ...steps, ...bound })),
  {
    ...{ model: "mlp-100", engine: "fit", measure: "step_ms", by: "scan" },
    ...{ atMost: 1.05, label: "fit, × JAX lax.scan" },
  },
  {
    ...{ model: "mlp-100", engine: "fit", measure: "first_s" },
    ...{ atMost: 3, label: "from calling fit to the first finished step, s" },
  },
  {
    ...{ model: "mlp-100", engine: "fit", measure: "peak_mb" },
    ...{ atMost: 600, label: "memory of fit, MB" },
  },
  {
    ...{ model: "mlp-100", engine: "wasm", measure: "peak_mb" },
    ...{ atMost: 300, label: "memory with WebAssembly, MB" },
  },
];

export function boundRows(results: EngineResults): string[][] {
  const measured = bounds.filter(({ model }) => results.models.includes(model));
  return [
    ["", "measured", "at most", ""],
    ...measured.map((bound) => {
      const found = measuredFor(bound, results);
      const { label, atMost, by } = bound;
      const digits = by === undefined && atMost >= 100 ? 0 : 2;
      return [label, cellOf(found, digits), String(atMost), verdict(found, atMost)];
    }),
  ];
}

function verdict(found: Spread | undefined, atMost: number): string {
  if (found === undefined) return "not measured";
  // Not over for the last bit of a division.
  return found.median <= atMost * (1 + 1e-9) ? "ok" : "**over**";
}

function measuredFor(
  { model, engine, measure, by }: Bound,
  results: EngineResults,
): Spread | undefined {
  const values = valuesOf(results, model, engine, measure);
  if (by === undefined) return spread(values);
  const same = [engine, by].every((id) => agrees(results.agreement[model]?.[id]));
  return same ? ratioOf(values, valuesOf(results, model, by, measure)) : undefined;
}
