import { setTimeout as sleep } from "node:timers/promises";
import type { LanguageClient } from "../language/client";
import type { CompiledCell, Conversion } from "../language/contract";
import type { DoneEvent, JupyterError, PublishEvent, RuntimeEvent } from "../runtime/protocol";
import type { CommRouter } from "./commRouter";
import { Content } from "./content";
import { typeScriptError } from "./diagnostics";
import type { FrontEnd } from "./frontEnd";
import type { History } from "./history";
import { RuntimeProcess } from "./runtimeProcess";
import { StreamJoiner } from "./streamJoiner";
import type { Header, Message } from "./wire";
import { log } from "./log";

/** After this long without an effect, a second interrupt ends the runtime; milliseconds. */
const patience = 2500;

/** A runtime that ends sooner than this is not started again before it is needed; milliseconds. */
const shortLife = 1000;

/** For cells that were sent together to arrive; milliseconds. */
const arrival = 20;

interface Execution {
  id: number;
  message: Message;
  code: string;
  silent: boolean;
  storesHistory: boolean;
  stopsOnError: boolean;
  allowsInput: boolean;
  expressions: Record<string, unknown>;
  count: number;
  /** Text of the result, for the history. */
  output: string | null;
  /** What was sent behind it and does not run, since it failed. */
  behind: Execution[];
  /** When it was first asked to stop. */
  interruptedAt?: number;
  /** Set while the runtime runs it. */
  finish?: (outcome: DoneEvent) => void;
}

/** Runs cells in the order in which they were sent, and looks after the process that they run in. */
export class Executor {
  private readonly queue: Execution[] = [];
  private readonly prints = new StreamJoiner((cell, name, text) => {
    this.frontEnd.publish("stream", { name, text }, this.parents.get(cell)?.header);
  });
  private current: Execution | undefined;
  private runtime: RuntimeProcess | undefined;
  private runtimeStarted = 0;
  /** Counts the runtimes that have ended. */
  private ended = 0;
  private count = 0;
  private lastId = 0;
  /** Told at the beginning of the next cell. */
  private notice = "";
  /** Requests whose cells may still put something out, by the cell's id. */
  private readonly parents = new Map<number, { header: Header; silent: boolean }>();

  constructor(
    private readonly folder: string,
    private readonly frontEnd: FrontEnd,
    private readonly language: LanguageClient,
    private readonly history: History,
    private readonly comms: CommRouter,
  ) {
    comms.toRuntime = (command) => this.runtime?.send(command);
  }

  start(): void {
    this.runtime ??= this.startRuntime();
  }

  /** The request that is being executed. */
  get running(): Header | undefined {
    return this.current?.message.header;
  }

  get executionCount(): number {
    return this.count;
  }

  /** Throws a TypeError for a request that is none. */
  execute(message: Message): void {
    const content = new Content("execute_request", message.content);
    const silent = content.flag("silent", false);
    this.queue.push({
      id: ++this.lastId,
      message,
      code: content.text("code"),
      silent,
      storesHistory: !silent && content.flag("store_history", true),
      stopsOnError: content.flag("stop_on_error", true),
      allowsInput: content.flag("allow_stdin", false),
      expressions: content.object("user_expressions"),
      count: 0,
      output: null,
      behind: [],
    });
    if (!this.current) void this.work();
  }

  /** Stops the running cell and those behind it. */
  interrupt(): void {
    const { current } = this;
    if (!current) return;
    const now = Date.now();
    if (current.interruptedAt === undefined) {
      current.interruptedAt = now;
      if (current.finish) this.runtime?.interrupt();
      return;
    }
    // Two clicks in a row are one wish.
    const due = Math.max(0, current.interruptedAt + patience - now);
    setTimeout(() => {
      if (this.current === current && current.finish) {
        this.restartRuntime("did not stop when it was interrupted twice, and was ended");
      }
    }, due);
  }

  answerInput(value: string): void {
    if (this.current) this.runtime?.send({ type: "input", cell: this.current.id, value });
  }

  close(): void {
    this.runtime?.kill();
  }

