import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readParameters, setParameters } from "../../../scripts/runner/parameters";

const cell = `/** What you change. const hidden = 1; */
const beta = 1; // weight of the KL
const learningRate: number = 1e-3;
const shift = -2.5;
const dataset = "mnist", verbose = false; // two in a line
const sizes = [400];
const steps = 2 * 50;
function f() { const inner = 3; return inner; }
`;

test("top-level constants with a literal are parameters, nothing else is", () => {
  const read = readParameters(cell).map(({ name, value }) => [name, value]);
  assert.deepEqual(read, [
    ["beta", 1],
    ["learningRate", 0.001],
    ["shift", -2.5],
    ["dataset", "mnist"],
    ["verbose", false],
  ]);
  assert.equal(readParameters(cell)[0]?.comment, "weight of the KL");
});

test("values are replaced where they stand; types, comments and order stay", () => {
  const values = new Map<string, number | string | boolean>([
    ["beta", 4],
    ["learningRate", 1e-5],
    ["dataset", 'a "quoted" \\ name'],
    ["verbose", true],
  ]);
  const expected = cell
    .replace("beta = 1;", "beta = 4;")
    .replace("1e-3", "0.00001")
    .replace('"mnist"', '"a \\"quoted\\" \\\\ name"')
    .replace("verbose = false", "verbose = true");
  assert.equal(setParameters(cell, values), expected);
  assert.equal(setParameters(cell, new Map()), cell);
});

test("whatever is set is read back", () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
  fc.assert(
    fc.property(numbers, fc.string({ unit: "binary" }), fc.boolean(), (beta, dataset, verbose) => {
      const values = new Map<string, number | string | boolean>(
        Object.entries({ beta, dataset, verbose }),
      );
      const read = readParameters(setParameters(cell, values));
      for (const [name, value] of values) {
        assert.equal(read.find((parameter) => parameter.name === name)?.value, value);
      }
      assert.equal(read.length, 5);
    }),
  );
});
