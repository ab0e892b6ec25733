import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Notebook } from "../runner/notebook";
import { codeCells, parametersCell, readNotebook, sourceOf } from "../runner/notebook";
import type { ParameterValue } from "../runner/parameters";
import { statementsOf } from "./statements";

/** A chapter as it was handed out. */
export interface Chapter {
  name: string;
  notebook: Notebook;
  exercises: Exercise[];
  /** Values of the parameters with which it takes seconds: `metadata.vae_cookbook.test`. */
  budget: ReadonlyMap<string, ParameterValue>;
  /** The id of its parameters cell. */
  parametersId: string | undefined;
}

/** One call of `check`. */
export interface Exercise {
  name: string;
  /** The id of its cell. */
  cellId: string;
}

/** The chapters of a folder, in order: those whose names begin with two digits, or all if there are none. */
export async function readChapters(folder: string): Promise<Chapter[]> {
  const all = await readdir(folder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new RangeError(
      `score: --chapters ${folder} cannot be read (${code}). Name their folder.`,
    );
  });
  const files = all.filter((name) => name.endsWith(".ipynb")).sort();
  const numbered = files.filter((name) => /^\d\d-[^.]+\.ipynb$/.test(name));
  const chosen = numbered.length > 0 ? numbered : files;
  if (chosen.length === 0) throw new RangeError(`score: there is no chapter in ${folder}.`);
  return Promise.all(
    chosen.map(async (file) => {
      const notebook = await readNotebook(join(folder, file));
      const { test } = (notebook.metadata["vae_cookbook"] ?? {}) as {
        test?: Record<string, ParameterValue>;
      };
      return {
        name: file.replace(/\.ipynb$/, ""),
        notebook,
        exercises: codeCells(notebook).flatMap((cell) =>
          checksOf(sourceOf(cell)).map((name) => ({ name, cellId: cell.id })),
        ),
        budget: new Map(Object.entries(test ?? {})),
        parametersId: parametersCell(notebook)?.id,
      };
    }),
  );
}

/** The names of the exercises that a cell checks. */
export function checksOf(source: string): string[] {
  if (!source.includes("check(")) return [];
  return statementsOf(source).flatMap(({ checks }) => checks);
}

/** The chapter that a notebook answers: the one with which it has most exercises in common. */
export function chapterOf(
  sources: readonly string[],
  chapters: readonly Chapter[],
): Chapter | undefined {
  const names = new Set(sources.flatMap(checksOf));
  const shared = ({ exercises }: Chapter) => exercises.filter(({ name }) => names.has(name)).length;
  const [best] = [...chapters].sort((a, b) => shared(b) - shared(a));
  return best !== undefined && shared(best) > 0 ? best : undefined;
}
