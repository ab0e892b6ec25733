import assert from "node:assert/strict";
import { test } from "node:test";
import { spreadOf } from "../../../bench/common/spread";

test("median and range", () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, least: 1, most: 3 });
  assert.deepEqual(spreadOf([4, 1]), { median: 2.5, least: 1, most: 4 });
  // Most rounds decide whether an answer came.
  assert.deepEqual(spreadOf([null, 1, 3]), { median: 2, least: 1, most: 3 });
  assert.equal(spreadOf([null, 1]), "never");
  assert.equal(spreadOf([null]), "never");
  assert.equal(spreadOf([]), undefined);
  assert.equal(spreadOf(undefined), undefined);
});
