import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, load, root } from "./load";

interface Paths {
  bindingFile: string;
  engine: string;
  log: string;
}
interface Step {
  isDone: () => boolean;
}
interface Options {
  light?: boolean;
  explicit?: boolean;
  env?: NodeJS.ProcessEnv;
}
interface Tensorflow {
  tensorflow: (paths: Paths, options?: Options) => [Step, Step];
  compile: (paths: Paths, compiler: string) => Promise<string | undefined>;
}
const native = load<Tensorflow>("tensorflow.mjs");

/** A checkout with as much in it as the native engine's steps look at. */
async function checkout(folder: string): Promise<Paths> {
  const { pathsOf } = await load<{ pathsOf: (root: string) => Paths }>("paths.mjs");
  for (const part of ["scripts/setup", ".venv", "node_modules/@tensorflow/tfjs-node-gpu/binding"]) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, "node_modules/@tensorflow/tfjs-node-gpu/binding/tfjs_binding.cc"), "");
  copyFileSync(
    join(root, "scripts/setup/tensorflow.txt"),
    join(folder, "scripts/setup/tensorflow.txt"),
  );
  return pathsOf(folder);
}

function engine(paths: Paths): { ready: boolean; reason: string; remedy: string } {
  const state = JSON.parse(readFileSync(paths.engine, "utf8")) as {
    tensorflow: { ready: boolean; reason: string; remedy: string };
  };
  return state.tensorflow;
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
    assert.match(engine(paths).reason, /no C\+\+ compiler/);
    assert.match(engine(paths).remedy, /install|xcode-select/);

    writeFileSync(join(folder, "g++"), "#!/bin/sh\n", { mode: 0o755 });
    assert.equal(tensorflow(paths, { env: { PATH: folder } })[0].isDone(), false);
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
    const { compile } = await native;
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

test("a binding that does not load is no error either", () =>
  inFolder(async (folder) => {
    const { compile } = await native;
    const paths = await checkout(folder);
    const compiler = join(folder, "g++");
    // Writes an empty file where -o says.
    writeFileSync(compiler, '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\n: > "$2"\n', {
      mode: 0o755,
    });
    writeFileSync(
      join(folder, "scripts/setup/verifyBinding.cjs"),
      `require(${JSON.stringify(paths.bindingFile)});`,
    );
    assert.match((await compile(paths, compiler)) ?? "", /^TensorFlow does not run here/);
  }));
