import assert from "node:assert/strict";
import { test } from "node:test";
import { flagNames, readFlags } from "../../../scripts/runner/flags";
import { readParameters } from "../../../scripts/runner/parameters";

const parameters = readParameters(
  'const beta = 1; // weight\nconst batchSize = 100;\nconst dataset = "mnist";\nconst live = true;',
);
const read = (...words: string[]) => readFlags(words, parameters);
const values = (...words: string[]) => Object.fromEntries(read(...words).values);

test("names in camel and kebab case, values behind a space or =", () => {
  assert.deepEqual(values("--beta", "4", "--batch-size=50"), { beta: 4, batchSize: 50 });
  assert.deepEqual(values("--batchSize", "50", "--dataset", "fashion-mnist"), {
    batchSize: 50,
    dataset: "fashion-mnist",
  });
});

test("negative, scientific and short numbers", () => {
  for (const text of ["-1", "1e-3", "-2.5E+2", ".5", "+3", "007"]) {
    assert.deepEqual(values("--beta", text), { beta: Number(text) });
  }
});

test("booleans with and without a value", () => {
  assert.deepEqual(values("--live"), { live: true });
  assert.deepEqual(values("--live", "false"), { live: false });
  assert.deepEqual(values("--live=false"), { live: false });
  assert.deepEqual(values("--no-live", "--beta", "2"), { live: false, beta: 2 });
});

test("the runner's own flags", () => {
  const flags = read("--output", "out.ipynb", "--help", "--in-place");
  assert.deepEqual(
    { ...flags, values: flags.values.size },
    {
      output: "out.ipynb",
      help: true,
      inPlace: true,
      values: 0,
    },
  );
});

test("an unknown name is refused with the list of names, types and defaults", () => {
  const list =
    /there is no parameter "bet"[^]*--beta <number> +default 1 +weight\n +--batchSize <number> +default 100\n/;
  assert.throws(() => read("--bet", "4"), { name: "RangeError", message: list });
  assert.throws(() => read("--no-beta"), RangeError);
  assert.throws(() => read("beta", "4"), RangeError);
  assert.throws(() => read("--__proto__", "4"), RangeError);
});

test("a value of the wrong type is refused with the list", () => {
  for (const text of ["four", "", "0x10", "NaN", "Infinity", "1e999", "true", "1,5"]) {
    const message = /--beta must be a number[^]*--dataset <string> +default "mnist"/;
    assert.throws(() => read("--beta", text), { name: "TypeError", message });
  }
  assert.throws(() => read("--live=maybe"), TypeError);
  assert.throws(() => read("--beta"), TypeError);
  assert.throws(() => read("--output"), TypeError);
});

test("the names of all flags, in both spellings", () => {
  const parameters = readParameters("const beta = 1;\nconst batchSize = 100;");
  const names = new Set(flagNames(parameters));
  assert.deepEqual([...names], ["output", "in-place", "beta", "batchSize", "batch-size"]);
});
