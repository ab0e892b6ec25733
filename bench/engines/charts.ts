import { bar, type ChartFigure } from "../../lib/plots";
import { agrees } from "./agreement";
import { ratioOf, reference, valuesOf, type EngineResults } from "./measured";
import { models, type BenchModel } from "./models";

export interface Chart {
  /** of its file, without an ending */
  name: string;
  figure: ChartFigure;
}

/** For each model, every engine's step beside PyTorch's. Those far slower are in the table only. */
export function chartsOf(results: EngineResults): Chart[] {
  return models
    .filter(({ id }) => results.models.includes(id))
    .flatMap((model) => {
      const bars = barsOf(results, model);
      return bars.length === 0 ? [] : [{ name: model.id, figure: chartOf(results, model, bars) }];
    });
}

interface Bar {
  label: string;
  median: number;
  /** half the range of the rounds */
  error: number;
}

/** Times PyTorch's; beyond it, the other bars would be too short to tell apart. */
const tallest = 5;

function barsOf(results: EngineResults, model: BenchModel): Bar[] {
  const bars = results.engines.flatMap(({ id, label }) => {
    const ratio = ratioOf(
      valuesOf(results, model.id, id, "step_ms"),
      valuesOf(results, model.id, reference, "step_ms"),
    );
    if (!ratio || !agrees(results.agreement[model.id]?.[id])) return [];
    return [{ label, median: ratio.median, error: (ratio.most - ratio.least) / 2 }];
  });
  return bars.filter(({ median }) => median <= tallest);
}

function chartOf(results: EngineResults, model: BenchModel, bars: readonly Bar[]): ChartFigure {
  const ours = ratioOf(
    valuesOf(results, model.id, "fit", "step_ms"),
    valuesOf(results, model.id, reference, "step_ms"),
  );
  const finding = ours
    ? `${model.label}: fit takes ${ours.median.toFixed(2)} of PyTorch eager's time`
    : model.label;
  const { cpu, cores } = results.machine;
  return bar(
    bars.map(({ label }) => label),
    bars.map(({ median }) => median),
    {
      title: [
        finding,
        `${cpu}, ${cores} cores; medians of ${results.rounds} rounds, half their range as error bars`,
      ],
      y: "time of a step, × PyTorch eager",
      errors: bars.map(({ error }) => error),
      width: 520,
      height: 200,
    },
  );
}
