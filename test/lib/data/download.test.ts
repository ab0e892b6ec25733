import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { download, type DownloadOptions, type DownloadProgress } from "../../../lib/data/download";
import { shuffled } from "../../../lib/data/shuffled";
import {
  cutAfter,
  fileServer,
  type FileServer,
  ignoringRange,
  instead,
  type Reply,
  slow,
  status,
  whole,
} from "./fileServer";

const LARGE = Buffer.from(shuffled(200_000, 1).buffer);
const SMALL = Buffer.from("a small file");
const CONTENT = new Map([
  ["large.gz", LARGE],
  ["small.gz", SMALL],
]);
const FILES = [...CONTENT].map(([name, content]) => ({
  name,
  bytes: content.length,
  md5: createHash("md5").update(content).digest("hex"),
}));
const TOTAL = LARGE.length + SMALL.length;

for (const name of ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]) {
  Reflect.deleteProperty(process.env, name);
}

let first: FileServer;
let second: FileServer;
let folder: string;

beforeEach(async () => {
  first = await fileServer(CONTENT);
  second = await fileServer(CONTENT);
  folder = mkdtempSync(join(tmpdir(), "download-"));
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
  rmSync(folder, { recursive: true });
});

function run(options: Partial<DownloadOptions> = {}): Promise<void> {
  const mirrors = [first.url, second.url];
  return download({ caller: "fetchIt", files: FILES, folder, mirrors, wait: 1, ...options });
}

/** Both files are whole, and nothing else is there. */
function assertWhole(): void {
  assert.deepEqual(readdirSync(folder).sort(), ["large.gz", "small.gz"]);
  for (const [name, content] of CONTENT) {
    assert.ok(readFileSync(join(folder, name)).equals(content), name);
  }
}

const part = (): string => join(folder, "large.gz.part");

test("files arrive whole, with progress up to the total; the second call asks nobody", async () => {
  const progress: DownloadProgress[] = [];
  first.replies.push(slow);
  await run({ onProgress: (p) => progress.push(p) });
  assertWhole();
  assert.ok(progress.length >= 3, "a slow file reports on its way");
  assert.deepEqual(progress.at(-1), { file: "small.gz", bytes: TOTAL, total: TOTAL });
  progress.reduce((before, { bytes }) => {
    // As many as before if the last ones came late enough to be reported on their own.
    assert.ok(bytes >= before);
    return bytes;
  }, 0);

  await run({ onProgress: () => assert.fail("nothing is left to report") });
  assert.deepEqual(first.requests, ["large.gz", "small.gz"]);
  assert.deepEqual(second.requests, []);
});

test("a cut connection is resumed where it was cut", async () => {
  first.replies.push(cutAfter(300_000), cutAfter(100_000));
  await run();
  assertWhole();
  const ranges = first.requests.slice(0, 3).map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1]));
  assert.ok(Number.isNaN(ranges[0]));
  assert.ok(ranges[1]! > 0 && ranges[1]! <= 300_000);
  assert.ok(ranges[2]! > ranges[1]! && ranges[2]! <= 400_000);
  assert.equal(second.requests.length, 0);
});

test("a server that knows no ranges starts again", async () => {
  first.replies.push(cutAfter(300_000), ignoringRange);
  await run();
  assertWhole();
  assert.equal(first.requests.length, 3, "large.gz in part, large.gz, small.gz");
  assert.match(first.requests[1]!, /bytes=/);
});

test("a server that cuts more often than attempts are allowed goes on while it delivers", async () => {
  first.replies.push(...Array.from({ length: 6 }, () => cutAfter(100_000)));
  await run({ attempts: 2 });
  assertWhole();
  assert.equal(second.requests.length, 0);
});

test("wrong bytes are deleted, and the next mirror is asked for all of them", async () => {
  const wrong = Buffer.from(LARGE);
  wrong[1_000]! ^= 1;
  first.replies.push(instead(wrong));
  await run();
  assertWhole();
  assert.deepEqual(first.requests, ["large.gz", "small.gz"]);
  assert.deepEqual(second.requests, ["large.gz"]);
});

