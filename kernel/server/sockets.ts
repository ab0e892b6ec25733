import * as zmq from "zeromq";
import { addressOf } from "./connection";
import type { Connection, SocketName } from "./connection";
import { log } from "./log";

export type RequestChannel = "shell" | "control" | "stdin";

export interface SocketHandlers {
  /** A message of a front end, in frames. */
  receive(channel: RequestChannel, frames: Buffer[]): void;
  /** A front end that now gets what is published under a topic. */
  subscribed(topic: Buffer): void;
}

/** The kernel's five ZeroMQ sockets. Whatever is sent is delivered, also to a client that reads slowly. */
export class Sockets {
  /** ZeroMQ's default drops what goes beyond a thousand messages, and the idle status with it. */
  private readonly unlimited = { sendHighWaterMark: 0, sendTimeout: 0, linger: 1000 };
  private readonly routers: Record<RequestChannel, zmq.Router>;
  private readonly iopub: zmq.XPublisher;
  private readonly heartbeat: zmq.Router;

  constructor(
    private readonly connection: Connection,
    private readonly handlers: SocketHandlers,
  ) {
    const { curveSecretKey, curvePublicKey } = connection;
    const options = {
      ...this.unlimited,
      ...(curveSecretKey !== undefined && { curveServer: true, curveSecretKey }),
      ...(curvePublicKey !== undefined && { curvePublicKey }),
    };
    // A front end that comes back under its old name, after a lost connection, takes over from its former self.
    const router = () => new zmq.Router({ ...options, handover: true });
    this.routers = { shell: router(), control: router(), stdin: router() };
    this.iopub = new zmq.XPublisher(options);
    this.iopub.verbosity = "allSubs";
    this.heartbeat = router();
  }

  async open(): Promise<void> {
    const bind = (socket: zmq.Socket, name: SocketName) =>
      socket.bind(addressOf(this.connection, name));
    await Promise.all([
      bind(this.heartbeat, "hb"),
      bind(this.iopub, "iopub"),
      ...Object.entries(this.routers).map(([name, socket]) => bind(socket, name as RequestChannel)),
    ]);
    void this.listen(this.heartbeat, (frames) => {
      void this.heartbeat.send(frames);
    });
    void this.listen(this.iopub, ([frame]) => {
      if (frame?.[0] === 1) this.handlers.subscribed(frame.subarray(1));
    });
    for (const [name, socket] of Object.entries(this.routers)) {
      void this.listen(socket, (frames) => {
        this.handlers.receive(name as RequestChannel, frames);
      });
    }
  }

  send(channel: RequestChannel, frames: Buffer[]): void {
    // Who has gone away cannot be answered.
    this.routers[channel].send(frames).catch(() => undefined);
  }

  publish(topic: Buffer, frames: Buffer[]): void {
    this.iopub.send([topic, ...frames]).catch((error: unknown) => {
      log("a message could not be published:", error);
    });
  }

  close(): void {
    for (const socket of [...Object.values(this.routers), this.iopub, this.heartbeat])
      socket.close();
  }

  private async listen(
    socket: AsyncIterable<Buffer[]> & { closed: boolean },
    handle: (frames: Buffer[]) => void,
  ): Promise<void> {
    try {
      for await (const frames of socket) handle(frames);
    } catch (error) {
      if (!socket.closed) throw error;
    }
  }
}
