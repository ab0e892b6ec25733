import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown } from "../../../scripts/export/markdown";

const rendered = (text: string) => {
  const page = markdown(
    (target) => (target.startsWith("lost") ? undefined : `to/${target}`),
    (source) => (source.startsWith("lost") ? undefined : `figures/${source}`),
  );
  return { html: page.render(text), headings: page.headings };
};

test("formulas become KaTeX with MathML beside; money and code stay", () => {
  const { html } = rendered("Let $p<q$ and $$\\tfrac12\\|\\mu\\|^2$$ for `$x$`, from $5 to $6.");
  assert.equal(html.match(/<math /g)?.length, 2);
  assert.match(html, /<code>\$x\$<\/code>, from \$5 to \$6/);
  assert.doesNotMatch(html, /katex-error/);
  const { html: folded } = rendered(
    "<details>\n<summary>Answer for $k$</summary>\n\nIt is $k^2$.\n\n</details>",
  );
  assert.match(folded, /^<details>\s*<summary>Answer for <span class="katex">/);
  assert.equal(folded.match(/<math /g)?.length, 2);
});

test("a short formula keeps the sign behind it on its line", () => {
  const { html } = rendered("Say $D$, or ($\\mu$).");
  assert.equal(
    html.match(/<span class="tied"><span class="katex">.*?<\/span>(,|\)\.)<\/span>/g)?.length,
    2,
  );
  assert.match(html, /,<\/span> or \(/);
  const long = `$${"x + ".repeat(20)}1$`;
  assert.doesNotMatch(rendered(`Say ${long}.`).html, /tied/);
});

test("a formula that cannot be read is shown as it is, and marked", () => {
  assert.match(rendered("$\\frac{1$").html, /katex-error/);
});

test("code is highlighted where the language is known", () => {
  assert.match(
    rendered("```ts\nconst a = 1;\n```").html,
    /<span class="hljs-keyword">const<\/span>/,
  );
  assert.match(rendered("```unknown\na < b\n```").html, /a &(#60|lt);\s?b/);
});

test("headings have JupyterLab's anchors, each once", () => {
  const { html, headings } = rendered(
    "# Of *KL*\n\n## In numbers\n\n## In numbers\n\n## $\\beta$ and `a`",
  );
  assert.deepEqual(
    headings.map(({ level, id }) => [level, id]),
    [
      ...[
        [1, "Of-KL"],
        [2, "In-numbers"],
      ],
      ...[
        [2, "In-numbers-2"],
        [2, "$\\beta$-and-a"],
      ],
    ],
  );
  assert.equal(headings[0]!.text, "Of KL");
  assert.match(headings[3]!.html, /class="katex"/);
  assert.match(html, /<h2 id="In-numbers">/);
});

test("links and pictures lead into the site, or leave their words", () => {
  const { html } = rendered(
    "[a *b*](x.ipynb) [c [1]](lost.ts) ![digits](grid.png) ![gone](lost.png)",
  );
  assert.equal(
    html.trim(),
    '<p><a href="to/x.ipynb">a <em>b</em></a> c [1] <img src="figures/grid.png" alt="digits"> gone</p>',
  );
});