test("a page in the place of a file leaves alone what had arrived", async () => {
  await writeFile(part(), LARGE.subarray(0, 1_000));
  first.replies.push(instead("<html>Please log in to this network</html>"));
  await run();
  assertWhole();
  assert.deepEqual(second.requests, ["large.gz bytes=1000-"]);
});

test("404 sends to the next mirror at once", async () => {
  first.replies.push(status(404));
  await run();
  assertWhole();
  assert.deepEqual(first.requests, ["large.gz", "small.gz"]);
  assert.deepEqual(second.requests, ["large.gz"]);
});

test("503 is asked again, and once more", async () => {
  first.replies.push(status(503), status(503));
  await run();
  assertWhole();
  assert.deepEqual(first.requests, ["large.gz", "large.gz", "large.gz", "small.gz"]);
  assert.deepEqual(second.requests, []);
});

test("503 for ever is left after so many attempts", async () => {
  first.replies.push(status(503), status(503), status(503));
  await run({ attempts: 3 });
  assertWhole();
  assert.deepEqual(first.requests, ["large.gz", "large.gz", "large.gz", "small.gz"]);
  assert.deepEqual(second.requests, ["large.gz"]);
});

test("a redirection is followed", async () => {
  first.replies.push(status(302, { location: `${second.url}large.gz` }));
  await run();
  assertWhole();
  assert.deepEqual(second.requests, ["large.gz"]);
});

test("a mirror that nobody answers for is passed over", async () => {
  const gone = await fileServer(CONTENT);
  await gone.close();
  await run({ mirrors: [gone.url, second.url] });
  assertWhole();
});

test("if all mirrors fail, each is listed with its reason, and what to do", async () => {
  first.replies.push(status(404));
  second.replies.push(status(503), status(503));
  await assert.rejects(run({ attempts: 2 }), (error: Error) => {
    assert.equal(
      error.message,
      "fetchIt: large.gz could not be downloaded.\n" +
        `  ${first.url}large.gz answered 404\n` +
        `  ${second.url}large.gz answered 503\n` +
        "Run it again to go on from where it stopped; behind a proxy, set HTTPS_PROXY first. " +
        `Without a network, put large.gz, small.gz into ${folder} by hand.`,
    );
    return true;
  });
  assert.deepEqual(readdirSync(folder), []);
});

test("aborted midway, what arrived stays, and the next call resumes it", async () => {
  const controller = new AbortController();
  first.replies.push(slow);
  const reason = new Error("the reader pressed stop");
  const onProgress = (): void => {
    controller.abort(reason);
  };
  await assert.rejects(run({ signal: controller.signal, onProgress }), reason);
  assert.deepEqual(readdirSync(folder), ["large.gz.part"]);
  const arrived = readFileSync(part());
  assert.ok(arrived.length > 0 && arrived.equals(LARGE.subarray(0, arrived.length)));

  await run();
  assertWhole();
  assert.equal(first.requests[1], `large.gz bytes=${arrived.length}-`);
});

