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
  const { cells } = parse(await textOf(file));
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
        source: isString(text) ? plain(text) : "",
        tags: Array.isArray(tags) ? tags.filter(isString) : [],
      },
    ];
  });
}

async function textOf(file: string): Promise<string> {
  try {
    const stats = await lstat(file);
    if (!stats.isFile()) throw new NoNotebook("not a notebook: it is no file");
    if (stats.size > largest) {
      const size = Math.round(stats.size / 1e6);
      throw new NoNotebook(`not a notebook: ${size} MB, at most ${largest / 1e6}`);
    }
    // Editors of Windows put a mark before the text.
    return (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof NoNotebook) throw error;
    throw new NoNotebook(unreadable(error));
  }
}

/** Why a file or folder cannot be read, in words for the teacher. */
export function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const isMissing = code === "ENOENT";
  return `it cannot be read (${code})${isMissing ? ": its name is perhaps not in UTF-8, rename it" : ""}`;
}

/** Line ends of Windows are ours, and halves of characters, which no kernel can be sent, become replacement characters. */
function plain(source: string): string {
  return source
    .replaceAll("\r\n", "\n")
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
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
