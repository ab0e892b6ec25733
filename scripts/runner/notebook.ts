import { readFile } from "node:fs/promises";

/** The parts of the Jupyter notebook format, version 4.5, that the runner and the tests read. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export interface Cell {
  id: string;
  cell_type: "code" | "markdown" | "raw";
  source: string | string[];
  metadata: { tags?: string[] };
  outputs?: Output[];
  execution_count?: number | null;
}

export interface Output {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}

/** A chapter's results, as its last code cell shows them. */
export interface ChapterNumbers {
  chapter: string;
  parameters: Record<string, unknown>;
  numbers: {
    name: string;
    value: number;
    unit: string;
    reference?: number;
    source?: string;
  }[];
}

export async function readNotebook(path: string): Promise<Notebook> {
  const text = await readFile(path, "utf8");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new TypeError(`readNotebook: ${path} is not JSON: ${(error as Error).message}`);
  }
  const notebook = parsed as Partial<Notebook> | null;
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4) {
    throw new TypeError(`readNotebook: ${path} is not a Jupyter notebook of format 4.`);
  }
  return notebook as Notebook;
}

export function sourceOf(cell: Cell): string {
  return typeof cell.source === "string" ? cell.source : cell.source.join("");
}

export function codeCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}

export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) === true;
}

export function parametersCell(notebook: Notebook): Cell | undefined {
  return codeCells(notebook).find((cell) => hasTag(cell, "parameters"));
}

/** The numbers that the notebook ends with; undefined when its last code cell shows none. */
export function numbersOf(notebook: Notebook): ChapterNumbers | undefined {
  const last = codeCells(notebook).at(-1);
  for (const output of last?.outputs ?? []) {
    const json = output.data?.["application/json"];
    if (isChapterNumbers(json)) return json;
  }
  return undefined;
}

export function isChapterNumbers(value: unknown): value is ChapterNumbers {
  const { chapter, parameters, numbers } = (value ?? {}) as Partial<ChapterNumbers>;
  return (
    typeof chapter === "string" &&
    typeof parameters === "object" &&
    Array.isArray(numbers) &&
    numbers.every(
      ({ name, value, unit, reference }) =>
        typeof name === "string" &&
        name !== "" &&
        Number.isFinite(value) &&
        typeof unit === "string" &&
        (reference === undefined || Number.isFinite(reference)),
    )
  );
}
