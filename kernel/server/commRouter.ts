import type { CommCommand, PublishedType } from "../runtime/protocol";
import { Content } from "./content";
import type { FrontEnd } from "./frontEnd";
import { WidgetStates } from "./widgetStates";
import type { CommContent } from "./widgetStates";
import type { Message } from "./wire";

/**
 * Knows every open comm, and answers the page for widgets: their state is mirrored here, so that a page that is
 * loaded anew gets it and a slider is answered at once, also while a cell runs.
 */
export class CommRouter {
  /** Hands a message of the page to the runtime. */
  toRuntime: (command: CommCommand) => void = () => undefined;
  private readonly targets = new Map<string, string>();
  private readonly widgets = new WidgetStates();

  constructor(private readonly frontEnd: FrontEnd) {}

  /** The content of a `comm_info_reply`. */
  info(target: string | undefined): object {
    const comms = [...this.targets]
      .filter(([, name]) => target === undefined || name === target)
      .map(([id, target_name]) => [id, { target_name }] as const);
    return { status: "ok", comms: Object.fromEntries(comms) };
  }

  fromPage(message: Message): void {
    const { header, content, buffers } = message;
    const type = header.msg_type as CommCommand["type"];
    const fields = new Content(type, content);
    const id = fields.text("comm_id");
    const data = fields.object("data");
    const opened = type === "comm_open" ? fields.text("target_name") : undefined;
    if (opened !== undefined) this.targets.set(id, opened);
    const target = this.targets.get(id);
    if (target === undefined) return;
    if (type === "comm_close") {
      this.targets.delete(id);
      this.widgets.closed(id);
    }
    if (this.widgets.isControl(target)) {
      if (type === "comm_msg") this.answer(message, id, this.widgets.controlReply(data));
      return;
    }
    const reply = type === "comm_msg" ? this.widgets.fromPage(id, data, buffers) : undefined;
    this.answer(message, id, reply);
    if (!reply) {
      this.toRuntime({ type, id, data, buffers, ...(opened !== undefined && { target: opened }) });
    } else if (reply.forward) {
      this.toRuntime({ type, id, data: reply.forward, buffers: reply.buffers });
    }
  }

  private answer({ header }: Message, id: string, reply: CommContent | undefined): void {
    if (!reply) return;
    const content = { comm_id: id, data: reply.data };
    this.frontEnd.publish("comm_msg", content, header, { buffers: reply.buffers });
  }

  /** A message that the runtime publishes. */
  fromRuntime(
    type: PublishedType,
    json: string,
    metadataJson: string | undefined,
    buffers: Uint8Array[],
  ): void {
    const {
      comm_id: id,
      target_name,
      data,
    } = JSON.parse(json) as {
      comm_id: string;
      target_name?: string;
      data: object;
    };
    if (type === "comm_open") {
      const metadata = JSON.parse(metadataJson ?? "{}") as object;
      this.targets.set(id, target_name ?? "");
      this.widgets.opened({ id, target: target_name ?? "", data, metadata, buffers });
    } else if (type === "comm_msg") this.widgets.fromKernel(id, data, buffers);
    else {
      this.targets.delete(id);
      this.widgets.closed(id);
    }
  }

  /** Its comms ended with it; the page is told. */
  runtimeEnded(): void {
    this.widgets.clear();
    for (const [id, target] of this.targets) {
      if (this.widgets.isControl(target)) continue;
      this.frontEnd.publish("comm_close", { comm_id: id, data: {} }, undefined);
      this.targets.delete(id);
    }
  }
}
