import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { compilerHint, findCompiler } from "./compiler.mjs";
import { requireSpace } from "./disk.mjs";
import { readEngine, writeEngine } from "./engine.mjs";
import { findGpu } from "./gpu.mjs";
import { filesBelow, hashOf, readText, stamp } from "./stamps.mjs";
import { compile, flags, unused, verify } from "./tensorflowBinding.mjs";
import { announce, builds, chooseBuild, platforms, smaller } from "./tensorflowBuild.mjs";
import { download, headers, libraries, requirementsOf } from "./tensorflowDownload.mjs";

/**
 * @typedef {object} TensorflowOptions
 * @property {boolean} [light]    no download of TensorFlow
 * @property {boolean} [gpu]      true: the build for NVIDIA's GPUs, false: the processor's; else the one that fits
 * @property {boolean} [explicit] the reader asked for the set-up: look again, and try again what failed before
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [platform]  such as "linux-x64"
 */

/**
 * The native engine in two steps: TensorFlow's libraries from PyPI, and the binding compiled against them.
 * Where it cannot be had, the set-up goes on without it and `.venv/engine.json` says why.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {TensorflowOptions} [options]
 * @returns {import("./setUp.mjs").SetupStep[]}
 * @throws {import("./failure.mjs").SetupError} a GPU is asked for where there is no such build
 */
export function tensorflow(
  paths,
  {
    light = false,
    gpu: wanted,
    explicit = false,
    env = process.env,
    platform = `${process.platform}-${process.arch}`,
  } = {},
) {
  const version =
    /^tensorflow\S*?==(\S+)/m.exec(readText(paths.tensorflowRequirements) ?? "")?.[1] ?? "";
  /** @returns {import("./tensorflowBuild.mjs").Choice} */
  const choose = () => {
    const before = readEngine(paths.engine);
    if (light) return { build: before?.build ?? "cpu", kept: true };
    return chooseBuild({
      platform,
      root: paths.root,
      keep: !explicit && wanted === undefined,
      env,
      ...(wanted !== undefined && { wanted }),
      ...(before && { before }),
    });
  };
  // Asked for where there is none, a GPU is refused before anything is installed.
  let choice = wanted === true ? choose() : undefined;
  /** Looked up when it is first needed, and once: nvidia-smi can take a second. */
  const chosen = () => (choice ??= choose());

  const downloaded = () =>
    stamp(
      paths.stamps,
      "tensorflow",
      hashOf({ texts: [platform, ...headers], files: [requirementsOf(paths, chosen().build)] }),
    );
  const isDownloaded = () =>
    downloaded().isDone() && libraries(paths).every((file) => existsSync(file));
  /** The binding's inputs, the same for both builds; node_modules must be there. */
  const sources = () =>
    hashOf({
      texts: [platform, process.versions.modules, version, ...flags],
      files: [
        ...filesBelow(path.join(paths.binding, "binding"), ""),
        paths.bindingSource,
        paths.quietSource,
      ],
    });
  const compiled = () => stamp(paths.stamps, "binding", sources());
  const isCompiled = () => compiled().isDone() && existsSync(paths.bindingFile);
  const inputs = () =>
    hashOf({ texts: [sources()], files: [requirementsOf(paths, chosen().build)] });

  const isReady = () => {
    const state = readEngine(paths.engine);
    if (state?.ready !== true || state.inputs !== inputs()) return false;
    if (!isDownloaded() || !isCompiled()) return false;
    const now = chosen();
    if (now.kept) return true;
    // A GPU that was not used before may be now.
    if (now.build === "gpu") return state.gpu?.used === true;
    return JSON.stringify(state.gpu) === JSON.stringify(unused(now));
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
      ...(obstacle !== "light" && { build: chosen().build }),
      inputs: inputs(),
    });
    return reason;
  };
  let triedInVain = false;
  /** Whether there is nothing to do: it is ready, or it cannot be had and engine.json says why. */
  const settled = () => {
    if (triedInVain || isReady()) return true;
    const before = readEngine(paths.engine);
    const asked = explicit || wanted !== undefined;
    if (light || (!asked && before?.obstacle === "light")) {
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
    return failedBefore && before.inputs === inputs() && !asked;
  };

  return [
    {
      title: `TensorFlow ${version}`,
      isDone: () => settled() || isDownloaded(),
      notice: () => announce(chosen()),
      async work(step) {
        const { build } = chosen();
        requireSpace(paths.root, builds[build].space, {
          what: "TensorFlow",
          instead: smaller(build),
        });
        if (await download(paths, build, downloaded(), step)) return;
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
        const seeLog = `see ${path.relative(paths.root, paths.log)}, then \`npm run setup\``;
        const compiler = findCompiler(env) ?? "c++";
        const compiles = !isCompiled();
        if (compiles) {
          compiled().clear();
          const problem = await compile(paths, compiler);
          if (problem) return goWithout("broken", problem, seeLog);
          compiled().markDone();
        }
        // A kept choice was not looked up.
        const now = chosen().kept ? { ...chosen(), ...findGpu(env) } : chosen();
        const { broken, gpu } = await verify(paths, now);
        if (broken) return goWithout("broken", broken, seeLog);
        writeEngine(paths.engine, {
          ready: true,
          version,
          build: now.build,
          ...(gpu && { gpu }),
          inputs: inputs(),
        });
        return compiles ? `compiled with ${path.basename(compiler)}` : "tried";
      },
    },
  ];
}

/** @param {string} platform */
function platformHint(platform) {
  if (platform.startsWith("win32")) return "use WSL 2, where the set-up is Linux's";
  if (platform === "darwin-x64") return "on a Mac with Apple silicon, install Node.js for arm64";
  return "none is known";
}
