import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { expectJson } from "../../../lib/checks";

const problem = (value: unknown): string => {
  try {
    expectJson("here", "it", value);
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message;
  }
  return "";
};

test("takes what comes back from JSON as it was, also of another realm", () => {
  const value = { a: [1, "b", null, true, { c: [] }] };
  assert.equal(problem(value), "");
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value);
  assert.equal(problem(runInNewContext("({ a: [{ b: 1 }] })")), "");
  assert.equal(problem(Object.create(null)), "");
});

test("names the place of what would not", () => {
  assert.match(problem(NaN), /^here: it is NaN, which JSON cannot keep/);
  assert.match(problem({ a: [0, -Infinity] }), /it\.a\[1\] is -Infinity/);
  assert.match(problem({ a: { b: undefined } }), /it\.a\.b is undefined/);
  assert.match(problem([() => 1]), /it\[0\] is a function/);
  assert.match(problem({ a: new Float32Array(1) }), /it\.a is a Float32Array/);
  assert.match(problem(new Map()), /it is a Map/);
  assert.match(problem(1n), /it is a bigint/);
});
