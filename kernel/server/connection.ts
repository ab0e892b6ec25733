import { readFileSync } from "node:fs";

/** What Jupyter's connection file says. */
export interface Connection {
  transport: "tcp" | "ipc";
  ip: string;
  ports: Record<SocketName, number>;
  /** Empty when messages are not signed. */
  key: string;
  /** Of `crypto.createHmac`, such as "sha256". */
  hash: string;
  /** CurveZMQ's secret key in Z85, when the sockets are encrypted. */
  curveSecretKey?: string;
  curvePublicKey?: string;
}

export type SocketName = "shell" | "iopub" | "stdin" | "control" | "hb";

const names: readonly SocketName[] = ["shell", "iopub", "stdin", "control", "hb"];

/** Reads a connection file. Throws a TypeError that names what is wrong with it. */
export function readConnection(path: string): Connection {
  const file: unknown = JSON.parse(readFileSync(path, "utf8"));
  const fields = (typeof file === "object" ? file : null) ?? {};
  const fail = (rule: string, value: unknown) =>
    new TypeError(
      `readConnection: ${path}: ${rule}, got ${JSON.stringify(value)}. Jupyter writes this file when it starts a kernel.`,
    );
  const get = (name: string): unknown => (fields as Record<string, unknown>)[name];
  const text = (name: string, fallback?: string): string => {
    const value = get(name) ?? fallback;
    if (typeof value !== "string") throw fail(`${name} must be a string`, value);
    return value;
  };
  const port = (name: SocketName): number => {
    const value = get(`${name}_port`);
    if (!Number.isInteger(value)) throw fail(`${name}_port must be a whole number`, value);
    return value as number;
  };
  const transport = text("transport", "tcp");
  if (transport !== "tcp" && transport !== "ipc") {
    throw fail('transport must be "tcp" or "ipc"', transport);
  }
  const scheme = text("signature_scheme", "hmac-sha256");
  if (!scheme.startsWith("hmac-")) throw fail("signature_scheme must begin with hmac-", scheme);
  const secret = get("curve_secretkey");
  const open = get("curve_publickey");
  return {
    transport,
    ip: text("ip"),
    ports: Object.fromEntries(names.map((name) => [name, port(name)])) as Connection["ports"],
    key: text("key", ""),
    hash: scheme.slice("hmac-".length),
    ...(typeof secret === "string" && { curveSecretKey: secret }),
    ...(typeof open === "string" && { curvePublicKey: open }),
  };
}

/** The address of one of the sockets. */
export function addressOf({ transport, ip, ports }: Connection, name: SocketName): string {
  const separator = transport === "tcp" ? ":" : "-";
  return `${transport}://${ip}${separator}${ports[name]}`;
}
