import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inFolder, load, root, type SetupFailure } from "./load";

interface Paths {
  root: string;
  native: string;
  python: string;
  bindingFile: string;
  bindingSource: string;
  quietSource: string;
  verifyBinding: string;
  tensorflowGpuRequirements: string;
  stamps: string;
  engine: string;
  log: string;
}
interface Step {
  isDone: () => boolean;
  work: (step: { update: () => void }) => Promise<string | undefined>;
}
interface Options {
  light?: boolean;
  gpu?: boolean;
  explicit?: boolean;
  env?: NodeJS.ProcessEnv;
  platform?: string;
}
interface Engine {
  ready: boolean;
  build?: string;
  reason?: string;
  remedy?: string;
  gpu?: { used: boolean; name?: string; reason?: string; hide?: boolean };
}
interface Tensorflow {
  tensorflow: (paths: Paths, options?: Options) => [Step, Step];
}
interface Binding {
  compile: (paths: Paths, compiler: string) => Promise<string | undefined>;
}
const native = load<Tensorflow>("tensorflow.mjs");
const binding = load<Binding>("tensorflowBinding.mjs");

/** A checkout with as much in it as the native engine's steps look at. */
async function checkout(folder: string): Promise<Paths> {
  const { pathsOf } = await load<{ pathsOf: (root: string) => Paths }>("paths.mjs");
  const paths = pathsOf(folder);
  for (const part of [
    "scripts/setup",
    ".venv/bin",
    "lib/backend/native",
    "node_modules/@tensorflow/tfjs-node-gpu/binding",
  ]) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, "node_modules/@tensorflow/tfjs-node-gpu/binding/tfjs_binding.cc"), "");
  writeFileSync(paths.bindingSource, "");
  writeFileSync(paths.quietSource, "");
  for (const name of ["tensorflow.txt", "tensorflow-gpu.txt"]) {
    copyFileSync(join(root, "scripts/setup", name), join(folder, "scripts/setup", name));
  }
  return paths;
}

function engine(paths: Paths): Engine {
  return (JSON.parse(readFileSync(paths.engine, "utf8")) as { tensorflow: Engine }).tensorflow;
}

const supported = ["linux-x64", "linux-arm64", "darwin-arm64"].includes(
  `${process.platform}-${process.arch}`,
);

test("without a compiler nothing is downloaded, the reason is written down, and a compiler that appears is noticed", () =>
  inFolder(async (folder) => {
    const { tensorflow } = await native;
    const paths = await checkout(folder);
    const without = tensorflow(paths, { env: { PATH: folder } });
    assert.deepEqual(
      without.map((step) => step.isDone()),
      [true, true],
    );
    assert.equal(engine(paths).ready, false);
    if (!supported) return;
    assert.match(engine(paths).reason ?? "", /no C\+\+ compiler/);
    assert.match(engine(paths).remedy ?? "", /install|xcode-select/);

    writeFileSync(join(folder, "g++"), "#!/bin/sh\n", { mode: 0o755 });
    assert.equal(tensorflow(paths, { env: { PATH: folder } })[0].isDone(), false);
  }));

test("--light looks for no GPU", () =>
  inWorkingCheckout(async (paths, steps, _verify, smi) => {
    smi(`$(touch ${paths.root}/asked)`);
    assert.equal(await steps({ light: true }), "");
    assert.equal(existsSync(join(paths.root, "asked")), false);
    await steps({ explicit: true });
    assert.equal(existsSync(join(paths.root, "asked")), true, "the set-up that is asked for does");
  }));

test("--light is kept by a later start and ended by the set-up that is asked for", () =>
  inFolder(async (folder) => {
    const { tensorflow } = await native;
    const paths = await checkout(folder);
    writeFileSync(join(folder, "g++"), "#!/bin/sh\n", { mode: 0o755 });
    const env = { PATH: folder };
    const done = (options: Options) =>
      tensorflow(paths, { env, ...options }).map((step) => step.isDone());
    assert.deepEqual(done({ light: true }), [true, true]);
    assert.deepEqual(
      [engine(paths).reason, engine(paths).remedy],
      ["set up with --light", "`npm run setup`"],
    );
    assert.deepEqual(done({}), [true, true]);
    if (supported) assert.deepEqual(done({ explicit: true }), [false, false]);
  }));

test("a compiler that fails is no error: the reason comes back", () =>
  inFolder(async (folder) => {
    const { compile } = await binding;
    const paths = await checkout(folder);
    const compiler = join(folder, "g++");
    writeFileSync(compiler, "#!/bin/sh\necho 'x.cc:1: fatal error: no such file' >&2\nexit 1\n", {
      mode: 0o755,
    });
    assert.equal(
      await compile(paths, compiler),
      "the binding does not compile: x.cc:1: fatal error: no such file",
    );
    assert.match((await compile(paths, join(folder, "missing"))) ?? "", /does not compile.*ENOENT/);
  }));

