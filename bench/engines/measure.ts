import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { busyCores } from "../common/others";
import { agreementOf, type Losses } from "./agreement";
import type { Engine } from "./engines";
import type { BenchModel } from "./models";
import { reference, type EngineResults, type Measure } from "./measured";
import { WorkerProcess } from "./workerProcess";

export interface Plan {
  engines: readonly Engine[];
  models: readonly BenchModel[];
  rounds: number;
  quick: boolean;
  /** for what engines compile */
  scratch: string;
  /** model → the job's file */
  jobs: Record<string, string>;
  report: (what: string) => void;
}

export type Measured = Pick<
  EngineResults,
  "values" | "agreement" | "products" | "leftOut" | "others"
>;

/** Products [m, k] · [k, n]: one of the MLP's, and one large enough for a processor's best. */
const products = [
  { m: 100, k: 784, n: 400 },
  { m: 1024, k: 1024, n: 1024 },
] as const;

/** How often a process is started for the times of its first step; they take long. */
const mostStarts = 3;

/** A model after the other; for each, all engines in turn, round after round, in an order that rotates. */
export async function measure(plan: Plan): Promise<Measured> {
  const measured: Measured = { values: {}, agreement: {}, products: {}, leftOut: [], others: [] };
  for (const [index, model] of plan.models.entries()) {
    await new ModelRun(plan, model, measured, { first: index === 0 }).run();
  }
  return measured;
}

interface Running {
  engine: Engine;
  worker: WorkerProcess;
  /** steps a turn */
  steps: number;
}

class ModelRun {
  private running: Running[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly model: BenchModel,
    private readonly measured: Measured,
    /** of the models: then processes are started several times, and products are measured */
    private readonly options: { first: boolean },
  ) {}

  async run(): Promise<void> {
    const { engines, rounds, quick, report } = this.plan;
    const asked = engines.filter(({ models }) => models?.includes(this.model.id) ?? true);
    try {
      const starts = this.options.first && !quick ? Math.min(rounds, mostStarts) : 1;
      for (let start = 1; start <= starts; start++) {
        report(`${this.model.label}: start ${start} of ${starts}`);
        for (const engine of asked) await this.start(engine, { keep: start === starts });
      }
      report(`${this.model.label}: are the losses the same?`);
      await this.compareLosses();
      await this.eachInTurn(0, (one) => this.calibrate(one));
      for (let round = 0; round < rounds; round++) {
        report(`${this.model.label}: round ${round + 1} of ${rounds}`);
        this.measured.others.push(await busyCores());
        await this.eachInTurn(round, (one) => this.turn(one, round));
      }
    } finally {
      await Promise.all(this.running.map(({ worker }) => worker.stop()));
    }
  }

  /** A process of its own, to its first step. */
  private async start(engine: Engine, { keep }: { keep: boolean }): Promise<void> {
    if (this.isLeftOut(engine)) return;
    const { emptyFolder, env, ...spec } = engine.worker;
    const folder = emptyFolder && { [emptyFolder]: mkdtempSync(join(this.plan.scratch, "start-")) };
    const worker = new WorkerProcess({ ...spec, env: { ...env, ...folder } }, this.job);
    try {
      const { ms } = await worker.ask({ do: "first" });
      const age = worker.age;
      this.add(engine, "first_s", numberOf(ms) / 1000);
      this.add(engine, "start_s", age / 1000);
      if (keep) this.running.push({ engine, worker, steps: 0 });
      else await worker.stop();
    } catch (error) {
      this.leaveOut(engine, error);
      await worker.stop();
    }
  }

  private async compareLosses(): Promise<void> {
    const losses = new Map<string, Losses>();
    await this.eachInTurn(0, async ({ engine, worker }) => {
      const own: Losses = {};
      for (const name of engine.trajectories) {
        own[name] = (await worker.ask({ do: "trajectory", name }))["losses"] as number[];
      }
      losses.set(engine.id, own);
    });
    // Without PyTorch there are no ratios, but engines that differ from each other are still seen.
    const expected = losses.get(reference) ?? [...losses.values()].find(({ drawn }) => drawn);
    for (const [id, own] of losses) {
      if (expected)
        (this.measured.agreement[this.model.id] ??= {})[id] = agreementOf(own, expected);
    }
  }

  /** As many steps as fill a turn. */
  private async calibrate(one: Running): Promise<void> {
    const turn = this.plan.quick ? 200 : 2000;
    const { ms } = await one.worker.ask({ do: "steps", n: 3 });
    one.steps = Math.max(2, Math.round(turn / numberOf(ms)));
  }

  private async turn({ engine, worker, steps }: Running, round: number): Promise<void> {
    const asked = async (measure: Measure, command: "evaluate" | "sample"): Promise<void> => {
      this.add(engine, measure, numberOf((await worker.ask({ do: command }))["ms"]));
    };
    const { ms } = await worker.ask({ do: "steps", n: steps });
    this.add(engine, "step_ms", numberOf(ms));
    if (round === 0) {
      const { peak, pss } = worker.memory();
      if (peak !== undefined) this.add(engine, "peak_mb", peak);
      if (pss !== undefined) this.add(engine, "pss_mb", pss);
    }
    if (engine.evaluates) await asked("evaluate_ms", "evaluate");
    if (engine.samples) await asked("sample_ms", "sample");
    if (!this.options.first || !engine.multiplies) return;
    for (const size of products) {
      const { gflops } = await worker.ask({ do: "product", ...size });
      const own = (this.measured.products[engine.id] ??= {});
      (own[nameOf(size)] ??= []).push(numberOf(gflops));
    }
  }

  /** One that fails is left out from there on. */
  private async eachInTurn(round: number, work: (one: Running) => Promise<void>): Promise<void> {
    for (const one of rotated(this.running, round)) {
      try {
        await work(one);
      } catch (error) {
        this.leaveOut(one.engine, error);
        this.running = this.running.filter((other) => other !== one);
        await one.worker.stop();
      }
    }
  }

  private get job(): string {
    return this.plan.jobs[this.model.id]!;
  }

  private add(engine: Engine, measure: Measure, value: number): void {
    const ofModel = (this.measured.values[this.model.id] ??= {});
    const ofEngine = (ofModel[engine.id] ??= {});
    (ofEngine[measure] ??= []).push(value);
  }

  private leaveOut({ label }: Engine, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const { leftOut } = this.measured;
    const known = leftOut.find((one) => one.label === label && one.why === why);
    if (known) known.models.push(this.model.id);
    else leftOut.push({ label, models: [this.model.id], why });
  }

  private isLeftOut({ label }: Engine): boolean {
    return this.measured.leftOut.some(
      (one) => one.label === label && one.models.includes(this.model.id),
    );
  }
}

export const nameOf = ({ m, k, n }: (typeof products)[number]): string => `${m}×${k}×${n}`;

function rotated<T>(all: readonly T[], by: number): T[] {
  const from = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}

function numberOf(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Error(`it answers ${JSON.stringify(value)} where a number is due`);
}
