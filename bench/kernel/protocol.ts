/** npm run bench -- protocol: jupyter_kernel_test over our kernel, Deno's and stock tslab. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ProtocolCase, ProtocolOptions } from "../../test/kernel/protocol/suite";
import { runProtocolSuite } from "../../test/kernel/protocol/suite";
import type { KernelSpec } from "./kernels";
import { findKernels } from "./kernels";
import type { ProtocolRecord } from "./page";
import { protocolTable, writeProtocol } from "./page";
import { ours } from "./rows";

const usage = `npm run bench -- protocol: jupyter_kernel_test, every test of it, over our kernel, Deno's and stock tslab.

  --json    prints the outcomes as JSON
  --write   writes them to bench/kernel/README.md`;

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: { json: { type: "boolean" }, write: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (flags.help === true) {
    console.log(usage);
    return 0;
  }
  const record: ProtocolRecord = { kernels: [], cases: {} };
  // The samples are cells of TypeScript.
  for (const spec of findKernels(resolve(__dirname, "../..")).kernels) {
    if (spec.language !== "typescript") continue;
    console.error(`${spec.label} …`);
    record.kernels.push({ id: spec.id, label: spec.label, version: spec.version });
    for (const { case: name, outcome } of await casesOf(spec)) {
      (record.cases[name] ??= {})[spec.id] = outcome;
    }
  }
  if (flags.write === true) await writeProtocol(record);
  console.log(flags.json === true ? JSON.stringify(record) : protocolTable(record));
  return 0;
}

async function casesOf(spec: KernelSpec): Promise<ProtocolCase[]> {
  const groups: ProtocolOptions["groups"] = ["Suite", "Welcome"];
  if (spec.id === ours) return await runProtocolSuite({ groups });
  const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-bench-"));
  try {
    const kernel = join(folder, "kernels", spec.id);
    mkdirSync(kernel, { recursive: true });
    const { argv, env, language, label } = spec;
    const text = JSON.stringify({ argv, env, language, display_name: label });
    writeFileSync(join(kernel, "kernel.json"), text);
    const dialect = spec.id === "deno" ? "deno" : "tslab";
    return await runProtocolSuite({ kernelspec: spec.id, dialect, jupyterPath: folder, groups });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
