import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { addressOf, readConnection } from "../../../kernel/server/connection";

const folder = mkdtempSync(join(tmpdir(), "kernel-connection-"));
after(() => {
  rmSync(folder, { recursive: true });
});

const complete = {
  ...{ transport: "tcp", ip: "127.0.0.1", key: "k", signature_scheme: "hmac-sha256" },
  ...{ shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 },
};

function read(fields: object) {
  const file = join(folder, "connection.json");
  writeFileSync(file, JSON.stringify(fields));
  return readConnection(file);
}

test("a connection file", () => {
  const connection = read(complete);
  assert.equal(connection.hash, "sha256");
  assert.equal(connection.curveSecretKey, undefined);
  assert.equal(addressOf(connection, "iopub"), "tcp://127.0.0.1:2");
  const ipc = read({ ...complete, transport: "ipc", ip: "/tmp/k" });
  assert.equal(addressOf(ipc, "hb"), "ipc:///tmp/k-5");
});

test("what is wrong with a file is said", () => {
  assert.throws(
    () => read({ ...complete, hb_port: "5" }),
    /hb_port must be a whole number, got "5"/,
  );
  assert.throws(() => read({ ...complete, ip: undefined }), /ip must be a string/);
  assert.throws(() => read({ ...complete, transport: "udp" }), /"tcp" or "ipc", got "udp"/);
  assert.throws(() => read({ ...complete, signature_scheme: "rot13" }), /hmac-/);
});
