import { LanguageClient } from "../language/client";
import { toCharacters, toUnits } from "./characters";
import { CommRouter } from "./commRouter";
import type { Connection } from "./connection";
import { Content } from "./content";
import { Executor } from "./executor";
import { FrontEnd } from "./frontEnd";
import { History, toItem } from "./history";
import { kernelInfo } from "./kernelInfo";
import type { RequestChannel } from "./sockets";
import type { Message } from "./wire";
import { log } from "./log";

export interface KernelOptions {
  /** The notebook's folder. */
  folder: string;
  /** Undefined keeps the history in memory. */
  historyFile: string | undefined;
  /** Called when a front end asks the kernel to end, after it was answered. */
  onShutdown: () => void;
}

type Answer = (fields: Content, message: Message) => object | Promise<object>;

/** Answers the front ends' messages. It runs no code of the reader's, so it answers while a cell runs. */
export class Kernel {
  private readonly frontEnd: FrontEnd;
  private readonly comms: CommRouter;
  private readonly language: LanguageClient;
  private readonly history: History;
  private readonly executor: Executor;

  constructor(
    connection: Connection,
    private readonly options: KernelOptions,
  ) {
    this.frontEnd = new FrontEnd(connection, (channel, message) => {
      void this.receive(channel, message);
    });
    this.comms = new CommRouter(this.frontEnd);
    this.language = new LanguageClient(options.folder);
    this.history = new History(options.historyFile);
    const { folder } = options;
    this.executor = new Executor(folder, this.frontEnd, this.language, this.history, this.comms);
  }

  async open(): Promise<void> {
    await this.frontEnd.open();
    this.executor.start();
  }

  interrupt(): void {
    this.executor.interrupt();
  }

  /** Ends the runtime and the sockets. */
  close(): void {
    this.executor.close();
    this.language.close();
    this.frontEnd.close();
  }

  /** Requests and how they are answered, by type without "_request". Executions are answered by the executor. */
  private readonly answers: Record<string, Answer> = {
    kernel_info: () => kernelInfo(),

    is_complete: async (fields) => await this.language.isComplete(fields.text("code")),

    complete: async (fields) => {
      const code = fields.text("code");
      const cursor = toUnits(code, fields.count("cursor_pos", code.length));
      const { start, end, items } = await this.language.complete(code, cursor);
      const [cursor_start, cursor_end] = [toCharacters(code, start), toCharacters(code, end)];
      const types = items.map((item) => ({ start: cursor_start, end: cursor_end, ...item }));
      return {
        matches: items.map(({ text }) => text),
        cursor_start,
        cursor_end,
        // JupyterLab's name for it; still experimental there after years.
        metadata: { _jupyter_types_experimental: types },
      };
    },

    inspect: async (fields) => {
      const code = fields.text("code");
      const cursor = toUnits(code, fields.count("cursor_pos", code.length));
      const detail = fields.count("detail_level", 0) === 0 ? 0 : 1;
      const found = await this.language.inspect(code, cursor, detail);
      const data = found ? { "text/plain": found.plain, "text/markdown": found.markdown } : {};
      return { found: found !== undefined, data, metadata: {} };
    },

    history: (fields) => {
      const access = fields.text("hist_access_type");
      const n = fields.optionalNumber("n");
      const entries =
        access === "tail"
          ? this.history.tail(n ?? 1000)
          : access === "range"
            ? this.history.range(
                fields.optionalNumber("session") ?? 0,
                fields.optionalNumber("start") ?? 0,
                fields.optionalNumber("stop"),
              )
            : this.history.search(fields.text("pattern", "*"), n, fields.flag("unique", false));
      const output = fields.flag("output", false);
      return { history: entries.map((entry) => toItem(entry, output)) };
    },

    comm_info: (fields) => {
      const target = fields.text("target_name", "");
      return this.comms.info(target === "" ? undefined : target);
    },

    interrupt: () => {
      this.executor.interrupt();
      return {};
    },

    shutdown: (fields, message) => {
      const content = { status: "ok", restart: fields.flag("restart", false) };
      // Every front end is told, not only the one that asked.
      this.frontEnd.publish("shutdown_reply", content, message.header);
      setImmediate(this.options.onShutdown);
      return content;
    },
  };

  private async receive(channel: RequestChannel, message: Message): Promise<void> {
    const { header, content } = message;
    const type = header.msg_type;
    const name = type.replace(/_request$/, "");
    try {
      if (type === "execute_request") this.executor.execute(message);
      else if (type === "input_reply") {
        this.executor.answerInput(new Content(type, content).text("value"));
      } else {
        await this.aside(message, async () => {
          if (/^comm_(open|msg|close)$/.test(type)) this.comms.fromPage(message);
          else if (Object.hasOwn(this.answers, name)) {
            const reply = await this.answers[name]!(new Content(type, content), message);
            this.frontEnd.reply(channel, message, `${name}_reply`, { status: "ok", ...reply });
          } else log(`${type} is not known, and was passed over.`);
        });
      }
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      log(`${type} could not be answered: ${evalue}`);
      if (!type.endsWith("_request")) return;
      const ename = error instanceof Error ? error.name : "Error";
      const reply = { status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
      await this.aside(message, () => {
        this.frontEnd.reply(channel, message, `${name}_reply`, reply);
      });
    }
  }

  /** Busy and idle around a request that is not a cell; a cell that runs meanwhile is busy again afterwards. */
  private async aside({ header }: Message, work: () => void | Promise<void>): Promise<void> {
    this.frontEnd.status("busy", header);
    try {
      await work();
    } finally {
      this.frontEnd.status("idle", header);
      const { running } = this.executor;
      if (running) this.frontEnd.status("busy", running);
    }
  }
}
