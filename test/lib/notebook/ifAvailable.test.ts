import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fashionMnist } from "../../../lib/data";
import { ifAvailable } from "../../../lib/notebook";
import { fileServer, status } from "../data/fileServer";
import { printed } from "./captured";

for (const name of ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]) {
  Reflect.deleteProperty(process.env, name);
}

const folder = mkdtempSync(join(tmpdir(), "available-"));
after(() => {
  rmSync(folder, { recursive: true });
});

test("gives what is there, without a word", async () => {
  const line = await printed(async () => {
    assert.equal(await ifAvailable("It", () => Promise.resolve(3)), 3);
  });
  assert.equal(line, "");
});

test("data that cannot be downloaded are undefined, and one line says why", async () => {
  const server = await fileServer(new Map());
  server.replies.push(status(404), status(403));
  const host = new URL(server.url).host;
  const load = () => fashionMnist({ cache: folder, mirrors: [server.url, server.url] });
  const line = await printed(async () => {
    assert.equal(await ifAvailable("Fashion-MNIST", load), undefined);
  });
  await server.close();
  assert.equal(
    line,
    "Fashion-MNIST is left out, with all that needs it: train-images-idx3-ubyte.gz could not be downloaded " +
      `(${host}: answered 404; ${host}: answered 403).`,
  );
});

test("mirrors that fail alike are named together; a connection that is refused is one reason", async () => {
  const server = await fileServer(new Map());
  await server.close();
  const host = new URL(server.url).host;
  const load = () => fashionMnist({ cache: folder, mirrors: [server.url, server.url] });
  const line = await printed(() => ifAvailable("Fashion-MNIST", load));
  assert.ok(line.endsWith(`downloaded (${host}, ${host}: refused the connection).`), line);
});

test("a cache that cannot be written is a reason too", async () => {
  const cache = join(folder, "file");
  writeFileSync(cache, "");
  const line = await printed(() => ifAvailable("Fashion-MNIST", () => fashionMnist({ cache })));
  assert.match(line, /^Fashion-MNIST is left out, .*is not a folder.*VAE_COOKBOOK_CACHE.*\.$/);
});

test("only the first line of another error", async () => {
  const load = () => Promise.reject(new Error("it is gone.\nHere is a list."));
  const line = await printed(() => ifAvailable("It", load));
  assert.equal(line, "It is left out, with all that needs it: it is gone.");
});

test("an abort and wrong arguments are no missing data", async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(
    ifAvailable("It", () => fashionMnist({ cache: folder, signal })),
    { name: "AbortError" },
  );
  for (const mirrors of [[], "host"]) {
    const load = () => fashionMnist({ cache: folder, mirrors: mirrors as string[] });
    await assert.rejects(ifAvailable("It", load), /mirrors/);
  }
});
