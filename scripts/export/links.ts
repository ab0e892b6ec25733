import { posix } from "node:path";
import type { Source } from "./sources";

/** Where a link of a page leads in the site; undefined when its file is no part of the site. */
export type LinkTo = (target: string) => string | undefined;

/** Turns the links of a repository file into those of its page: notebooks and Markdown into pages, the web as it is. */
export function linksFrom(source: Source, sources: readonly Source[]): LinkTo {
  const pages = new Map(sources.map(({ path, page }) => [path, page]));
  return (target) => {
    if (target.startsWith("#") || /^[a-z][a-z+.-]*:/i.test(target)) return target;
    const [, path = "", anchor = ""] = /^([^#]*)(#.*)?$/s.exec(target) ?? [];
    const whole = posix.join(posix.dirname(source.path), decode(path));
    const page = pages.get(whole);
    return page === undefined ? undefined : `${page}${anchor}`;
  };
}

/** The same for HTML that a cell has shown: a link that leads nowhere in the site becomes its text. */
export function rewriteLinks(html: string, linkTo: LinkTo): string {
  return html.replace(
    /<a\s([^>]*?)href="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/gi,
    (_, before: string, target: string, after: string, text: string) => {
      const address = linkTo(target);
      return address === undefined ? text : `<a ${before}href="${address}"${after}>${text}</a>`;
    },
  );
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