test("aborted before, or between two attempts, it asks no more", async () => {
  await assert.rejects(run({ signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.deepEqual(first.requests, []);

  const controller = new AbortController();
  first.replies.push((...request) => {
    // By then the answer is there, and the wait for the next attempt has begun.
    setTimeout(() => {
      controller.abort();
    }, 200);
    return status(503)(...request);
  });
  const { signal } = controller;
  await assert.rejects(run({ signal, wait: 60_000 }), { name: "AbortError" });
  assert.deepEqual(first.requests, ["large.gz"]);
});

for (const [what, remains] of [
  ["wrong", Buffer.alloc(1_000)],
  ["too long", Buffer.alloc(LARGE.length + 1)],
] as const) {
  test(`remains that are ${what} are replaced, even with a single mirror`, async () => {
    await writeFile(part(), remains);
    await run({ mirrors: [first.url] });
    assertWhole();
  });
}

test("remains that are complete need no request", async () => {
  await writeFile(part(), LARGE);
  await run();
  assertWhole();
  assert.deepEqual(first.requests, ["small.gz"]);
});

test("a server that cannot serve the range is asked for all of the file", async () => {
  await writeFile(part(), LARGE.subarray(0, 1_000));
  first.replies.push(status(416));
  await run();
  assertWhole();
  assert.deepEqual(first.requests.slice(0, 2), ["large.gz bytes=1000-", "large.gz"]);
});

test("more than the range that was asked for is not appended", async () => {
  await writeFile(part(), LARGE.subarray(0, 1_000));
  first.replies.push((content, _, response) => {
    response.writeHead(206, { "content-length": content.length }).end(content);
  });
  await run();
  assertWhole();
  assert.deepEqual(second.requests, ["large.gz bytes=1000-"]);
});

test("a damaged file is replaced, the whole ones beside it are kept", async () => {
  await run();
  await writeFile(join(folder, "small.gz"), "another file");
  await run();
  assertWhole();
  assert.deepEqual(first.requests, ["large.gz", "small.gz", "small.gz"]);
});

test("calls at the same time take turns and fetch each file once", async () => {
  first.replies.push(slow);
  await Promise.all([run(), run(), run()]);
  assertWhole();
  assert.deepEqual(first.requests, ["large.gz", "small.gz"]);
});

test("so do processes", async () => {
  first.replies.push(slow, slow);
  const script = `require(${JSON.stringify(join(__dirname, "../../../lib/data/download.ts"))})
    .download(${JSON.stringify({ caller: "fetchIt", files: FILES, folder, mirrors: [first.url] })})`;
  const child = (): Promise<number | null> =>
    new Promise((resolve) => {
      const args = ["-r", "ts-node/register/transpile-only", "-e", script];
      spawn(process.execPath, args, { stdio: "inherit" }).on("exit", resolve);
    });
  assert.deepEqual(await Promise.all([child(), child()]), [0, 0]);
  assertWhole();
  assert.deepEqual(first.requests, ["large.gz", "small.gz"]);
});

test("the lock of a process that died does not hold for long", async () => {
  await mkdir(join(folder, ".lock"));
  await utimes(join(folder, ".lock"), new Date(0), new Date(0));
  await run();
  assertWhole();
});

test("waiting for another call ends with the signal", async () => {
  await mkdir(join(folder, ".lock"));
  await assert.rejects(run({ signal: AbortSignal.timeout(50) }), { name: "TimeoutError" });
  assert.deepEqual(first.requests, []);
});

test("a folder that cannot be made is named, with a remedy", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  for (const place of [file, join(file, "inner")]) {
    await assert.rejects(run({ folder: place }), (error: Error) => {
      assert.ok(error.message.startsWith(`fetchIt: ${place} is not a folder`), error.message);
      assert.match(error.message, /set VAE_COOKBOOK_CACHE/);
      return true;
    });
  }
});

test("a full disk is said to be full", { skip: !existsSync("/dev/full") }, async () => {
  symlinkSync("/dev/full", part());
  await assert.rejects(run(), (error: Error) => {
    assert.ok(error.message.startsWith(`fetchIt: the disk is full at ${folder}. Make room`));
    return true;
  });
  assert.equal(second.requests.length, 0);
});

test("an error of the caller's own progress comes through, and closes everything", async () => {
  const own = new Error("my chart broke");
  const onProgress = (): never => {
    throw own;
  };
  await assert.rejects(run({ onProgress }), own);
  await run();
  assertWhole();
});

test("the usual variables name a proxy", async () => {
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(request.url!);
    forward(request.url!, { headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    }).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { HTTP_PROXY, NO_PROXY, no_proxy } = process.env;
  process.env["HTTP_PROXY"] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  Reflect.deleteProperty(process.env, "NO_PROXY");
  Reflect.deleteProperty(process.env, "no_proxy");
  try {
    await run();
  } finally {
    for (const [name, value] of Object.entries({ HTTP_PROXY, NO_PROXY, no_proxy })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    proxy.closeAllConnections();
    proxy.close();
  }
  assertWhole();
  assert.deepEqual(seen, [`${first.url}large.gz`, `${first.url}small.gz`]);
});

test("a mirror that cuts connections and has the wrong file is given up", async () => {
  const wrong = Buffer.alloc(LARGE.length, 7);
  const answers = [cutAfter(600_000), whole].map<Reply>(
    (reply) => (_, request, response) => reply(wrong, request, response),
  );
  for (let i = 0; i < 20; i++) first.replies.push(...answers);
  await run();
  assertWhole();
  assert.ok(first.requests.length < 10, `${first.requests.length} requests`);
});
