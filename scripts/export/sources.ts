import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { readNotebook, sourceOf } from "../runner/notebook";

/** A file of the repository that becomes a page. */
export interface Source {
  /** Where it lies, from the repository's folder: "notebooks/03-training.ipynb". */
  readonly path: string;
  /** Its page's file in the site: "03-training.html". */
  readonly page: string;
}

/**
 * What becomes a page: the contents first, as index.html, the chapters, the glossary, and the Markdown files that
 * these link to, one step away.
 *
 * @throws RangeError when there are no chapters, or no contents
 */
export async function findSources(root: string): Promise<Source[]> {
  const names = readdirSync(join(root, "notebooks")).sort();
  const chapters = names.filter((name) => /^\d\d-[^.]+\.ipynb$/.test(name));
  if (chapters.length === 0) {
    throw new RangeError(`export: there are no chapters in ${join(root, "notebooks")}.`);
  }
  const own = ["contents.ipynb", ...chapters, "glossary.md"]
    .filter((name) => names.includes(name))
    .map((name) => ({ path: `notebooks/${name}`, page: pageOf(name) }));
  const known = new Set(own.map(({ path }) => path));
  const linked = new Set<string>();
  for (const { path } of own) {
    for (const target of targetsOf(await proseOf(root, path))) {
      const whole = posix.join(posix.dirname(path), target);
      const isInside = !whole.startsWith("..") && existsSync(join(root, whole));
      if (whole.endsWith(".md") && isInside && !known.has(whole)) linked.add(whole);
    }
  }
  if (!names.includes("contents.ipynb")) {
    throw new RangeError(
      `export: contents.ipynb is missing in ${join(root, "notebooks")}; it becomes the page that the site opens with. Put it back.`,
    );
  }
  return [...own, ...[...linked].map((path) => ({ path, page: pageOf(path) }))];
}

/** "contents.ipynb" is the page that a site opens with; "lib/pretrained/README.md" is lib-pretrained-README.html. */
function pageOf(path: string): string {
  const stem = path.replace(/\.\w+$/, "").replaceAll("/", "-");
  return stem === "contents" ? "index.html" : `${stem}.html`;
}

/** The text of a file that a reader sees, without code and outputs. */
async function proseOf(root: string, path: string): Promise<string> {
  if (!path.endsWith(".ipynb")) return readFileSync(join(root, path), "utf8");
  const { cells } = await readNotebook(join(root, path));
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .map(sourceOf)
    .join("\n\n");
}

function targetsOf(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target]) => target!);
}
