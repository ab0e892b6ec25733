import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join, posix } from "node:path";
import { codeCells, readNotebook } from "../runner/notebook";
import { writeAssets } from "./assets";
import { Figures } from "./figures";
import { linksFrom } from "./links";
import { markdown, type Heading, type Markdown } from "./markdown";
import { notebookHtml } from "./notebookHtml";
import { pageHtml } from "./pageHtml";
import { findSources, type Source } from "./sources";

/** Says that a folder is an export, which the next one may replace. */
const mark = ".vae-cookbook-site";

export interface ExportOptions {
  /** The repository's folder, which holds `notebooks`. */
  readonly root: string;
  /** Where the site goes. What an export of before left there is replaced. */
  readonly output: string;
  /** Where the PDF of a page will be in the site; default: there are none. */
  readonly pdfOf?: (page: string) => string;
  /** Told of each notebook that has code and no output. Default: nobody. */
  readonly onNotRun?: (path: string) => void;
}

/**
 * Writes all chapters, the contents and the glossary as static pages, from the outputs that are saved in the notebooks.
 *
 * @returns the pages' file names, the contents first
 * @throws RangeError when the output is a file, or a folder that holds something else than an export
 */
export async function exportSite(options: ExportOptions): Promise<string[]> {
  const { root, output, pdfOf, onNotRun } = options;
  const sources = await findSources(root);
  const pages = await Promise.all(sources.map((source) => readPage(root, source, sources)));
  for (const { path, isRun } of pages) if (!isRun) onNotRun?.(path);
  await emptyFolder(output);
  await writeAssets(join(output, "assets"));
  const list = pages.map(({ title, address }) => ({ title, address }));
  for (const { figures, address, title, content, headings } of pages) {
    const page = { address, title, content, headings, pages: list, pdf: pdfOf?.(address) };
    await writeFile(join(output, address), pageHtml(page));
    await figures.write(output);
  }
  return sources.map(({ page }) => page);
}

interface ReadPage {
  readonly path: string;
  /** Whether its code has any output, if it has code. */
  readonly isRun: boolean;
  readonly address: string;
  readonly title: string;
  readonly content: string;
  readonly headings: readonly Heading[];
  readonly figures: Figures;
}

async function readPage(
  root: string,
  source: Source,
  sources: readonly Source[],
): Promise<ReadPage> {
  const linkTo = linksFrom(source, sources);
  const figures = new Figures(source.page.replace(/\.html$/, ""));
  const folder = posix.dirname(source.path);
  const text: Markdown = markdown(linkTo, (target) => linkedPicture(root, folder, target, figures));
  const file = join(root, source.path);
  const notebook = source.path.endsWith(".ipynb") ? await readNotebook(file) : undefined;
  const content = notebook
    ? notebookHtml(notebook, { figures, linkTo, render: text.render })
    : text.render(await readFile(file, "utf8"));
  const code = notebook ? codeCells(notebook) : [];
  const isRun = code.length === 0 || code.some(({ outputs = [] }) => outputs.length > 0);
  const title = text.headings.find(({ level }) => level === 1)?.text ?? source.path;
  const { path, page: address } = source;
  return { path, isRun, address, title, content, headings: text.headings, figures };
}

/** A picture of the repository that the text shows comes along. */
function linkedPicture(root: string, folder: string, target: string, figures: Figures) {
  if (/^(data|https?):/.test(target)) return target;
  const path = join(root, posix.join(folder, target));
  return existsSync(path) ? figures.add(path, extname(path).slice(1)) : undefined;
}

async function emptyFolder(folder: string): Promise<void> {
  const isThere = existsSync(folder);
  if (isThere && !statSync(folder).isDirectory()) {
    throw new RangeError(`export: ${folder} is a file. Give an --output that is a folder.`);
  }
  if (isThere && readdirSync(folder).length > 0 && !existsSync(join(folder, mark))) {
    throw new RangeError(
      `export: ${folder} holds other files. Give an --output that is empty or not there yet.`,
    );
  }
  if (isThere) await rm(folder, { recursive: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, mark), "");
}
