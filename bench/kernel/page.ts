/** The parts of README.md that programs write. */
import { writeJson, writePart, type Part } from "../common/page";
import type { KernelId, KernelResults } from "./measured";
import { markdownTable } from "./table";

/** Which kernel passed which test of jupyter_kernel_test. */
export interface ProtocolRecord {
  kernels: KernelId[];
  /** case → kernel → outcome */
  cases: Record<string, Record<string, string>>;
}

/** Writes a run of the benchmark to results.json and its table to README.md. */
export async function writeResults(results: KernelResults, folder = __dirname): Promise<void> {
  const text = `${description(results)}\n\n${markdownTable(results)}\n\n${notes(results)}`;
  await writePart(folder, partOf("kernel"), text);
  await writeJson(folder, results);
}

/** Writes the outcomes of the protocol's tests to README.md. */
export async function writeProtocol(record: ProtocolRecord, folder = __dirname): Promise<void> {
  await writePart(folder, partOf("protocol"), protocolTable(record));
}

export function protocolTable({ kernels, cases }: ProtocolRecord): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const names = Object.keys(cases);
  const passed = kernels.map(
    ({ id }) => names.filter((name) => cases[name]?.[id] === "passed").length,
  );
  return [
    line(["test", ...kernels.map(({ label, version }) => `${label} ${version}`)]),
    line(["---", ...kernels.map(() => "---")]),
    ...names.map((name) =>
      line([`\`${name}\``, ...kernels.map(({ id }) => cases[name]?.[id] ?? "not run")]),
    ),
    line(["passed", ...passed.map((count) => `${count} of ${names.length}`)]),
  ].join("\n");
}

const partOf = (name: string): Part => ({ name, command: `npm run bench -- ${name} --write` });

function description({ machine, rounds, slowRounds, seconds }: KernelResults): string {
  const { cpu, cores, memoryGb, node, python } = machine;
  const where = `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, Python ${python}`;
  return `${where}. Medians and ranges of ${rounds} rounds, ${slowRounds} for what takes long; ${seconds} s in all.`;
}

function notes({ kernels, leftOut, notes }: KernelResults): string {
  const label = (id: string) => kernels.find((kernel) => kernel.id === id)?.label ?? id;
  return [
    ...notes.map(({ kernel, part, what }) => `- ${label(kernel)}, ${part}: ${what}.`),
    ...leftOut.map(({ label, why }) => `- ${label} is left out: ${why}.`),
  ].join("\n");
}
