import { lstat, readFile } from "node:fs/promises";

/** A cell of a notebook that was handed in, as far as it is used: outputs and metadata are not. */
export interface SubmittedCell {
  id: string;
  type: "code" | "markdown";
  source: string;
  tags: string[];
}

/** Nobody writes so much: bytes of a notebook. */
const largest = 50e6;

/** A file that is not a notebook. */
export class NoNotebook extends Error {}

/**
 * The cells of a notebook that was handed in. Nothing in the file is trusted.
 *
 * @throws NoNotebook if it is none, in words for the teacher
 */
export async function readSubmitted(file: string): Promise<SubmittedCell[]> {
  const { size } = await lstat(file);
  if (size > largest) {
    throw new NoNotebook(`not a notebook: ${Math.round(size / 1e6)} MB, at most ${largest / 1e6}`);
  }
  const { cells } = parse(await readFile(file, "utf8"));
  if (!Array.isArray(cells)) throw new NoNotebook("not a notebook: it has no cells");
  return cells.flatMap((cell: unknown) => {
    const { id, cell_type: type, source, metadata } = record(cell);
    if (type !== "code" && type !== "markdown") return [];
    const { tags } = record(metadata);
    const text = Array.isArray(source) ? source.filter(isString).join("") : source;
    return [
      {
        id: isString(id) ? id : "",
        type,
        source: isString(text) ? text : "",
        tags: Array.isArray(tags) ? tags.filter(isString) : [],
      },
    ];
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text));
  } catch {
    throw new NoNotebook("not a notebook: it is not JSON");
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

const isString = (value: unknown): value is string => typeof value === "string";
