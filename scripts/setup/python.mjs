import { spawnSync } from "node:child_process";
import { SetupError } from "./failure.mjs";
import { findProgram } from "./processes.mjs";

const oldest = /** @type {const} */ ([3, 10]);
const names = [
  "python3",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "python",
];

const probe = `
import sys
print(*sys.version_info[:3], sep=".")
try:
    import ensurepip, venv
    print("venv")
except ImportError:
    print("no venv")
`;

/**
 * A Python that can make the environment for Jupyter: 3.10 or newer, with the venv module.
 * `PYTHON` names one; otherwise the first suitable one on PATH is taken.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ command: string, version: string }}
 */
export function findPython(env = process.env) {
  const wanted = env.PYTHON;
  /** @type {SetupError | undefined} */
  let problem;
  for (const name of wanted ? [wanted] : names) {
    const command = findProgram(name, env.PATH);
    if (command === undefined) continue;
    const { stdout } = spawnSync(command, ["-c", probe], {
      encoding: "utf8",
      env,
      timeout: 20_000,
    });
    const [version, venv] = (stdout ?? "").trim().split(/\r?\n/);
    if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
      // Such as Windows' stub that opens a shop, or a pyenv shim for a version that is not chosen.
      continue;
    }
    if (!newEnough(version)) {
      problem ??= new SetupError(
        `Python ${version} (${command}) is too old: 3.10 or newer is needed`,
        `${installHint("python")} PYTHON=/path/to/python3 npm start takes a Python of your choice.`,
      );
    } else if (venv !== "venv") {
      problem ??= new SetupError(
        `Python ${version} (${command}) has no venv module, which makes the environment for Jupyter`,
        installHint("venv", version),
      );
    } else {
      return { command, version };
    }
  }
  if (wanted && problem === undefined) {
    throw new SetupError(
      `PYTHON is ${wanted}, which is not a Python that runs`,
      "Set PYTHON to the program, such as /usr/bin/python3, or unset it.",
    );
  }
  throw (
    problem ??
    new SetupError(
      "No Python was found; JupyterLab needs Python 3.10 or newer",
      installHint("python"),
    )
  );
}

/** @param {string} version such as "3.11.2" */
export function newEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/**
 * @param {"python" | "venv"} part
 * @param {string} [version]
 */
function installHint(part, version = "3.") {
  const minor = version.split(".").slice(0, 2).join(".");
  if (process.platform === "darwin")
    return "Install it with `brew install python`, or from python.org.";
  if (process.platform === "win32") return "Install Python from python.org.";
  if (findProgram("apt-get")) {
    return part === "venv"
      ? `Install it with \`sudo apt install python${minor}-venv\`, or \`sudo apt install python3-venv\`.`
      : "Install it with `sudo apt install python3 python3-venv`.";
  }
  if (findProgram("dnf")) return "Install it with `sudo dnf install python3`.";
  if (findProgram("apk")) return "Install it with `sudo apk add python3`.";
  return "Install Python 3.10 or newer with your system's package manager, or from python.org.";
}
