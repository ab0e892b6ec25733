import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { Wire } from "../../../kernel/server/wire";

const wire = new Wire("secret", "sha256");
const frames = () =>
  wire.encode({
    identities: [Buffer.from("client")],
    type: "execute_reply",
    parent: undefined,
    content: { status: "ok" },
    buffers: [new Uint8Array([1, 2, 3]).subarray(1)],
  });

test("a message comes back as it was", () => {
  const message = wire.decode(frames());
  assert.equal(message.header.msg_type, "execute_reply");
  assert.equal(message.header.version, "5.4");
  assert.deepEqual(message.identities, [Buffer.from("client")]);
  assert.deepEqual(message.content, { status: "ok" });
  assert.deepEqual(message.buffers, [Buffer.from([2, 3])]);
});

test("the signature is the HMAC of header, parent, metadata and content", () => {
  const [, , signature, ...parts] = frames();
  const hmac = createHmac("sha256", "secret");
  for (const part of parts.slice(0, 4)) hmac.update(part);
  assert.equal(signature!.toString(), hmac.digest("hex"));
});

test("whatever is changed is refused", () => {
  for (let at = 2; at < 7; at++) {
    const changed = frames();
    changed[at] = Buffer.concat([changed[at]!, Buffer.from(" ")]);
    assert.throws(() => wire.decode(changed), /signature/, `frame ${at}`);
  }
  assert.throws(() => new Wire("other", "sha256").decode(frames()), /signature/);
  assert.throws(() => wire.decode(frames().slice(0, 5)), /5 frames/);
  assert.throws(() => wire.decode([Buffer.from("x")]), /<IDS\|MSG>/);
});

test("without a key nothing is signed", () => {
  const open = new Wire("", "sha256");
  const [, signature] = open.encode({ type: "status", parent: undefined, content: {} });
  assert.equal(signature!.length, 0);
});
