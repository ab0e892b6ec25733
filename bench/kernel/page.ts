/** The parts of README.md that programs write. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
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
  await writePart(folder, "kernel", text);
  const json = JSON.stringify(results, fourDigits);
  writeFileSync(
    join(folder, "results.json"),
    await format(json, { parser: "json", printWidth: 100 }),
  );
}

/** Writes the outcomes of the protocol's tests to README.md. */
export async function writeProtocol(record: ProtocolRecord, folder = __dirname): Promise<void> {
  await writePart(folder, "protocol", protocolTable(record));
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

/** A page with another text between the marks of a part. */
export function withPart(page: string, name: string, text: string): string {
  const begin = `<!-- npm run bench -- ${name} --write -->`;
  const end = `<!-- end of ${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) {
    throw new RangeError(`withPart: the page must have "${begin}" and, behind it, "${end}".`);
  }
  return `${page.slice(0, from)}${begin}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

async function writePart(folder: string, name: string, text: string): Promise<void> {
  const file = join(folder, "README.md");
  const page = withPart(readFileSync(file, "utf8"), name, text);
  writeFileSync(file, await format(page, { parser: "markdown", printWidth: 100 }));
}

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

/** More than the rounds agree on. */
function fourDigits(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}
