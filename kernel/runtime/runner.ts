import { inspect } from "node:util";
import vm from "node:vm";
import { Cell, Interrupted } from "./cell";
import { resetContext, setLatest, within } from "./context";
import { bundleOf } from "./display";
import type { Errors } from "./errors";
import type { Interrupts } from "./interrupts";
import type { Modules } from "./modules";
import { publish, send } from "./outbox";
import { flushPrints } from "./prints";
import type { JupyterError, RunCommand } from "./protocol";

const { setTimeout } = globalThis;

/**
 * How long a cell may take to end after an interrupt, and how long it may hold the thread, milliseconds; longer if it
 * watches its signal. The second is the shorter one: force is to be over when the cell is given up.
 */
const patience = {
  usual: { toEnd: 300, toHold: 150 },
  withSignal: { toEnd: 2000, toHold: 1500 },
} as const;

/** Runs cells, one at a time. What they declare lives on one object. */
export class Runner {
  private readonly exports: Record<string, unknown> = {};
  private running: { cell: Cell; before: Map<string, unknown> } | undefined;

  constructor(
    private readonly modules: Modules,
    private readonly errors: Errors,
    private readonly interrupts: () => Interrupts,
  ) {}

  run(command: RunCommand): void {
    const cell = new Cell(command);
    const before = new Map(command.cell.names.map((name) => [name, this.exports[name]]));
    this.running = { cell, before };
    this.interrupts().patience = patience.usual.toHold;
    setLatest(cell);
    // Where the thread was busy, what was to stop this cell has come before it.
    if (this.interrupts().count > command.interrupts) {
      cell.controller.abort(new Interrupted());
      cell.stop();
      this.modules.add(command.cell.sideModules);
      this.finish(cell, { error: this.errors.describe(new Interrupted()) });
      return;
    }
    within(cell, () => {
      void this.execute(cell).then(
        (value) => {
          this.finish(cell, { ...(value !== undefined && { value }) });
        },
        (thrown: unknown) => {
          const wasStopped = cell.controller.signal.aborted && cell.isEnd(thrown);
          const error = this.errors.describe(wasStopped ? new Interrupted() : thrown);
          this.finish(cell, { error });
        },
      );
    });
  }

  /** The signal of the cell that asks. */
  signalFor(cell: Cell | undefined): AbortSignal | undefined {
    if (cell && cell === this.running?.cell) {
      cell.tookSignal = true;
      this.interrupts().patience = patience.withSignal.toHold;
    }
    return cell?.controller.signal;
  }

  /** Stops the running cell: its signal first, so that a training keeps what it has learned. */
  interrupt(byForce: boolean, isLate: boolean): void {
    if (byForce) {
      resetContext();
      this.modules.forgetUnfinished();
    }
    const cell = this.running?.cell;
    // Force that comes late was meant for the cell before.
    if (!cell || (isLate && !cell.controller.signal.aborted)) return;
    cell.controller.abort(new Interrupted());
    const giveUp = () => {
      if (this.running?.cell !== cell) return;
      cell.stop();
      this.finish(cell, { error: this.errors.describe(new Interrupted()) });
    };
    if (byForce) giveUp();
    else {
      const { toEnd } = cell.tookSignal ? patience.withSignal : patience.usual;
      setTimeout(giveUp, toEnd).unref();
    }
  }

  private async execute(cell: Cell): Promise<string | undefined> {
    const { cell: compiled, executionCount, source, silent, isExpression } = cell.command;
    const { code, sourceMap, isAsync, resultName, imports, sideModules } = compiled;
    this.modules.add(sideModules);
    await this.modules.preload(imports);

    const name = `cell[${executionCount}].ts`;
    // Told apart from another cell of the same number by what no reader sees.
    const place = `${name}#${cell.id}`;
    this.errors.know(place, name, source, sourceMap);
    const head = `(${isAsync ? "async " : ""}function (exports, require) {`;
    const script = new vm.Script(`${head}${code}\n})`, {
      filename: place,
      columnOffset: -head.length,
    });
    const body = script.runInThisContext() as (exports: object, require: unknown) => unknown;
    const returned = body(this.exports, this.modules.requireFor());
    if (isAsync) await returned;

    if (resultName === undefined) return undefined;
    const result: unknown = await this.exports[resultName];
    Reflect.deleteProperty(this.exports, resultName);
    if (result === undefined || silent) return undefined;
    if (isExpression) return JSON.stringify(await bundleOf(result));
    const { data, metadata } = await bundleOf(result);
    if (cell.isStopped) return undefined;
    flushPrints();
    publish(cell.id, "execute_result", { execution_count: executionCount, data, metadata });
    return undefined;
  }

  /** Once a cell; what comes later, from a cell that was stopped, changes nothing. */
  private finish(cell: Cell, outcome: { error?: JupyterError; value?: string }): void {
    if (this.running?.cell !== cell) return;
    const { before } = this.running;
    this.running = undefined;
    cell.isDone = true;
    flushPrints();
    const assigned = [...before].filter(([name, value]) => this.exports[name] !== value);
    send({
      type: "done",
      cell: cell.id,
      assigned: assigned.map(([name]) => name),
      interrupted: cell.controller.signal.aborted,
      ...outcome,
    });
  }
}

/** An error that no code caught, for the output of its cell. */
export function uncaughtText(errors: Errors, kind: string, thrown: unknown): string {
  const { traceback } = errors.describe(thrown);
  const text = traceback.join("\n");
  return `${kind}: ${text === "" ? inspect(thrown) : text}\n`;
}