/**
 * A checkout whose pip unpacks empty libraries, CUDA's too where it is told the GPU's lock file, whose compiler
 * writes an empty binding, and whose binding does what `verify` says. `steps` says which steps were done.
 */
async function inWorkingCheckout(
  test: (
    paths: Paths,
    steps: (options?: Options) => Promise<string>,
    verify: (script: string) => void,
    smi: (line: string) => void,
  ) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const { tensorflow } = await native;
    const paths = await checkout(folder);
    const program = (file: string, script: string) => {
      writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    };
    const libraries = ["so.2", "2.dylib"].flatMap((ending) =>
      ["cc", "framework"].map((name) => `"$target/tensorflow/libtensorflow_${name}.${ending}"`),
    );
    program(
      paths.python,
      `while [ $# -gt 0 ]; do case "$1" in --target) target=$2;; -r) lock=$2;; esac; shift; done
mkdir -p "$target/tensorflow" && touch ${libraries.join(" ")}
case "$lock" in *gpu.txt)
  for part in cuda_runtime/lib/libcudart.so.12 cusolver/lib/libcusolver.so.11; do
    mkdir -p "$target/nvidia/\${part%/*}"; echo $part > "$target/nvidia/$part"; done;; esac`,
    );
    program(join(folder, "g++"), 'while [ "$1" != -o ]; do shift; done\n: > "$2"');
    const verify = (script: string) => {
      writeFileSync(paths.verifyBinding, script);
    };
    const steps = async (options: Options = {}) => {
      const done: string[] = [];
      const all = tensorflow(paths, {
        platform: "linux-x64",
        env: { PATH: `${folder}:/bin:/usr/bin` },
        ...options,
      });
      for (const [index, step] of all.entries()) {
        if (step.isDone()) continue;
        const note = (await step.work({ update: () => undefined })) ?? "";
        done.push(index === 0 ? "downloaded" : note.replace(/ .*/, ""));
      }
      return done.join(", ");
    };
    verify('console.log("runs on the processor")');
    await test(paths, steps, verify, (line) => {
      program(join(folder, "nvidia-smi"), `echo "${line}"`);
    });
  });
}

const rtx = "GPU-1, NVIDIA GeForce RTX 3060, 570.26, 11500";

test("the processor's build is set up once, and a GPU that appears waits for a set-up that is asked for", () =>
  inWorkingCheckout(async (paths, steps, _verify, smi) => {
    assert.equal(await steps(), "downloaded, compiled");
    assert.deepEqual([engine(paths).build, engine(paths).gpu], ["cpu", undefined]);
    assert.equal(await steps(), "");
    assert.equal(await steps({ explicit: true }), "");
    smi(rtx);
    assert.equal(await steps(), "");
    assert.equal(await steps({ explicit: true }), "downloaded, tried");
    assert.equal(engine(paths).build, "gpu");
  }));

test("to the GPU's build and back: downloaded and tried again, not compiled again, nothing of the other left", () =>
  inWorkingCheckout(async (paths, steps, verify, smi) => {
    smi(rtx);
    assert.equal(await steps({ gpu: false }), "downloaded, compiled");
    assert.equal(existsSync(join(paths.native, "nvidia")), false);
    verify('console.log("runs on the GPU")');
    assert.equal(await steps({ gpu: true }), "downloaded, tried");
    assert.deepEqual(engine(paths).gpu, {
      name: "NVIDIA GeForce RTX 3060",
      driver: "570.26",
      used: true,
    });
    // Where libtensorflow_framework looks, whose RUNPATH leaves out cuSOLVER's folder.
    const link = join(paths.native, "nvidia/cuda_runtime/lib/libcusolver.so.11");
    assert.equal(readFileSync(link, "utf8"), "cusolver/lib/libcusolver.so.11\n");
    assert.equal(await steps(), "");
    assert.equal(await steps({ explicit: true }), "");
    assert.equal(await steps({ gpu: false }), "downloaded, tried");
    assert.equal(existsSync(join(paths.native, "nvidia")), false);
    assert.deepEqual([engine(paths).build, engine(paths).gpu], ["cpu", undefined]);
    assert.deepEqual(
      readdirSync(dirname(paths.native)).filter((name) => name.startsWith("native")),
      ["native"],
    );
  }));

test("a download that fails leaves the build from before, whole and in use", () =>
  inWorkingCheckout(async (paths, steps) => {
    await steps({ gpu: false });
    const before = readFileSync(paths.engine, "utf8");
    const pip = readFileSync(paths.python, "utf8");
    writeFileSync(paths.python, "#!/bin/sh\necho 'No space left on device'; exit 1\n");
    await assert.rejects(steps({ gpu: true }), (error: SetupFailure) => {
      assert.match(error.message, /disk is full/);
      assert.match(error.remedy, /--no-gpu/);
      return true;
    });
    assert.equal(readFileSync(paths.engine, "utf8"), before);
    assert.equal(await steps(), "", "the next start goes on with it");
    writeFileSync(paths.python, pip);
    assert.equal(await steps({ gpu: true }), "downloaded, tried");
  }));

