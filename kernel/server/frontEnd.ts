import type { Connection } from "./connection";
import { Sockets } from "./sockets";
import type { RequestChannel } from "./sockets";
import { Wire } from "./wire";
import type { Header, Message, Outgoing } from "./wire";
import { log } from "./log";

type Extra = Pick<Outgoing, "metadata" | "buffers">;

/** Everything that the kernel says to its front ends. */
export class FrontEnd {
  private readonly wire: Wire;
  private readonly sockets: Sockets;

  /** @param receive called with each message that is whole and signed with our key; others are logged and dropped */
  constructor(
    connection: Connection,
    receive: (channel: RequestChannel, message: Message) => void,
  ) {
    this.wire = new Wire(connection.key, connection.hash);
    this.sockets = new Sockets(connection, {
      receive: (channel, frames) => {
        let message;
        try {
          message = this.wire.decode(frames);
        } catch (error) {
          log(`a message on ${channel} was dropped:`, (error as Error).message);
          return;
        }
        receive(channel, message);
      },
      subscribed: (topic) => {
        const content = { subscription: topic.toString() };
        const welcome = { type: "iopub_welcome", parent: undefined, content };
        this.sockets.publish(topic, this.wire.encode(welcome));
      },
    });
  }

  async open(): Promise<void> {
    await this.sockets.open();
    this.status("starting", undefined);
  }

  close(): void {
    this.sockets.close();
  }

  /** The answer to a request, to who asked. */
  reply(channel: RequestChannel, to: Message, type: string, content: object): void {
    const { identities, header } = to;
    this.sockets.send(channel, this.wire.encode({ identities, type, parent: header, content }));
  }

  /** To every front end. */
  publish(type: string, content: object | string, parent: Header | undefined, extra: Extra = {}) {
    this.sockets.publish(Buffer.from(type), this.wire.encode({ type, parent, content, ...extra }));
  }

  status(state: "starting" | "busy" | "idle", parent: Header | undefined): void {
    this.publish("status", { execution_state: state }, parent);
  }
}
