import katexPlugin from "@vscode/markdown-it-katex";
import katex from "katex";
import MarkdownIt from "markdown-it";
import { highlight } from "./highlight";
import type { LinkTo } from "./links";

export interface Heading {
  readonly level: number;
  /** Its anchor, as JupyterLab makes it: spaces become hyphens. */
  readonly id: string;
  /** Without markup, formulas as they are written. */
  readonly text: string;
  /** With its markup and formulas. */
  readonly html: string;
}

export interface Markdown {
  readonly render: (text: string) => string;
  /** Of all that was rendered so far. */
  readonly headings: readonly Heading[];
}

/**
 * Renders the Markdown of one page: formulas by KaTeX, with MathML beside for screen readers; code highlighted; links as
 * `linkTo` says, without which only their text remains.
 *
 * @param pictureAt where a picture of the repository is in the site; undefined leaves its description
 */
export function markdown(linkTo: LinkTo, pictureAt: LinkTo): Markdown {
  const md = new MarkdownIt({ html: true, highlight });
  md.use(katexPlugin, {
    ...{ katex, enableBareBlocks: true, enableMathInlineInHtml: true, enableMathBlockInHtml: true },
    ...{ strict: "ignore", throwOnError: false },
  });
  const headings: Heading[] = [];
  const ids = new Set<string>();

  md.core.ruler.push("site", ({ tokens }) => {
    tokens.forEach((token, i) => {
      token.children &&= keepPunctuation(token.children);
      if (token.type === "heading_open") {
        const { content, children } = tokens[i + 1]!;
        const text = (children ?? []).map((child) => child.content).join("");
        const id = unique(content.replaceAll(/[*`]/g, "").trim().replaceAll(" ", "-"), ids);
        token.attrSet("id", id);
        const html = md.renderer.renderInline(children ?? [], md.options, {});
        headings.push({ level: Number(token.tag.slice(1)), id, text, html });
      }
      const open: boolean[] = [];
      for (const child of token.children ?? []) {
        if (child.type === "link_open") {
          const address = linkTo(String(child.attrGet("href")));
          if (address !== undefined) child.attrSet("href", address);
          open.push(address !== undefined);
          child.hidden = address === undefined;
        } else if (child.type === "link_close") {
          child.hidden = open.pop() === false;
        } else if (child.type === "image") {
          const address = pictureAt(String(child.attrGet("src")));
          if (address !== undefined) child.attrSet("src", address);
          else child.type = "text";
        }
      }
    });
  });
  for (const part of ["link_open", "link_close"]) {
    md.renderer.rules[part] = (tokens, i, options, _, self) =>
      tokens[i]!.hidden ? "" : self.renderToken(tokens, i, options);
  }
  md.renderer.rules["table_open"] = () => '<div class="scroll"><table>\n';
  md.renderer.rules["table_close"] = () => "</table></div>\n";
  return { render: (text) => md.render(text), headings };
}

/** Ties a short formula to the full stop or comma behind it, which would else begin a line by itself. */
function keepPunctuation(tokens: readonly MarkdownIt.Token[]): MarkdownIt.Token[] {
  const kept: MarkdownIt.Token[] = [];
  for (const token of tokens) {
    const formula = kept.at(-1);
    const sign = token.type === "text" ? /^[.,;:!?)]+/.exec(token.content)?.[0] : undefined;
    if (sign !== undefined && formula?.type === "math_inline" && formula.content.length < 40) {
      const [open, close] = [inlineHtml('<span class="tied">'), inlineHtml(`${sign}</span>`)];
      kept.splice(-1, 1, open, formula, close);
      token.content = token.content.slice(sign.length);
    }
    kept.push(token);
  }
  return kept;
}

function inlineHtml(content: string): MarkdownIt.Token {
  return Object.assign(new MarkdownIt.Token("html_inline", "", 0), { content });
}

function unique(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  taken.add(id);
  return id;
}
