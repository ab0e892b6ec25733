/** The parts of a README.md that programs write, and the numbers beside it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";

/** A part of a page, between two marks. */
export interface Part {
  /** in its end mark */
  name: string;
  /** what writes it, in its first mark */
  command: string;
}

/** A page with another text between the marks of a part. */
export function withPart(page: string, { name, command }: Part, text: string): string {
  const begin = `<!-- ${command} -->`;
  const end = `<!-- end of ${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) {
    throw new RangeError(`withPart: the page must have "${begin}" and, behind it, "${end}".`);
  }
  return `${page.slice(0, from)}${begin}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

/** Replaces that part of the README.md of a folder. */
export async function writePart(folder: string, part: Part, text: string): Promise<void> {
  const file = join(folder, "README.md");
  const page = withPart(readFileSync(file, "utf8"), part, text);
  writeFileSync(file, await format(page, { parser: "markdown", printWidth: 100 }));
}

/** Writes results.json beside it. */
export async function writeJson(folder: string, results: object): Promise<void> {
  const json = JSON.stringify(results, fourDigits);
  writeFileSync(
    join(folder, "results.json"),
    await format(json, { parser: "json", printWidth: 100 }),
  );
}

/** More than the rounds agree on. */
function fourDigits(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}
