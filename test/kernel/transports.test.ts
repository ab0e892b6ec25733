import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { resultOf, startKernel } from "./client";

test("ipc instead of tcp", { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "kernel-ipc-"));
  const kernel = await startKernel({ transport: "ipc", ip: join(folder, "socket") });
  try {
    assert.equal((await kernel.connection()).transport, "ipc");
    assert.equal(resultOf(await kernel.execute("6 * 7")), "42");
  } finally {
    await kernel.stop();
    await rm(folder, { recursive: true });
  }
});

test("CurveZMQ, when the connection file carries keys", { timeout: 60_000 }, async () => {
  const kernel = await startKernel({ encryption: "required" });
  try {
    assert.equal((await kernel.connection()).curve, true);
    assert.equal(resultOf(await kernel.execute("6 * 7")), "42");
  } finally {
    await kernel.stop();
  }
});
