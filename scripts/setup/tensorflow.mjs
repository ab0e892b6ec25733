import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { compilerHint, findCompiler } from "./compiler.mjs";
import { requireSpace } from "./disk.mjs";
import { readEngine, writeEngine } from "./engine.mjs";
import { explain, SetupError } from "./failure.mjs";
import { pip } from "./pip.mjs";
import { megabytes } from "./progress.mjs";
import { filesBelow, hashOf, readText, stamp } from "./stamps.mjs";
import { run } from "./processes.mjs";

/** Where TensorFlow's makers offer the C++ libraries. */
const platforms = ["linux-x64", "linux-arm64", "darwin-arm64"];

/** The wheel's parts that the binding is compiled with and runs on; the rest, 460 MB, is for Python. */
const headers = ["tensorflow/c", "tensorflow/core/platform", "tsl", "xla/tsl"];

/**
 * @typedef {object} TensorflowOptions
 * @property {boolean} [light]    no download of TensorFlow
 * @property {boolean} [explicit] the reader asked for the set-up: try again what failed before
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * The native engine in two steps: TensorFlow's libraries from PyPI, and the binding compiled against them.
 * Where it cannot be had, the set-up goes on without it and `.venv/engine.json` says why.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {TensorflowOptions} [options]
 * @returns {import("./setUp.mjs").SetupStep[]}
 */
export function tensorflow(paths, { light = false, explicit = false, env = process.env } = {}) {
  const requirements = readText(paths.tensorflowRequirements) ?? "";
  const version = /==(\S+)/.exec(requirements)?.[1] ?? "";
  const platform = `${process.platform}-${process.arch}`;
  const downloaded = stamp(
    paths.stamps,
    "tensorflow",
    hashOf({ texts: [platform, ...headers], files: [paths.tensorflowRequirements] }),
  );
  const [library, framework] = libraries(paths);

  /** The inputs of the binding; node_modules must be there. */
  const inputs = () =>
    hashOf({
      texts: [platform, process.versions.modules, requirements, ...flags],
      files: filesBelow(path.join(paths.binding, "binding"), ""),
    });
  const isDownloaded = () => downloaded.isDone() && existsSync(library) && existsSync(framework);
  const isReady = () => {
    const state = readEngine(paths.engine);
    return (
      state?.ready === true &&
      state.inputs === inputs() &&
      existsSync(paths.bindingFile) &&
      isDownloaded()
    );
  };
  /**
   * @param {NonNullable<import("./engine.mjs").EngineState["obstacle"]>} obstacle
   * @param {string} reason
   * @param {string} remedy
   */
  const goWithout = (obstacle, reason, remedy) => {
    // A binding that does not run must not be loaded: it can take the whole process down.
    if (obstacle === "broken") rmSync(paths.bindingFile, { force: true });
    writeEngine(paths.engine, {
      ready: false,
      version,
      reason,
      remedy,
      obstacle,
      inputs: inputs(),
    });
    return reason;
  };
  let triedInVain = false;
  /** Whether there is nothing to do: it is ready, or it cannot be had and engine.json says why. */
  const settled = () => {
    if (triedInVain || isReady()) return true;
    const before = readEngine(paths.engine);
    if (light || (!explicit && before?.obstacle === "light")) {
      goWithout("light", "set up with --light", "`npm run setup`");
      return true;
    }
    if (!platforms.includes(platform)) {
      goWithout(
        "platform",
        `TensorFlow has no C++ libraries for ${platform}`,
        platformHint(platform),
      );
      return true;
    }
    if (findCompiler(env) === undefined) {
      goWithout("compiler", "no C++ compiler was found", compilerHint());
      return true;
    }
    const failedBefore = before?.obstacle === "broken" || before?.obstacle === "platform";
    return failedBefore && before.inputs === inputs() && !explicit;
  };

  return [
    {
      title: `TensorFlow ${version}`,
      isDone: () => settled() || isDownloaded(),
      async work(step) {
        downloaded.clear();
        requireSpace(paths.root, 2000, {
          what: "TensorFlow",
          instead: "Or run `npm start -- --light`, which does without TensorFlow.",
        });
        if (await download(paths, step)) {
          downloaded.markDone();
          return;
        }
        triedInVain = true;
        return goWithout(
          "platform",
          `TensorFlow ${version} has no C++ libraries for this system`,
          "Linux needs glibc 2.27 or newer, macOS version 12 or newer",
        );
      },
    },
    {
      title: "TensorFlow binding",
      isDone: settled,
      async work() {
        const compiler = findCompiler(env) ?? "c++";
        const problem = await compile(paths, compiler);
        if (problem)
          return goWithout(
            "broken",
            problem,
            `see ${relative(paths, paths.log)}, then \`npm run setup\``,
          );
        writeEngine(paths.engine, { ready: true, version, inputs: inputs() });
        return `compiled with ${path.basename(compiler)}`;
      },
    },
  ];
}

const flags = ["-std=c++17", "-O2", "-shared", "-fPIC", "-DNAPI_VERSION=8"];

/** @param {import("./paths.mjs").Paths} paths */
function libraries(paths) {
  const ending = process.platform === "darwin" ? ".2.dylib" : ".so.2";
  const folder = path.join(paths.native, "tensorflow");
  return /** @type {[string, string]} */ ([
    path.join(folder, `libtensorflow_cc${ending}`),
    path.join(folder, `libtensorflow_framework${ending}`),
  ]);
}

