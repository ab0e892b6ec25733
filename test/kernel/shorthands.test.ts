import assert from "node:assert/strict";
import { test } from "node:test";
import { expandShorthands } from "../../kernel/shorthands";

test("shorthand properties are written out, everything else stays", () => {
  const cases: [string, string][] = [
    ["f({ beta, epochs: 2, seed });", "f({ beta: beta, epochs: 2, seed: seed });"],
    [
      "const o = {\n  a, // {b}\n  c: { d },\n};",
      "const o = {\n  a: a, // {b}\n  c: { d: d },\n};",
    ],
    [
      "const { mean, logVariance } = vae.encode(x);",
      "const { mean, logVariance } = vae.encode(x);",
    ],
    [
      "import { tf } from 'vae-cookbook'; export { tf };",
      "import { tf } from 'vae-cookbook'; export { tf };",
    ],
    ["({ a } = o);", "({ a: a } = o);"],
    ["({ a = 1 } = o);", "({ a: a = 1 } = o);"],
    ["const s = `${JSON.stringify({ π })}`;", "const s = `${JSON.stringify({ π: π })}`;"],
    ["f({ unfinished", "f({ unfinished: unfinished"],
    ["function f({ a }: { a: number }) {}", "function f({ a }: { a: number }) {}"],
  ];
  for (const [source, expected] of cases) assert.equal(expandShorthands(source), expected);
});
