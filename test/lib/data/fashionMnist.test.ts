import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fashionMnist } from "../../../lib/data/fashionMnist";
import { writeFashion } from "../../notebooks/fashionFolder";
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
  Reflect.deleteProperty(process.env, "VAE_COOKBOOK_FASHION_MNIST");
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

test("VAE_COOKBOOK_FASHION_MNIST names files that are used as they are, without a download", async () => {
  writeFashion(cache);
  process.env["VAE_COOKBOOK_FASHION_MNIST"] = cache;
  const { train, test } = await fashionMnist({ mirrors: [server.url] });
  assert.deepEqual([train.size, test.size, train.height, train.width], [2000, 1000, 28, 28]);
  assert.equal(train.classNames[train.labels[12]!], "Pullover");
  assert.deepEqual(server.requests, []);
});

test("a folder without the files is named, with the setting; a cache of the caller's goes before it", async () => {
  process.env["VAE_COOKBOOK_FASHION_MNIST"] = join(cache, "empty");
  await assert.rejects(fashionMnist({ mirrors: [server.url] }), (error: Error) => {
    assert.ok(error.message.includes(join(cache, "empty", "train-images-idx3-ubyte.gz")));
    assert.match(error.message, /VAE_COOKBOOK_FASHION_MNIST must name a folder/);
    return true;
  });
  assert.deepEqual(server.requests, []);
  server.replies.push(status(404));
  await assert.rejects(fashionMnist({ cache, mirrors: [server.url] }), /could not be downloaded/);
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
