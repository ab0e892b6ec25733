import assert from "node:assert/strict";
import { test } from "node:test";
import { linksFrom, rewriteLinks } from "../../../scripts/export/links";

const sources = [
  { path: "notebooks/contents.ipynb", page: "index.html" },
  { path: "notebooks/03-training.ipynb", page: "03-training.html" },
  { path: "notebooks/a b.ipynb", page: "a b.html" },
  { path: "environment.md", page: "environment.html" },
  { path: "lib/pretrained/README.md", page: "lib-pretrained-README.html" },
];
const fromChapter = linksFrom(sources[1]!, sources);

test("links to what is in the site lead to its page", () => {
  assert.equal(fromChapter("contents.ipynb"), "index.html");
  assert.equal(fromChapter("./03-training.ipynb#In-numbers"), "03-training.html#In-numbers");
  assert.equal(fromChapter("a%20b.ipynb"), "a b.html");
  assert.equal(fromChapter("../environment.md"), "environment.html");
  assert.equal(fromChapter("../lib/pretrained/README.md"), "lib-pretrained-README.html");
  const fromReadme = linksFrom(sources[4]!, sources);
  assert.equal(fromReadme("../../notebooks/03-training.ipynb"), "03-training.html");
});

test("the web and the page's own parts stay as they are, other files have no link", () => {
  for (const target of ["https://arxiv.org/abs/1312.6114", "mailto:a@b.c", "#References"]) {
    assert.equal(fromChapter(target), target);
  }
  for (const target of ["../lib/losses", "09-more.ipynb", "../../outside.md", "%E0%A4%A"]) {
    assert.equal(fromChapter(target), undefined);
  }
});

test("links in HTML are rewritten, or become their text", () => {
  const html = '<td><a class="x" href="contents.ipynb" title="t">All <b>of it</b></a></td>';
  assert.equal(
    rewriteLinks(html, fromChapter),
    '<td><a class="x" href="index.html" title="t">All <b>of it</b></a></td>',
  );
  assert.equal(
    rewriteLinks('<a href="../lib">lib</a>, <abbr>b</abbr>', fromChapter),
    "lib, <abbr>b</abbr>",
  );
});