  private async work(): Promise<void> {
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      this.current = next;
      this.frontEnd.status("busy", next.message.header);
      await this.run(next);
      this.current = undefined;
      this.frontEnd.status("idle", next.message.header);
      for (const execution of next.behind) this.abort(execution);
    }
  }

  private async run(execution: Execution): Promise<void> {
    const { message, code, silent } = execution;
    const { header } = message;
    if (execution.storesHistory) this.count += 1;
    execution.count = this.count;
    this.remember(execution);
    if (!silent) {
      this.frontEnd.publish("execute_input", { code, execution_count: this.count }, header);
    }
    const page = await this.pageFor(code);
    if (page) {
      this.reply(execution, { status: "ok", user_expressions: {}, payload: [page] });
      return;
    }
    const { error, interrupted } = await this.outcomeOf(execution).catch((thrown: unknown) => {
      log("a cell could not be executed:", thrown);
      return { error: internalError(thrown), interrupted: false };
    });
    const expressions = error ? {} : await this.evaluate(execution);
    if (execution.storesHistory) this.history.add(execution.count, code, execution.output);
    if (error && !silent) this.frontEnd.publish("error", error, header);
    if (interrupted || (error && execution.stopsOnError)) {
      // Who sent more cells behind this one cannot know yet that it failed: what comes before the answer is aborted.
      await sleep(arrival);
      execution.behind = this.queue.splice(0);
    }
    const rest = error ?? { user_expressions: expressions, payload: [] };
    this.reply(execution, { status: error ? "error" : "ok", ...rest });
  }

  private async outcomeOf(
    execution: Execution,
  ): Promise<{ error: JupyterError | undefined; interrupted: boolean }> {
    const conversion = await this.convert(execution.code);
    if (!conversion.ok) {
      return { error: typeScriptError(conversion.diagnostics), interrupted: false };
    }
    if (isInterrupted(execution)) {
      this.runtime?.send({ type: "modules", modules: conversion.cell.sideModules });
      await this.language.settle({ completed: false, assigned: [] });
      return { error: interruptedEarly, interrupted: true };
    }
    this.tellNotice(execution);
    const { ended } = this;
    const done = await this.runInRuntime(execution, execution.code, conversion.cell, false);
    if (this.ended !== ended) return { error: done.error, interrupted: true };
    await this.language.settle({ completed: !done.error, assigned: done.assigned });
    return { error: done.error, interrupted: done.interrupted || isInterrupted(execution) };
  }

  /** A runtime that ends meanwhile takes with it the names that the cell was checked against. */
  private async convert(code: string): Promise<Conversion> {
    for (;;) {
      const { ended } = this;
      const conversion = await this.language.convert(code);
      if (ended === this.ended) return conversion;
    }
  }

  private tellNotice({ silent, message }: Execution): void {
    if (this.notice === "" || silent) return;
    this.frontEnd.publish("stream", { name: "stderr", text: this.notice }, message.header);
    this.notice = "";
  }

  /** What became of each expression that the front end wants to know beside the cell. */
  private async evaluate(execution: Execution): Promise<Record<string, object>> {
    const values: Record<string, object> = {};
    for (const [name, expression] of Object.entries(execution.expressions)) {
      const conversion = await this.convert(String(expression));
      if (!conversion.ok) {
        values[name] = { status: "error", ...typeScriptError(conversion.diagnostics) };
        continue;
      }
      const { error, value } = await this.runInRuntime(
        execution,
        String(expression),
        conversion.cell,
        true,
      );
      values[name] = error
        ? { status: "error", ...error }
        : { status: "ok", ...(JSON.parse(value ?? '{"data":{},"metadata":{}}') as object) };
    }
    return values;
  }

  private runInRuntime(
    execution: Execution,
    source: string,
    cell: CompiledCell,
    isExpression: boolean,
  ): Promise<DoneEvent> {
    const { count, silent, allowsInput } = execution;
    const id = isExpression ? ++this.lastId : execution.id;
    if (isExpression) this.parents.set(id, this.parents.get(execution.id)!);
    return new Promise((resolve) => {
      execution.finish = (done) => {
        delete execution.finish;
        resolve(done);
      };
      this.runtime ??= this.startRuntime();
      this.runtime.run({
        id,
        executionCount: count,
        source,
        cell,
        silent: silent && !isExpression,
        isExpression,
        allowInput: allowsInput,
      });
    });
  }

  private abort(execution: Execution): void {
    const { header } = execution.message;
    this.frontEnd.status("busy", header);
    this.reply(execution, { status: "aborted" });
    this.frontEnd.status("idle", header);
  }

  private reply(execution: Execution, content: object): void {
    const execution_count = execution.count || this.count;
    this.frontEnd.reply("shell", execution.message, "execute_reply", {
      execution_count,
      ...content,
    });
  }

  private remember({ id, message, silent }: Execution): void {
    this.parents.set(id, { header: message.header, silent });
    // Of the oldest only what is printed now would be lost.
    while (this.parents.size > 10_000) this.parents.delete(this.parents.keys().next().value!);
  }

  private startRuntime(): RuntimeProcess {
    this.runtimeStarted = Date.now();
    return new RuntimeProcess(this.folder, {
      event: (event) => {
        this.handle(event);
      },
      wrote: (name, text) => {
        this.prints.flush();
        const parent = this.running ?? [...this.parents.values()].at(-1)?.header;
        if (parent) this.frontEnd.publish("stream", { name, text }, parent);
        else log(text.trimEnd());
      },
      ended: (reason) => {
        this.replaceRuntime(reason);
      },
    });
  }

  private restartRuntime(reason: string): void {
    this.runtime?.kill();
    this.replaceRuntime(reason);
  }

  private replaceRuntime(reason: string): void {
    this.prints.flush();
    const lasted = Date.now() - this.runtimeStarted > shortLife;
    this.runtime = undefined;
    this.ended += 1;
    if (lasted) this.start();
    void this.language.reset();
    this.comms.runtimeEnded();
    const evalue =
      `The process that runs the cells ${reason}. A fresh one takes its place: ` +
      "the variables of all cells are gone. Run the cells above again.";
    const running = this.current;
    if (running?.finish) {
      const error = { ename: "RuntimeEnded", evalue, traceback: [`RuntimeEnded: ${evalue}`] };
      running.finish({ type: "done", cell: running.id, assigned: [], interrupted: true, error });
    } else this.notice = `${evalue}\n`;
  }

  private handle(event: RuntimeEvent): void {
    if (event.type === "publish" && event.messageType === "stream") {
      if (this.parents.get(event.cell)?.silent === true) return;
      const { name, text } = JSON.parse(event.content) as {
        name: "stdout" | "stderr";
        text: string;
      };
      this.prints.add(event.cell, name, text);
      return;
    }
    this.prints.flush();
    if (event.type === "publish") this.publish(event);
    else if (event.type === "done") this.current?.finish?.(event);
    else if (event.type === "input") {
      const request = this.current;
      if (!request) return;
      const { prompt, password } = event;
      this.frontEnd.reply("stdin", request.message, "input_request", { prompt, password });
    }
  }

  private publish({ cell, messageType, content, metadata, buffers = [] }: PublishEvent): void {
    const parent = this.parents.get(cell);
    if (messageType.startsWith("comm_")) {
      this.comms.fromRuntime(messageType, content, metadata, buffers);
    } else if (parent?.silent === true) return;
    if (messageType === "execute_result" && this.current?.id === cell) {
      const { data } = JSON.parse(content) as { data: { "text/plain"?: string } };
      this.current.output = data["text/plain"] ?? null;
    }
    this.frontEnd.publish(messageType, content, parent?.header, {
      ...(metadata !== undefined && { metadata }),
      buffers,
    });
  }

  /** `name?` and `name??` ask for what is known of a name, as in IPython. */
  private async pageFor(code: string): Promise<object | undefined> {
    const [, name, marks] = /^\s*([\p{L}_$][\p{L}\p{N}_$.]*)(\?{1,2})\s*$/u.exec(code) ?? [];
    if (name === undefined) return undefined;
    const found = await this.language.inspect(name, name.length, marks === "??" ? 1 : 0);
    const text = found?.plain ?? `Nothing is known of ${name}.`;
    const markdown = found && { "text/markdown": found.markdown };
    return { source: "page", data: { "text/plain": text, ...markdown }, start: 0 };
  }
}

const isInterrupted = ({ interruptedAt }: Execution): boolean => interruptedAt !== undefined;

const interruptedEarly: JupyterError = {
  ename: "Interrupted",
  evalue: "The cell was stopped before it began.",
  traceback: ["Interrupted: The cell was stopped before it began."],
};

function internalError(error: unknown): JupyterError {
  const evalue = error instanceof Error ? error.message : String(error);
  return { ename: "KernelError", evalue, traceback: [`KernelError: ${evalue}`] };
}
