import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What a server does with one request for one file. */
export type Reply = (
  content: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

export interface FileServer {
  /** the address of its folder, with a slash at its end */
  url: string;
  /** one line a request: the file, and the range that was asked for if there was one */
  requests: string[];
  /** replies to the next requests, in this order; after them, and by default, `whole` */
  replies: Reply[];
  close: () => Promise<void>;
}

/** A real server on loopback. */
export async function fileServer(files: ReadonlyMap<string, Buffer>): Promise<FileServer> {
  const requests: string[] = [];
  const replies: Reply[] = [];
  const server = createServer((request, response) => {
    const name = request.url!.split("/").at(-1)!;
    requests.push([name, request.headers.range].filter(Boolean).join(" "));
    response.on("error", () => undefined);
    void (replies.shift() ?? whole)(files.get(name)!, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/`,
    requests,
    replies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers as asked, with the range if there is one. */
export const whole: Reply = (content, request, response) => {
  response.end(headFor(content, request, response));
};

/** Sends all of the file, also to whoever asks for a part. */
export const ignoringRange: Reply = (content, _, response) => {
  response.writeHead(200, { "content-length": content.length }).end(content);
};

/** Cuts the connection after so many bytes, later, since the cut takes with it what is not read yet. */
export const cutAfter =
  (bytes: number): Reply =>
  (content, request, response) => {
    const body = headFor(content, request, response);
    response.write(body.subarray(0, bytes), () => setTimeout(() => response.destroy(), 300));
  };

/** Sends in ten pieces, with a moment before each. */
export const slow: Reply = async (content, request, response) => {
  const body = headFor(content, request, response);
  const piece = Math.ceil(body.length / 10);
  for (let at = 0; at < body.length && !response.destroyed; at += piece) {
    await pause(60);
    response.write(body.subarray(at, at + piece));
  }
  response.end();
};

/** Sends something else, as if it were the file. */
export const instead =
  (body: Buffer | string): Reply =>
  (_, __, response) => {
    response.writeHead(200, { "content-length": Buffer.byteLength(body) }).end(body);
  };

export const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (_, __, response) => {
    response.writeHead(code, headers).end("<html>no</html>");
  };

function headFor(content: Buffer, request: IncomingMessage, response: ServerResponse): Buffer {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
  const body = content.subarray(Number(range?.[1] ?? 0));
  const last = content.length - 1;
  response.writeHead(range ? 206 : 200, {
    "content-length": body.length,
    ...(range && { "content-range": `bytes ${range[1]!}-${last}/${content.length}` }),
  });
  return body;
}