test("a set-up that was killed while the builds changed places is done again", () =>
  inWorkingCheckout(async (paths, steps) => {
    await steps({ gpu: false });
    renameSync(paths.native, `${paths.native}.old`);
    assert.equal(await steps(), "downloaded");
    rmSync(join(paths.stamps, "tensorflow"));
    assert.equal(await steps(), "downloaded");
    assert.equal(existsSync(`${paths.native}.old`), false);
  }));

test("a GPU that TensorFlow leaves alone: it runs on the processor, says why, and looks again when asked", () =>
  inWorkingCheckout(async (paths, steps, verify, smi) => {
    smi(rtx);
    verify(
      'console.log("Could not find cuda drivers on your machine"); console.log("runs on the processor")',
    );
    await steps();
    assert.deepEqual([engine(paths).ready, engine(paths).build], [true, "gpu"]);
    assert.equal(engine(paths).gpu?.used, false);
    assert.match(engine(paths).gpu?.reason ?? "", /libcuda\.so\.1 was not found/);
    assert.equal(await steps(), "");
    verify('console.log("runs on the GPU")');
    assert.equal(await steps({ explicit: true }), "tried");
    assert.equal(engine(paths).gpu?.used, true);
  }));

test("a GPU on which TensorFlow ends the process is hidden from it", () =>
  inWorkingCheckout(async (paths, steps, verify, smi) => {
    smi(rtx);
    verify('if (process.env.CUDA_VISIBLE_DEVICES !== "-1") process.kill(process.pid, "SIGSEGV")');
    await steps();
    const { ready, gpu } = engine(paths);
    assert.deepEqual([ready, gpu?.used, gpu?.hide], [true, false, true]);
    assert.match(gpu?.reason ?? "", /ended by SIGSEGV/);
  }));

test("a full GPU is not touched", () =>
  inWorkingCheckout(async (paths, steps, verify, smi) => {
    smi("GPU-1, NVIDIA GeForce RTX 3060, 570.26, 120");
    verify('if (process.env.CUDA_VISIBLE_DEVICES !== "-1") process.exit(1)');
    await steps();
    const { ready, gpu } = engine(paths);
    assert.deepEqual([ready, gpu?.used, gpu?.hide], [true, false, undefined]);
    assert.match(gpu?.reason ?? "", /^120 MB of its memory are free/);
  }));

test("a driver that is too old: the processor's build, which is not compiled again when the driver is mended", () =>
  inWorkingCheckout(async (paths, steps, _verify, smi) => {
    smi("GPU-1, Tesla K80, 470.57.02, 11000");
    assert.equal(await steps(), "downloaded, compiled");
    assert.equal(engine(paths).build, "cpu");
    assert.match(engine(paths).gpu?.reason ?? "", /470\.57\.02 is older than 525/);
    assert.equal(await steps({ explicit: true }), "");
    smi("GPU-1, Tesla T4, 570.26, 15000");
    assert.equal(await steps({ explicit: true }), "downloaded, tried");
  }));

test("the last line says where it runs, and if not on the GPU, why and what helps", async () => {
  const { describeEngine } = await load<{ describeEngine: (state: object) => string }>(
    "engine.mjs",
  );
  const ready = { ready: true, version: "2.21.0" };
  assert.equal(describeEngine(ready), "Engine: TensorFlow 2.21.0, native.");
  assert.equal(
    describeEngine({ ...ready, gpu: { used: true, name: "NVIDIA H100" } }),
    "Engine: TensorFlow 2.21.0, native, on NVIDIA H100.",
  );
  assert.equal(
    describeEngine({
      ...ready,
      gpu: { used: false, name: "NVIDIA H100", reason: "its memory is full", remedy: "end them" },
    }),
    "Engine: TensorFlow 2.21.0, native, on the processor, not on NVIDIA H100: its memory is full.\n" +
      "        What helps: end them.",
  );
});

test("a binding that does not load is no error either", () =>
  inWorkingCheckout(async (paths, steps, verify) => {
    verify(`require(${JSON.stringify(paths.bindingFile)});`);
    await steps();
    assert.equal(engine(paths).ready, false);
    assert.match(engine(paths).reason ?? "", /^TensorFlow does not run here \(.*rror/);
    assert.equal(existsSync(paths.bindingFile), false, "it must not be loaded");
    assert.equal(await steps(), "", "it is not tried at every start");
    verify("");
    assert.equal(await steps({ explicit: true }), "compiled");
    assert.equal(engine(paths).ready, true);
  }));
