import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { exportSite } from "../../../scripts/export/exportSite";

const root = mkdtempSync(join(tmpdir(), "vae-cookbook-export-"));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

const markdown = (source: string, tags: string[] = []) => ({
  ...{ cell_type: "markdown", source, metadata: { tags } },
});
const code = (source: string, data: object, tags: string[] = []) => ({
  ...{ cell_type: "code", source, metadata: { tags } },
  outputs: [{ output_type: "display_data", data, metadata: {} }],
});
const png = Buffer.from("a picture").toString("base64");

function notebook(name: string, ...cells: object[]): void {
  const file = join(root, "notebooks", `${name}.ipynb`);
  writeFileSync(file, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
}

mkdirSync(join(root, "notebooks"));
writeFileSync(join(root, "more.md"), "# More\n\n[back](notebooks/01-one.ipynb), [far](far.md)");
writeFileSync(join(root, "far.md"), "# Two steps away");
writeFileSync(join(root, "grid.png"), "a grid");
notebook(
  "contents",
  markdown("# Contents"),
  markdown("Press Shift+Enter", ["remove-cell"]),
  code("contents({})", { "text/html": '<a href="01-one.ipynb">1. One</a>' }, ["remove-input"]),
);
notebook(
  "01-one",
  markdown("# 1. One & all\n\n[Contents](contents.ipynb), [more](../more.md), [code](../lib/x.ts)"),
  markdown("![a grid](../grid.png)"),
  code("const secret = 1;", { "image/png": png, "text/plain": "p" }, ["remove-output"]),
  code("show(1);", { "image/png": png, "text/plain": "p" }),
);
notebook("draft", markdown("# No chapter"));

const output = join(root, "site");
const read = (name: string) => readFileSync(join(output, name), "utf8");

test("chapters, contents and what they link to become pages that need no other files", async () => {
  const pages = await exportSite({ root, output });
  assert.deepEqual(pages, ["index.html", "01-one.html", "more.html"]);
  const chapter = read("01-one.html");
  assert.match(chapter, /<title>1\. One &#38; all · VAE Cookbook<\/title>/);
  assert.match(
    chapter,
    /<a href="index\.html">Contents<\/a>, <a href="more\.html">more<\/a>, code</,
  );
  assert.doesNotMatch(chapter, /vega/, "no chart, no script for charts");
  assert.doesNotMatch(chapter, /PDF/);
  assert.match(read("more.html"), /<a href="01-one\.html">back<\/a>, far/);
  assert.deepEqual(readdirSync(join(output, "figures")), ["01-one-1.png", "01-one-2.png"]);
  assert.equal(read("figures/01-one-1.png"), "a grid");
  assert.equal(read("figures/01-one-2.png"), "a picture");
});

test("tags leave out cells, inputs and outputs", () => {
  const contents = read("index.html");
  assert.doesNotMatch(contents, /Shift|contents\(/);
  assert.match(contents, /<a href="01-one\.html">1\. One<\/a>/);
  const chapter = read("01-one.html");
  assert.match(chapter, /secret/);
  assert.equal(chapter.match(/<figure/g)?.length, 1);
});

test("an export replaces the one before, and nothing else", async () => {
  writeFileSync(join(output, "old.html"), "");
  await exportSite({ root, output, pdfOf: (page) => `pdf/${page}.pdf` });
  assert.ok(!existsSync(join(output, "old.html")));
  assert.match(read("more.html"), /<a href="pdf\/more\.html\.pdf">This page as PDF<\/a>/);

  const own = join(root, "own");
  mkdirSync(own);
  await exportSite({ root, output: own });
  const foreign = join(root, "notebooks");
  await assert.rejects(
    exportSite({ root, output: foreign }),
    /^RangeError: export: .* other files/,
  );
  assert.ok(existsSync(join(foreign, "01-one.ipynb")));
});

test("without chapters, or with a broken one, nothing is written", async () => {
  const empty = join(root, "empty");
  mkdirSync(join(empty, "notebooks"), { recursive: true });
  const nowhere = join(root, "nowhere");
  await assert.rejects(exportSite({ root: empty, output: nowhere }), /^RangeError: .* no chapters/);
  writeFileSync(join(empty, "notebooks", "01-broken.ipynb"), "{");
  await assert.rejects(
    exportSite({ root: empty, output: nowhere }),
    /01-broken\.ipynb is not JSON/,
  );
  assert.ok(!existsSync(nowhere));
});

test("a file is not written over, and a notebook without outputs is named", async () => {
  const file = join(root, "grid.png");
  await assert.rejects(exportSite({ root, output: file }), /export: .*grid\.png is a file\./);

  const other = join(root, "other");
  mkdirSync(join(other, "notebooks"), { recursive: true });
  const write = (name: string, ...cells: object[]) => {
    const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
    writeFileSync(join(other, "notebooks", `${name}.ipynb`), text);
  };
  write("01-one", markdown("# 1. One"), { ...code("show(1);", {}), outputs: [] });
  const options = { root: other, output: join(other, "site") };
  await assert.rejects(exportSite(options), /export: contents\.ipynb is missing/);

  write("contents", markdown("# Contents"));
  const notRun: string[] = [];
  await exportSite({ ...options, onNotRun: (path) => notRun.push(path) });
  assert.deepEqual(notRun, ["notebooks/01-one.ipynb"]);
});
