import { describeError, Interrupted, nameOfCell, TypeCheckFailure } from "./errors";
import type { CompiledCell, JupyterError } from "./errors";
import { expandShorthands } from "./shorthands";
import { createConverter, createExecutor } from "./tslab";
import type { Converter, ConverterSet, Executor } from "./tslab";

/** How long a cell has to heed its signal before it is given up. */
const patienceMilliseconds = 1000;

export interface CellResult {
  count: number;
  error?: JupyterError;
}

/** Runs cells, one at a time, on tslab's executor; holds what belongs to the running one. */
export class Cells {
  readonly executor: Executor;
  private count = 0;
  private controller = new AbortController();
  private running = false;
  private interrupted = false;
  private failure: { thrown: unknown } | undefined;
  private showResult: (value: unknown) => void = () => undefined;
  private readonly compiled = new Map<string, CompiledCell>();
  private readonly converters: ConverterSet;

  constructor(folder: string) {
    this.converters = lazyConverters((converter) => this.watched(converter));
    this.executor = createExecutor(folder, this.converters, {
      log: (value) => {
        this.showResult(value);
      },
      error: (...values) => {
        // One value is what the cell threw; several are the type errors of a `@module` cell, which runs on.
        if (values.length === 1) this.failure = { thrown: values[0] };
        else console.error(...values);
      },
    });
  }

  /** Aborted when the running cell is interrupted. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get executionCount(): number {
    return this.count;
  }

  /** Loads the compiler, which takes a second, before the first cell asks for it. */
  warm(): void {
    this.converters.node.convert("", "");
  }

  async run(
    source: string,
    options: {
      counts: boolean;
      onStart: (count: number) => void;
      onResult: (value: unknown) => void;
    },
  ): Promise<CellResult> {
    if (options.counts) this.count += 1;
    const count = this.count;
    this.controller = new AbortController();
    this.failure = undefined;
    this.showResult = options.onResult;
    this.interrupted = false;
    this.running = true;
    this.compiled.delete(nameOfCell(count)); // so that the running cell is the last of the map
    this.compiled.set(nameOfCell(count), { label: nameOfCell(count), source, output: "" });
    options.onStart(count);
    try {
      const ok = await this.executor.execute(source);
      if (ok) return { count };
      return { count, error: this.describe(this.lastThrown()) };
    } catch (thrown) {
      return { count, error: this.describe(thrown) };
    } finally {
      this.running = false;
    }
  }

  /** True when the last cell was asked to stop, whether it then failed or ended early. */
  get wasInterrupted(): boolean {
    return this.interrupted;
  }

  /**
   * Asks the running cell to stop: its signal first, so that training keeps what it has learned.
   * If that is not heeded, the cell is made to fail.
   */
  interrupt(): void {
    if (!this.running) return;
    const controller = this.controller;
    const again = this.interrupted;
    this.interrupted = true;
    controller.abort(new Interrupted());
    const giveUp = () => {
      if (this.running && this.controller === controller) this.executor.interrupt();
    };
    if (again) giveUp();
    else setTimeout(giveUp, patienceMilliseconds).unref();
  }

  private lastThrown(): unknown {
    return this.failure?.thrown;
  }

  private describe(thrown: unknown): JupyterError {
    const code = (thrown as { code?: unknown } | undefined)?.code;
    const stopped = this.interrupted || code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
    if (!stopped || thrown instanceof TypeCheckFailure) return describeError(thrown, this.compiled);
    this.interrupted = true;
    return describeError(new Interrupted(), new Map());
  }

  /** tslab's converter; type errors are thrown rather than printed, and the JavaScript of each cell gets a name. */
  private watched(converter: Converter): Converter {
    const watched = Object.create(converter) as Converter;
    watched.convert = (previousDeclarations, source) => {
      const expanded = expandShorthands(source);
      let result = converter.convert(previousDeclarations, expanded);
      if (result.diagnostics.length > 0) {
        if (expanded !== source) result = converter.convert(previousDeclarations, source);
        throw new TypeCheckFailure(result.diagnostics);
      }
      const cell = [...this.compiled.values()].at(-1);
      if (!cell || result.output === undefined) return result;
      cell.output = result.output;
      return { ...result, output: `${result.output}\n//# sourceURL=${cell.label}` };
    };
    return watched;
  }
}

/** Each converter takes a second and much memory to make; the browser's is hardly ever wanted. */
function lazyConverters(wrap: (converter: Converter) => Converter): ConverterSet {
  const made = new Map<string, Converter>();
  const get = (name: "node" | "browser"): Converter => {
    const known = made.get(name);
    if (known) return known;
    const converter = wrap(createConverter({ isBrowser: name === "browser" }));
    made.set(name, converter);
    return converter;
  };
  return {
    get node() {
      return get("node");
    },
    get browser() {
      return get("browser");
    },
    close() {
      for (const converter of made.values()) converter.close();
    },
  };
}
