import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { findBrowser } from "../runner/findBrowser";

/** "03-training.html" is printed to pdf/03-training.pdf. */
export function pdfOf(page: string): string {
  return `pdf/${page.replace(/\.html$/, ".pdf")}`;
}

/**
 * Prints pages of a site, as their print styles have them: light, everything unfolded, charts as pictures.
 *
 * @throws Error where there is no browser
 */
export async function printPages(
  site: string,
  pages: readonly string[],
  onPage: (pdf: string) => void,
): Promise<void> {
  const executablePath = browserPath();
  // In a container Chromium may have no sandbox; it opens nothing but these pages.
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const tab = await browser.newPage();
    for (const page of pages) {
      const path = join(site, pdfOf(page));
      await mkdir(dirname(path), { recursive: true });
      await tab.goto(pathToFileURL(join(site, page)).href, { waitUntil: "load" });
      await tab.pdf({ path, preferCSSPageSize: true, tagged: true, outline: true });
      onPage(path);
    }
  } finally {
    await browser.close();
  }
}

/** Before the work begins, and not when it is done. */
export function browserPath(): string {
  const path = findBrowser();
  if (path !== undefined && existsSync(path)) return path;
  throw new Error(
    "export: --pdf needs Chromium, Chrome or Edge, and none was found. Name one with CHROMIUM=/path/to/it, " +
      "or print the pages from your browser.",
  );
}
