import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join, posix } from "node:path";
import { readNotebook } from "../runner/notebook";
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
}

/**
 * Writes all chapters, the contents and the glossary as static pages, from the outputs that are saved in the notebooks.
 *
 * @returns the pages' file names, the contents first
 * @throws RangeError when the output folder holds something else than an export
 */
export async function exportSite({ root, output, pdfOf }: ExportOptions): Promise<string[]> {
  const sources = await findSources(root);
  const pages = await Promise.all(sources.map((source) => readPage(root, source, sources)));
  await emptyFolder(output);
  await writeAssets(join(output, "assets"));
  const list = pages.map(({ title, address }) => ({ title, address }));
  for (const { figures, ...page } of pages) {
    const pdf = pdfOf?.(page.address);
    await writeFile(join(output, page.address), pageHtml({ ...page, pages: list, pdf }));
    await figures.write(output);
  }
  return sources.map(({ page }) => page);
}

interface ReadPage {
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
  const content = source.path.endsWith(".ipynb")
    ? notebookHtml(await readNotebook(file), { figures, linkTo, render: text.render })
    : text.render(await readFile(file, "utf8"));
  const title = text.headings.find(({ level }) => level === 1)?.text ?? source.path;
  return { address: source.page, title, content, headings: text.headings, figures };
}

/** A picture of the repository that the text shows comes along. */
function linkedPicture(root: string, folder: string, target: string, figures: Figures) {
  if (/^(data|https?):/.test(target)) return target;
  const path = join(root, posix.join(folder, target));
  return existsSync(path) ? figures.add(path, extname(path).slice(1)) : undefined;
}

async function emptyFolder(folder: string): Promise<void> {
  const isThere = existsSync(folder);
  if (isThere && readdirSync(folder).length > 0 && !existsSync(join(folder, mark))) {
    throw new RangeError(
      `export: ${folder} holds other files. Give an --output that is empty or not there yet.`,
    );
  }
  if (isThere) await rm(folder, { recursive: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, mark), "");
}
