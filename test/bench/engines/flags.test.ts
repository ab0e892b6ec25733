import assert from "node:assert/strict";
import { test } from "node:test";
import { engineIds } from "../../../bench/engines/engines";
import { readFlags, usage } from "../../../bench/engines/flags";

const read = (...words: string[]) => readFlags(words, engineIds);

test("what is measured without flags", () => {
  assert.deepEqual(read(), {
    ...{ json: false, write: false, quick: false, rounds: 5 },
    ...{ engines: undefined, models: ["mlp-100", "mlp-1000", "conv-128"] },
  });
});

test("engines and models by name, in the table's order", () => {
  const flags = read("--engines", "pytorch,fit", "--models", "conv-128, mlp-100", "--quick");
  assert.deepEqual(flags, {
    ...{ json: false, write: false, quick: true, rounds: 2 },
    ...{ engines: ["fit", "pytorch"], models: ["mlp-100", "conv-128"] },
  });
});

test("what is refused", () => {
  assert.throws(() => read("--engines", "keras"), /no engine "keras"\. There are fit, captured/);
  assert.throws(() => read("--models", "mlp"), /no model "mlp"\. There are mlp-100/);
  for (const rounds of ["0", "1.5", "many"]) {
    assert.throws(() => read("--rounds", rounds), /--rounds must be a whole number from 1 up/);
  }
  assert.throws(() => read("--fast"), /Unknown option '--fast'/);
  // Numbers that are written are read.
  assert.throws(() => read("--write", "--quick"), /--write/);
  assert.throws(() => read("--write", "--rounds", "2"), /at least 3 rounds/);
  assert.notEqual(read("--write"), "help");
});

test("the help names every engine and model", () => {
  assert.equal(read("--help"), "help");
  for (const id of [...engineIds, "mlp-100", "mlp-1000", "conv-128"]) {
    assert.ok(usage(engineIds).includes(id), id);
  }
});