/**
 * Downloads TensorFlow and keeps what is needed of it. The folder appears as a whole or not at all.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {import("./progress.mjs").Step} step
 * @returns {Promise<boolean>} false where there is none for this system
 */
async function download(paths, step) {
  const part = `${paths.native}.part`;
  rmSync(part, { recursive: true, force: true });
  try {
    const { code, output } = await pip(
      paths,
      ["install", "--target", part, "--python-version", "3.12", "--only-binary=:all:", "--no-deps"]
        .concat(["--no-compile", "--require-hashes", "--progress-bar", "raw"])
        .concat(["-r", paths.tensorflowRequirements]),
      (line) => {
        const [, so, all] = /^Progress (\d+) of (\d+)$/.exec(line) ?? [];
        if (so === undefined) {
          if (line.includes("Retrying")) step.update("no answer, trying again");
          if (line.startsWith("Installing collected")) step.update("unpacking");
          return false;
        }
        step.update(`${megabytes(Number(so))} of ${megabytes(Number(all))} MB`);
        return true;
      },
    );
    const text = output.join("\n");
    if (/No matching distribution found/.test(text) && /from versions: (?!none)/.test(text))
      return false;
    if (code !== 0) {
      const problem = explain("pip", output);
      throw new SetupError(
        problem.message,
        `${problem.remedy} Or run \`npm start -- --light\`, which does without TensorFlow.`,
        { output: problem.output },
      );
    }
    return keepNeeded(paths, part);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/**
 * @param {import("./paths.mjs").Paths} paths
 * @param {string} part
 * @returns {boolean} false where the libraries are not among it
 */
function keepNeeded(paths, part) {
  const whole = path.join(part, "tensorflow");
  const needed = path.join(part, "needed", "tensorflow");
  const names = libraries(paths).map((library) => path.basename(library));
  if (!names.every((name) => existsSync(path.join(whole, name)))) return false;
  mkdirSync(path.join(needed, "include"), { recursive: true });
  for (const name of names) {
    renameSync(path.join(whole, name), path.join(needed, name));
  }
  for (const folder of headers) {
    const from = path.join(whole, "include", folder);
    if (existsSync(from)) cpSync(from, path.join(needed, "include", folder), { recursive: true });
  }
  const notices = readdirSync(whole).filter((name) => /^(THIRD_PARTY|LICENSE)/.test(name));
  for (const name of notices) copyFileSync(path.join(whole, name), path.join(needed, name));
  rmSync(paths.native, { recursive: true, force: true });
  renameSync(path.join(part, "needed"), paths.native);
  return true;
}

/**
 * Compiles the binding, then adds two numbers with it in a process of its own.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {string} compiler
 * @returns {Promise<string | undefined>} what went wrong, as a fragment
 */
export async function compile(paths, compiler) {
  const mac = process.platform === "darwin";
  const folder = path.dirname(paths.bindingFile);
  const part = `${paths.bindingFile}.part`;
  // Relative, so that the checkout can be moved.
  const toLibraries = path.relative(folder, path.join(paths.native, "tensorflow"));
  mkdirSync(folder, { recursive: true });
  const built = await run(
    compiler,
    [
      ...flags,
      ...(mac ? ["-undefined", "dynamic_lookup"] : []),
      `-I${path.join(paths.nodeModules, "node-api-headers", "include")}`,
      `-I${path.join(paths.native, "tensorflow", "include")}`,
      `-I${paths.binding}`,
      path.join(paths.binding, "binding", "tfjs_backend.cc"),
      path.join(paths.binding, "binding", "tfjs_binding.cc"),
      "-o",
      part,
      ...libraries(paths),
      `-Wl,-rpath,${mac ? "@loader_path" : "$ORIGIN"}/${toLibraries}`,
    ],
    { log: paths.log, cwd: paths.root },
  ).catch((/** @type {unknown} */ error) => {
    if (error instanceof Error && "syscall" in error)
      return { code: 1, signal: null, output: [error.message] };
    throw error;
  });
  if (built.code !== 0) {
    rmSync(part, { force: true });
    const error =
      built.output.find((line) => /error/i.test(line)) ??
      built.output.at(-1) ??
      `${compiler} said nothing`;
    return `the binding does not compile: ${error.trim().slice(0, 160)}`;
  }
  renameSync(part, paths.bindingFile);
  const tried = await run(process.execPath, [paths.verifyBinding], {
    log: paths.log,
    cwd: paths.root,
  });
  if (tried.code === 0) return undefined;
  if (tried.signal === "SIGILL")
    return "this processor lacks instructions (AVX) that TensorFlow uses";
  const error = tried.output.find((line) => /error/i.test(line)) ?? tried.output.at(-1);
  return `TensorFlow does not run here (${(error ?? `ended by ${tried.signal ?? tried.code}`).trim().slice(0, 160)})`;
}

/** @param {string} platform */
function platformHint(platform) {
  if (platform.startsWith("win32")) return "use WSL 2, where the set-up is Linux's";
  if (platform === "darwin-x64") return "on a Mac with Apple silicon, install Node.js for arm64";
  return "none is known";
}

/**
 * @param {import("./paths.mjs").Paths} paths
 * @param {string} file
 */
function relative(paths, file) {
  return path.relative(paths.root, file);
}
