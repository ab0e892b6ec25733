import assert from "node:assert/strict";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { Notebook } from "./notebook";

suite("inspection", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));

  before(async () => {
    await notebook.run(`/**
 * The evidence lower bound, see {@link beta}.
 *
 * @param x what is encoded
 * @returns in nats
 */
function elbo(x: number, beta = 1): number {
  return -beta * x;
}`);
    await notebook.run(
      "/** How much the KL weighs. */\nlet beta = 4;\nclass Model {\n  /** Its size. */\n  latent = 2;\n}",
    );
    await notebook.run("1 + 1");
  });

  /** `|` stands for the cursor. */
  const inspect = (marked: string, detail: 0 | 1 = 0) =>
    notebook.language.inspect(marked.replace("|", ""), marked.indexOf("|"), detail);

  const signatures: [marked: string, signature: string | undefined][] = [
    ["el|bo(1)", "function elbo(x: number, beta?: number): number"],
    ["elbo|", "function elbo(x: number, beta?: number): number"],
    ["|elbo", "function elbo(x: number, beta?: number): number"],
    ["elbo(|", "function elbo(x: number, beta?: number): number"],
    ["elbo(1, |)", "elbo(x: number, beta?: number): number"],
    ["bet|a", "let beta: number"],
    ["const m: Mod|el = new Model()", "class Model"],
    ["new Model().lat|ent", "(property) Model.latent: number"],
    ['"a".toUpper|Case()', "(method) String.toUpperCase(): string"],
    ["const loc|al = 5", "const local: 5"],
    ["[1].map((item) => it|em)", "(parameter) item: number"],
    ["typeof bet|a", "let beta: number"],
    ["1 + 1|", undefined],
    ["|", undefined],
    ["nothing|", undefined],
    ["// elbo|", undefined],
    ["'elbo|'", undefined],
  ];
  for (const [marked, signature] of signatures) {
    test(marked, () => {
      assert.equal(inspect(marked)?.plain.split("\n")[0], signature);
    });
  }

  test("the comment of an earlier cell's function", () => {
    assert.deepEqual(inspect("elbo|"), {
      plain:
        "function elbo(x: number, beta?: number): number\n\nThe evidence lower bound, see beta.\n\n@param x what is encoded\n@returns in nats",
      markdown:
        "```typescript\nfunction elbo(x: number, beta?: number): number\n```\n\nThe evidence lower bound, see beta.\n\n*@param* x what is encoded  \n*@returns* in nats",
    });
    assert.match(inspect("beta|")?.plain ?? "", /How much the KL weighs\.$/);
    assert.match(inspect("new Model().latent|")?.plain ?? "", /Its size\.$/);
  });

  test("the comment of a library's function", () => {
    assert.match(inspect("console.log|")?.plain ?? "", /Prints to `stdout` with newline\./);
    assert.match(inspect("Math.max|")?.plain ?? "", /Returns the larger of a set/);
  });

  test("with its definition", () => {
    assert.match(
      inspect("elbo|", 1)?.plain ?? "",
      /\n\nfunction elbo\(x: number, beta = 1\): number \{\n {2}return -beta \* x;\n\}$/,
    );
    assert.match(inspect("elbo|", 1)?.markdown ?? "", /\n\n```typescript\nfunction elbo[^`]*```$/);
    assert.match(
      inspect("Model|", 1)?.plain ?? "",
      /class Model \{\n {2}\/\*\* Its size\. \*\/\n {2}latent = 2;\n\}$/,
    );
    assert.match(inspect("const mine = 5; mine|", 1)?.plain ?? "", /\n\nconst mine = 5;$/);
    assert.match(inspect("Math.max|", 1)?.plain ?? "", /max\(\.\.\.values: number\[\]\): number;$/);
    assert.doesNotMatch(inspect("elbo|", 0)?.plain ?? "", /return -beta/);
  });

  test("a long definition is cut", () => {
    const lines = inspect("const p: NodeJS.Proc|ess = process", 1)?.plain.split("\n") ?? [];
    assert.ok(lines.length < 100);
    assert.match(lines.at(-1) ?? "", /^\/\/ … \d+ more lines$/);
  });
});
