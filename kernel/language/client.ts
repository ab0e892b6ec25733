import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type {
  Completeness,
  Completion,
  Conversion,
  Inspection,
  LanguageService,
  Outcome,
} from "./contract";
import type { Method, PastCell, Reply, Request, WorkerData } from "./messages";

interface Call extends Request {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

type Promised<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;
};

/** The language service, in a worker thread. A worker that dies is replaced by one that knows the cells so far. */
export class LanguageClient implements Promised<LanguageService> {
  private worker: Worker | undefined;
  private isReady = false;
  private isClosed = false;
  private running: Call | undefined;
  private queue: Call[] = [];
  private past: PastCell[] = [];
  private converted: string | undefined;

  /**
   * @param folder of the notebook
   * @param heapMegabytes what TypeScript may use before its worker is replaced
   */
  constructor(
    private readonly folder: string,
    private readonly heapMegabytes = 1536,
  ) {
    this.start();
  }

  async convert(source: string): Promise<Conversion> {
    this.converted = undefined;
    const conversion = (await this.call("convert", [source])) as Conversion;
    if (conversion.ok) this.converted = source;
    return conversion;
  }

  async settle(outcome: Outcome): Promise<void> {
    if (this.converted !== undefined) this.past.push({ source: this.converted, outcome });
    this.converted = undefined;
    await this.call("settle", [outcome]);
  }

  async complete(source: string, offset: number): Promise<Completion> {
    this.dropStale("complete", nothingAt);
    return (await this.call("complete", [source, offset])) as Completion;
  }

  async inspect(source: string, offset: number, detail: 0 | 1): Promise<Inspection | undefined> {
    this.dropStale("inspect", () => undefined);
    return (await this.call("inspect", [source, offset, detail])) as Inspection | undefined;
  }

  async isComplete(source: string): Promise<Completeness> {
    return (await this.call("isComplete", [source])) as Completeness;
  }

  async reset(): Promise<void> {
    this.past = [];
    this.converted = undefined;
    await this.call("reset", []);
  }

  close(): void {
    this.isClosed = true;
    void this.worker?.terminate();
    this.reject([this.running, ...this.queue], "it was closed.");
  }

  private call(method: Method, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const call = { method, args, resolve, reject };
      if (this.isClosed) this.reject([call], "it was closed.");
      else {
        this.queue.push(call);
        if (!this.worker) this.start();
        this.next();
      }
    });
  }

  /** Of questions that wait, only the newest is of interest: the others are about a cell that has been written on. */
  private dropStale(method: Method, answer: (call: Call) => unknown): void {
    this.queue = this.queue.filter((call) => {
      if (call.method === method) call.resolve(answer(call));
      return call.method !== method;
    });
  }

  private next(): void {
    if (!this.isReady || this.running) return;
    this.running = this.queue.shift();
    if (!this.running) return;
    const { method, args } = this.running;
    this.worker?.postMessage({ method, args } satisfies Request);
  }

  private start(): void {
    const { folder, past, heapMegabytes } = this;
    this.isReady = false;
    const worker = new Worker(join(__dirname, `worker${extname(__filename)}`), {
      workerData: { folder, past } satisfies WorkerData,
      // Otherwise Node would make this process's own stdout non-blocking, and Jupyter's with it, since they are one.
      stdout: true,
      stderr: true,
      // A small young generation saves 25 MB and costs no time that could be measured.
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: heapMegabytes },
    });
    this.worker = worker;
    worker.on("message", (reply: Reply) => {
      if (this.worker === worker) this.receive(reply);
    });
    worker.on("error", (error) => {
      this.replace(worker, error.message);
    });
    worker.on("exit", (code) => {
      this.replace(worker, `its thread ended with code ${code}`);
    });
  }

  private receive(reply: Reply): void {
    const call = this.running;
    this.running = undefined;
    this.isReady = true;
    if (call && "value" in reply) call.resolve(reply.value);
    else if (call && "error" in reply) {
      call.reject(new Error(`LanguageClient.${call.method}: ${reply.error}`));
    }
    this.next();
  }

  private replace(worker: Worker, reason: string): void {
    if (this.isClosed || this.worker !== worker) return;
    const stopped = `TypeScript stopped: ${reason}.`;
    this.worker = undefined;
    if (this.isReady) {
      this.reject(
        [this.running],
        `${stopped} It starts again and knows the cells before this one.`,
      );
      this.start();
      return;
    }
    // It may be what earlier cells declare that it cannot bear. The next call tries without.
    this.past = [];
    this.reject(this.queue, `${stopped} It starts again, without what earlier cells declared.`);
    this.queue = [];
  }

  private reject(calls: readonly (Call | undefined)[], why: string): void {
    this.running = undefined;
    for (const call of calls) call?.reject(new Error(`LanguageClient.${call.method}: ${why}`));
  }
}

function nothingAt({ args }: Call): Completion {
  const offset = args[1] as number;
  return { start: offset, end: offset, items: [] };
}
