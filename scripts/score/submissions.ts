import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { unreadable } from "./submitted";

/** A notebook that was handed in, or the lack of one. */
export interface Submission {
  student: string;
  /** The chapter, as far as names of files and folders tell: "03-training". */
  assignment?: string;
  /** The notebook; none if there is a problem. */
  file?: string;
  /** Why there is nothing to run. */
  problem?: string;
}

/** What a folder holds. */
export interface Collected {
  submissions: Submission[];
  /** Files that are no notebooks, relative to the folder. */
  leftOut: string[];
}

/**
 * Finds what was handed in, in either of two layouts: nbgrader's `<student>/<assignment>/<notebook>.ipynb`, in which the
 * middle folder may be missing; or files side by side, `<student>.ipynb` or `<student>_….ipynb`. Hidden files are passed
 * over, links are not followed.
 *
 * @param chapters names of the chapters
 * @param only     a chapter: what names another is passed over, and a student without it gets a submission that says so
 */
export async function collect(
  folder: string,
  chapters: readonly string[],
  only?: string,
): Promise<Collected> {
  const submissions: Submission[] = [];
  const leftOut: string[] = [];
  const add = (student: string, names: readonly string[], file: string, isLink: boolean) => {
    const assignment = chapters.find((chapter) => names.some((name) => name.includes(chapter)));
    if (only !== undefined && assignment !== undefined && assignment !== only) return;
    submissions.push({
      student,
      ...(assignment === undefined ? {} : { assignment }),
      ...(isLink ? { problem: "a link, which is not followed" } : { file: join(folder, file) }),
    });
  };

  for (const entry of await visible(folder)) {
    const { name } = entry;
    if (entry.isDirectory()) {
      const before = submissions.length;
      const { notebooks, others, problem } = await notebooksOf(join(folder, name)).catch(
        (error: unknown) => ({ notebooks: [], others: [], problem: unreadable(error) }),
      );
      for (const { file, isLink } of notebooks) {
        add(name, file.split("/"), `${name}/${file}`, isLink);
      }
      leftOut.push(...others.map((file) => `${name}/${file}`));
      if (submissions.length > before) continue;
      submissions.push({
        student: name,
        ...(only === undefined ? {} : { assignment: only }),
        problem: problem ?? (notebooks.length === 0 ? "no notebook" : `no notebook of ${only}`),
      });
    } else if (name.endsWith(".ipynb")) {
      const stem = name.slice(0, -".ipynb".length);
      add(stem.split("_")[0] || stem, [stem], name, entry.isSymbolicLink());
    } else leftOut.push(name);
  }
  return { submissions, leftOut };
}

interface Found {
  notebooks: { file: string; isLink: boolean }[];
  others: string[];
  /** Why it could not be looked at. */
  problem?: string;
}

/** The notebooks of a student's folder and of the folders in it. */
async function notebooksOf(folder: string): Promise<Found> {
  const notebooks: { file: string; isLink: boolean }[] = [];
  const others: string[] = [];
  for (const entry of await visible(folder)) {
    const path = entry.isDirectory() ? `${entry.name}/` : "";
    const inner = entry.isDirectory()
      ? await visible(join(folder, entry.name)).catch((error: unknown) => {
          others.push(`${path} (${unreadable(error)})`);
          return [];
        })
      : [entry];
    for (const one of inner) {
      if (one.name.endsWith(".ipynb") && !one.isDirectory()) {
        notebooks.push({ file: path + one.name, isLink: one.isSymbolicLink() });
      } else others.push(path + one.name);
    }
  }
  return { notebooks, others };
}

async function visible(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}
