import { spawn } from "node:child_process";
import path from "node:path";
import { jupyterEnvironment } from "./jupyterEnvironment.mjs";
import { here } from "./paths.mjs";
import { report, setUp } from "./setUp.mjs";

/** @type {Record<string, string>} each benchmark's program; the engines' is the one without a name */
const benchmarks = {
  engines: "bench/engines/run.ts",
  kernel: "bench/kernel/run.ts",
  protocol: "bench/kernel/protocol.ts",
  widgets: "bench/widgets/run.ts",
};

/** @param {readonly string[]} words a benchmark and its flags, or flags alone */
export async function main(words) {
  const named = words.length > 0 && !words[0]?.startsWith("-");
  const [name = "", ...flags] = named ? words : ["engines", ...words];
  const program = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (program === undefined) {
    console.error(
      `npm run bench: there is no "${name}". \`npm run bench\` measures the tensor engines, ` +
        "`npm run bench -- kernel|protocol` the kernel, `npm run bench -- widgets` sliders and pointers on the page; " +
        "each has --help for its flags.",
    );
    process.exitCode = 2;
    return;
  }
  try {
    // Progress goes to the other stream: what is printed may be JSON for a program.
    await setUp({
      ...(name === "widgets" ? {} : { bench: name }), // it has no peers
      clients: name === "protocol",
      out: process.stderr,
    });
  } catch (error) {
    process.exitCode = report(error);
    return;
  }
  const child = spawn(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", path.join(here.root, program), ...flags],
    { cwd: here.root, stdio: "inherit", env: jupyterEnvironment() },
  );
  // Ctrl-C reaches it too.
  process.on("SIGINT", () => undefined);
  child.on("error", (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on("exit", (code) => (process.exitCode = code ?? 130));
}
