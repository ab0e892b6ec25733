import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fashionMnist } from "../../../lib/data/fashionMnist";
import { fileServer, type FileServer, status } from "./fileServer";

// What a whole download does is tested beside `download`, with files small enough to be made here.

let server: FileServer;
let cache: string;
beforeEach(async () => {
  server = await fileServer(new Map());
  cache = mkdtempSync(join(tmpdir(), "fashion-"));
});
afterEach(async () => {
  await server.close();
  rmSync(cache, { recursive: true });
  Reflect.deleteProperty(process.env, "VAE_COOKBOOK_CACHE");
});

test("asks for the published files, and says where to put them if nobody has them", async () => {
  server.replies.push(status(404));
  await assert.rejects(fashionMnist({ cache, mirrors: [server.url] }), (error: Error) => {
    assert.match(
      error.message,
      /^fashionMnist: train-images-idx3-ubyte.gz could not be downloaded/,
    );
    assert.ok(error.message.includes(`into ${join(cache, "fashion-mnist")} by hand`));
    return true;
  });
  assert.deepEqual(server.requests, ["train-images-idx3-ubyte.gz"]);
});

test("VAE_COOKBOOK_CACHE says where downloads are kept", async () => {
  process.env["VAE_COOKBOOK_CACHE"] = cache;
  server.replies.push(status(404));
  await assert.rejects(fashionMnist({ mirrors: [server.url] }));
  assert.deepEqual(readdirSync(cache), ["fashion-mnist"]);
});

test("a signal that is aborted already stops it", async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(fashionMnist({ cache, mirrors: [server.url], signal }), {
    name: "AbortError",
  });
  assert.deepEqual(server.requests, []);
});

for (const mirrors of [[], ["ftp://host/"], ["host"], [3]]) {
  test(`mirrors ${JSON.stringify(mirrors)} are refused`, async () => {
    const given = mirrors as string[];
    await assert.rejects(fashionMnist({ cache, mirrors: given }), {
      name: "RangeError",
      message: /mirror/,
    });
  });
}

test("a single address is not a list of mirrors", async () => {
  const mirrors = server.url as unknown as string[];
  await assert.rejects(fashionMnist({ cache, mirrors }), { name: "TypeError" });
});
