import { escapeHtml } from "../../lib/notebook/html";
import type { Heading } from "./markdown";

export interface Page {
  readonly title: string;
  readonly content: string;
  /** Listed in "On this page". */
  readonly headings: readonly Heading[];
  /** All pages of the site, for the list at the end. */
  readonly pages: readonly { readonly title: string; readonly address: string }[];
  /** Its own address, "03-training.html". */
  readonly address: string;
  /** The address of the same page as PDF, if it is there. */
  readonly pdf?: string | undefined;
}

/** The whole HTML of a page. Its style sheets and scripts are files of the site; nothing comes from elsewhere. */
export function pageHtml({ title, content, headings, pages, address, pdf }: Page): string {
  const isHome = address === "index.html";
  const scripts = content.includes('<figure class="chart"')
    ? ["vega.js", "vega-lite.js", "vega-embed.js", "site.js"]
    : ["site.js"];
  const links = pages.map(({ title, address: to }) =>
    to === address
      ? `<li aria-current="page">${escapeHtml(title)}</li>`
      : `<li><a href="${to}">${escapeHtml(title)}</a></li>`,
  );
  const save = pdf === undefined ? "" : ` <a href="${pdf}">This page as PDF</a>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${isHome ? "VAE Cookbook" : `${escapeHtml(title)} · VAE Cookbook`}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="assets/katex.css">
<link rel="stylesheet" href="assets/site.css">
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header><p><a href="index.html">VAE Cookbook</a>${save}</p>${outline(headings)}</header>
<main id="text" tabindex="-1">
${content}
</main>
<footer><nav aria-labelledby="all-pages"><h2 id="all-pages">All pages</h2><ul>
${links.join("\n")}
</ul></nav></footer>
${scripts.map((name) => `<script src="assets/${name}"></script>`).join("\n")}
</body>
</html>
`;
}

function outline(headings: readonly Heading[]): string {
  const sections = headings.filter(({ level }) => level === 2);
  if (sections.length < 3) return "";
  const items = sections.map(
    ({ id, html }) => `<li><a href="#${encodeURIComponent(id)}">${html}</a></li>`,
  );
  return `<nav aria-label="On this page"><details><summary>On this page</summary><ul>${items.join("")}</ul></details></nav>`;
}
