import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";

const root = resolve(__dirname, "../..");
const notebooks = readdirSync(join(root, "notebooks"))
  .filter((name) => /^\d\d-[^.]+\.ipynb$/.test(name))
  .map((name) => join("notebooks", name));

/** The text that a reader sees, without code and outputs. */
function prose(file: string): string {
  const text = readFileSync(join(root, file), "utf8");
  if (!file.endsWith(".ipynb")) return text;
  const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string[] }[] };
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => source.join(""))
    .join("\n");
}

const others = ["notebooks/contents.ipynb", "notebooks/glossary.md", "lib/data/mnist/README.md"];

for (const file of ["README.md", "environment.md", "docs/teaching.md", "workshop/README.md", ...others, ...notebooks]) {
  test(`every file that ${file} links to is there`, () => {
    const targets = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!.replace(/#.*$/, ""))
      .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
    const missing = targets.filter((target) => !existsSync(join(root, dirname(file), target)));
    assert.deepEqual(missing, []);
  });
}
