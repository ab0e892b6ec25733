import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { isSoftware, whyBroken } from "../../../lib/backend/webgpu";
import { WebgpuEvents } from "../../../lib/backend/webgpuEvents";
import { probe } from "../../../lib/backend/webgpuProbe";
import { run, softwareGpu } from "./webgpu/software";

const gpu = softwareGpu();
const asked = typeof gpu === "string" ? {} : { ...gpu, VAE_COOKBOOK_BACKEND: "webgpu" };
const onSoftware = require.resolve("./webgpu/onSoftware");
const end = require.resolve("./webgpu/end");

suite("on a software GPU", { skip: typeof gpu === "string" ? gpu : false }, () => {
  test("values, gradients, a training, reads and failures", async () => {
    const { code, signal, output } = await run(onSoftware, [], asked);
    assert.deepEqual([code, signal], [0, null], output);
  });

  for (const [how, expected] of [
    ["return", 0],
    ["exit", 0],
    ["throw", 1],
  ] as const) {
    test(`with work under way the process ends cleanly: ${how}`, async () => {
      const { code, signal, output } = await run(end, [how], asked);
      assert.deepEqual([code, signal], [expected, null], output);
      assert.match(output, /^Engine: WebGPU on /);
    });
  }
});

test("without a driver it says so in one line, prints nothing else, and ends", async () => {
  const { code, output } = await run(end, [], {
    VAE_COOKBOOK_BACKEND: "webgpu",
    VK_ICD_FILENAMES: "/nowhere",
    VK_DRIVER_FILES: "/nowhere",
  });
  if (process.platform !== "linux") return; // other systems need no driver of Vulkan
  assert.equal(code, 1, output);
  assert.match(
    output,
    /Error: backend: no tensor engine starts here: webgpu \(no GPU (driver with Vulkan )?was found\)\. Run/,
  );
  assert.doesNotMatch(output, /Warning|Vulkan\.cpp/);
});

test("says in a few words and without paths why the library cannot be loaded", () => {
  const why = (message: string) => whyBroken(message, "linux");
  const old = "its library needs glibc 2.34 and libstdc++ 12 or newer";
  for (const message of [
    "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /a/dawn.node)",
    "/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by /a/dawn.node)",
    "Error loading shared library ld-linux-x86-64.so.2: No such file (needed by /a/dawn.node)",
    "Error relocating /a/dawn.node: gnu_get_libc_version: symbol not found",
  ]) {
    assert.equal(why(message), old);
  }
  assert.match(
    why("Cannot find module '/a/linux-ppc64/dawn.node'\nRequire stack"),
    /^it has no library for linux on /,
  );
  assert.equal(
    whyBroken(
      "dlopen(/a/b/dawn.node, 0x0001): Symbol not found: _x\n  Referenced from: /a",
      "darwin",
    ),
    "its library cannot be loaded: dlopen(dawn.node, 0x0001): Symbol not found: _x",
  );
});

const pretending = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;

test("a library that cannot be loaded, and a machine without a GPU", async () => {
  const broken = await probe(pretending('throw new Error("GLIBC_2.99 not found")'));
  assert.deepEqual(broken, { broken: "GLIBC_2.99 not found" });
  const none = "export const create = () => ({ requestAdapter: () => Promise.resolve(null) })";
  assert.deepEqual(await probe(pretending(none)), { none: true });
});

test("a driver that crashes, fails or hangs does so in another process", async () => {
  const crash = 'export const create = () => process.kill(process.pid, "SIGSEGV")';
  await assert.rejects(probe(pretending(crash)), { message: "its driver crashes" });
  const fail = 'export const create = () => { throw new Error("no") }';
  await assert.rejects(probe(pretending(fail)), { message: "its driver does not add 2 and 3" });
  const hang = "export const create = () => { for (;;); }";
  await assert.rejects(probe(pretending(hang), 1000), { message: "its driver does not answer" });
});

test("tells graphics processors from software by their names", () => {
  const adapter = (device: string, description: string, isFallbackAdapter = false) => ({
    ...{ vendor: "", architecture: "", device, description, isFallbackAdapter },
  });
  assert.ok(isSoftware(adapter("swiftshader-device-subzero-", "SwiftShader driver 5.0.0")));
  assert.ok(isSoftware(adapter("", "llvmpipe (LLVM 15.0.6, 256 bits)")));
  assert.ok(isSoftware(adapter("", "Microsoft Basic Render Driver")));
  assert.ok(isSoftware(adapter("", "", true)));
  assert.ok(!isSoftware(adapter("nvidia-geforce-rtx-3080", "NVIDIA: 535.54")));
  assert.ok(!isSoftware(adapter("apple-m1-max", "Metal driver on macOS")));
});

suite("the events of Dawn", () => {
  /** Lets what waits for a turn have it, and what asks for more again. */
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 1));
  };

  /** Like Dawn: hands `setImmediate` a question until it has been asked so many times. */
  const dawn = (times: number) => {
    const state = { asked: 0 };
    const start = (): void => {
      setImmediate(() => {
        state.asked += 1;
        if (state.asked < times) start();
      });
    };
    return { state, start };
  };

  test("come by themselves in later turns, each once", async () => {
    const events = new WebgpuEvents();
    const { state, start } = dawn(5);
    events.during(start);
    assert.equal(state.asked, 0);
    await turns();
    assert.equal(state.asked, 5);
  });

  test("can be waited for without a turn, also when some were under way", async () => {
    const events = new WebgpuEvents();
    const [first, second] = [dawn(3), dawn(4)];
    events.during(first.start);
    events.wait(second.start, () => second.state.asked === 4);
    await turns();
    assert.deepEqual([first.state.asked, second.state.asked], [3, 4]);
    const nothing = () => undefined;
    assert.throws(() => {
      events.wait(nothing, () => false);
    }, /waits for nothing/);
  });

  test("are not lost with the timers of a cell that is stopped", async () => {
    const events = new WebgpuEvents();
    const { state, start } = dawn(2);
    const { setImmediate } = globalThis;
    globalThis.setImmediate = (() => undefined) as unknown as typeof setImmediate;
    events.during(start);
    globalThis.setImmediate = setImmediate;
    await turns();
    assert.equal(state.asked, 0);
    events.during(() => undefined);
    await turns();
    assert.equal(state.asked, 2);
  });

  test("mend what is left by force, which leaves out `finally`", async () => {
    const events = new WebgpuEvents();
    const { setImmediate } = globalThis;
    let left: typeof setImmediate | undefined;
    events.during(() => {
      left = globalThis.setImmediate;
    });
    assert.notEqual(left, setImmediate);
    globalThis.setImmediate = left!;
    const { state, start } = dawn(2);
    events.during(start);
    assert.equal(globalThis.setImmediate, setImmediate);
    await turns();
    assert.equal(state.asked, 2);
  });

  test("leave `setImmediate` as it was, also after an error", () => {
    const { setImmediate } = globalThis;
    assert.throws(() => {
      new WebgpuEvents().during(() => {
        throw new Error("no");
      });
    });
    assert.equal(globalThis.setImmediate, setImmediate);
  });
});
