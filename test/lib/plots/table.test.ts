import assert from "node:assert/strict";
import { test } from "node:test";
import { table } from "../../../lib/plots";

test("rows by name become rows by column", () => {
  const figure = table([{ term: "KL", value: 25 }, { term: "rest" }], {
    columns: { value: "nats", term: "term" },
    title: "Terms",
  });
  assert.deepEqual(figure.columns, ["nats", "term"]);
  assert.deepEqual(figure.rows, [
    [25, "KL"],
    [null, "rest"],
  ]);
  assert.deepEqual(table([{ a: 1 }, { b: 2 }]).columns, ["a", "b"]);
});

test("no rows, or a column that no row has, are refused", () => {
  assert.throws(() => table([]), /no rows/);
  assert.throws(() => table([{ a: 1 }], { columns: { c: "C" } }), /no row has "c".*have: a/);
});
