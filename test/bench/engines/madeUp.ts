import type { EngineResults, Values } from "../../../bench/engines/measured";

/** Results of three rounds that nobody measured. */
export function madeUp(
  values: Record<string, Record<string, Values>>,
  agreement: EngineResults["agreement"] = agreed(values),
): EngineResults {
  return {
    machine: { cpu: "A CPU", cores: 2, memoryGb: 8, node: "20.0.0", python: "3.11.0" },
    ...{ rounds: 3, quick: false, seconds: 60, others: [0.1, 0, 0] },
    engines: [
      { id: "fit", label: "TensorFlow, fit", version: "TensorFlow 2" },
      { id: "cpu", label: "plain JavaScript, fit", version: "TensorFlow.js 4" },
      { id: "pytorch", label: "PyTorch eager", version: "PyTorch 2" },
      { id: "scan", label: "JAX lax.scan", version: "JAX 0" },
    ],
    models: Object.keys(values),
    ...{ leftOut: [], values, agreement, products: {} },
  };
}

function agreed(values: Record<string, Record<string, Values>>): EngineResults["agreement"] {
  return Object.fromEntries(
    Object.entries(values).map(([model, engines]) => [
      model,
      Object.fromEntries(Object.keys(engines).map((id) => [id, { still: 1e-6 }])),
    ]),
  );
}
