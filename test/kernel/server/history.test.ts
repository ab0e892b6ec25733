import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { History, toItem } from "../../../kernel/server/history";

const folder = mkdtempSync(join(tmpdir(), "kernel-history-"));
after(() => {
  rmSync(folder, { recursive: true });
});

const inputs = (entries: { input: string }[]) => entries.map(({ input }) => input);

test("sessions count up, lines are found, damaged lines are passed over", () => {
  const file = join(folder, "deeper", "history.jsonl");
  const first = new History(file);
  first.add(1, "a = 1", null);
  first.add(2, "b.c(1)", "2");
  appendFileSync(file, '{"session": 1, "li\n[]\n');
  const second = new History(file);
  second.add(1, "a = 1", null);
  second.add(2, "other", null);

  assert.deepEqual(inputs(second.tail(3)), ["b.c(1)", "a = 1", "other"]);
  assert.deepEqual(second.tail(0), []);
  assert.deepEqual(inputs(second.range(-1, 1, undefined)), ["a = 1", "b.c(1)"]);
  assert.deepEqual(inputs(second.range(0, 1, 2)), ["a = 1"]);
  assert.deepEqual(inputs(second.range(1, 2, undefined)), ["b.c(1)"]);
  assert.deepEqual(inputs(second.search("a*", undefined, false)), ["a = 1", "a = 1"]);
  assert.deepEqual(inputs(second.search("a*", undefined, true)), ["a = 1"]);
  assert.deepEqual(inputs(second.search("?.c(1)", 5, false)), ["b.c(1)"]);
  assert.deepEqual(inputs(second.search("*", 1, false)), ["other"]);
  assert.deepEqual(inputs(second.search("*.*(?)", undefined, false)), ["b.c(1)"]);
  assert.deepEqual(second.search("?", undefined, false), []);
  const [entry] = second.range(1, 2, 3);
  assert.deepEqual(toItem(entry!, true), [1, 2, ["b.c(1)", "2"]]);
  assert.deepEqual(toItem(entry!, false), [1, 2, "b.c(1)"]);
});

test("kernels that ran at the same time share the file, and no session has another's number", () => {
  const file = join(folder, "shared.jsonl");
  const first = new History(file);
  first.add(1, "1", null);
  const second = new History(file);
  second.add(1, "2", null);
  first.add(2, "1 again", null);
  const third = new History(file);
  third.add(1, "3", null);
  assert.deepEqual(inputs(third.range(0, 1, undefined)), ["3"]);
  assert.deepEqual(inputs(third.range(-1, 1, undefined)), ["2"]);

  const both = [new History(file), new History(file)] as const;
  for (const each of both) each.tail(1); // both have read it before either writes
  for (const each of both) each.add(1, "4", null);
  const sessions = new History(file).tail(2).map(({ session }) => session);
  assert.equal(new Set(sessions).size, 2);
});

test("the file does not grow without end", () => {
  const file = join(folder, "long.jsonl");
  const line = (i: number) =>
    `${JSON.stringify({ session: 1, line: i, input: `${i}`, output: null })}\n`;
  appendFileSync(file, Array.from({ length: 5001 }, (_, i) => line(i)).join(""));
  assert.deepEqual(inputs(new History(file).tail(1)), ["5000"]);
  assert.equal(readFileSync(file, "utf8").trim().split("\n").length, 2500);
});

test("a pattern of many stars is no burden", () => {
  const history = new History(undefined);
  history.add(1, "a".repeat(20_000), null);
  const began = performance.now();
  assert.deepEqual(history.search("*a*a*a*a*a*b", undefined, false), []);
  assert.ok(performance.now() - began < 2000);
});

test("without a file it is kept in memory", () => {
  const history = new History(undefined);
  history.add(1, "x", null);
  assert.deepEqual(inputs(history.tail(9)), ["x"]);
});
