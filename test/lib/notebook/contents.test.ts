import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { contents } from "../../../lib/notebook";
import { captured, printed } from "./captured";

const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-contents-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const json = { data: { "application/json": {}, "text/plain": "✓ a: right." } };
const code = (execution_count: number | null, ...outputs: object[]) => ({
  ...{ cell_type: "code", source: "check(1)", execution_count, outputs },
});
const chapters = {
  "01-whole": [code(1, json)],
  "02-part": [code(1), code(null)],
  "03-fresh": [code(null)],
  "04-failed": [code(1, { output_type: "error" })],
  "05-numberless": [code(1)],
};
for (const [name, cells] of Object.entries(chapters)) {
  const head = { cell_type: "markdown", source: `# ${name.slice(1, 2)}. A <b>\n\nTime: long.` };
  writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify({ cells: [head, ...cells] }));
}
writeFileSync(join(folder, "06 broken.ipynb"), "<<<<<<< HEAD");
const names = [...Object.keys(chapters), "06 broken", "07-missing"];
const questions = Object.fromEntries(names.map((name) => [name, `why ${name}?`]));

test("a row for each chapter, with its state", async () => {
  const messages = await captured(() => {
    contents(questions, { folder });
  });
  assert.equal(messages.length, 1);
  const text = String(messages[0]!.data["text/plain"]);
  const lines = text.split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(lines[0], ["1 of 6 exercises solved"]);
  assert.deepEqual(lines.slice(3), [
    ["1. A <b>", "why 01-whole?", "long", "1 of 1", "run"],
    ["2. A <b>", "why 02-part?", "long", "0 of 2", "1 of 2 cells run"],
    ["3. A <b>", "why 03-fresh?", "long", "0 of 1", "not run"],
    ["4. A <b>", "why 04-failed?", "long", "0 of 1", "stopped by an error"],
    ["5. A <b>", "why 05-numberless?", "long", "0 of 1", "run, but its numbers are missing"],
    ["06 broken", "why 06 broken?", "damaged: not a notebook"],
    ["07-missing", "why 07-missing?", "not here"],
  ]);
});

test("the page's table links to the chapters and shows their titles as text", async () => {
  const [message] = await captured(() => {
    contents(questions, { folder });
  });
  const html = String(message!.data["text/html"]);
  const links = [...html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, to, text]) => [
    to,
    text,
  ]);
  assert.equal(links.length, names.length);
  assert.deepEqual(links[0], ["01-whole.ipynb", "1. A &#60;b&#62;"]);
  assert.deepEqual(links[5], ["06%20broken.ipynb", "06 broken"]);
});

test("without a kernel the table is printed; without chapters it is refused", async () => {
  const text = await printed(() => {
    contents({ "01-whole": "why?" }, { folder });
  });
  assert.match(text, /^1 of 1 exercises solved\nchapter/);
  assert.throws(() => {
    contents({});
  }, /^RangeError: contents: there are no chapters\. Give/);
});
