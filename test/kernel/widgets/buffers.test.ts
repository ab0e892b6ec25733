import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { joinBuffers, splitBuffers } from "../../../kernel/widgets/buffers";

const bytes = (...values: number[]) => new Uint8Array(values);

test("binary values at every depth are taken out and put back", () => {
  const state = {
    plain: 1,
    top: bytes(1),
    nested: { list: [0, bytes(2), { deep: bytes(3), word: "x" }] },
    untouched: { list: [1, [2]] },
  };
  const before = structuredClone(state);
  const split = splitBuffers(state);
  assert.deepEqual(split, {
    state: {
      plain: 1,
      nested: { list: [0, null, { word: "x" }] },
      untouched: { list: [1, [2]] },
    },
    buffer_paths: [["top"], ["nested", "list", 1], ["nested", "list", 2, "deep"]],
    buffers: [bytes(1), bytes(2), bytes(3)],
  });
  assert.deepEqual(state, before);
  assert.equal(
    split.state["untouched"],
    state.untouched,
    "what holds nothing binary is not copied",
  );

  const kept = structuredClone(split.state);
  assert.deepEqual(joinBuffers(split.state, split.buffer_paths, split.buffers), state);
  assert.deepEqual(
    split.state,
    kept,
    "a message that is still to be sent stays free of binary values",
  );
});

test("only the part of memory that an array shows is sent", () => {
  const numbers = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
  const view = new DataView(bytes(9, 8, 7).buffer, 1, 1);
  const { buffers } = splitBuffers({ numbers, view, whole: bytes(5, 6).buffer });
  const [first, ...rest] = buffers;
  assert.deepEqual(new Float32Array(new Uint8Array(first!).buffer), new Float32Array([2, 3]));
  assert.deepEqual(rest, [bytes(8), bytes(5, 6)]);
});

test("any state survives the way there and back", () => {
  // A path through a prototype is refused, also where it is a key like any other.
  const key = fc.string().filter((name) => name !== "__proto__");
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.uint8Array({ maxLength: 4 }));
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(key, value), (state) => {
      const { buffers, ...message } = splitBuffers(state);
      const sent = JSON.parse(JSON.stringify(message)) as typeof message;
      const joined = joinBuffers(sent.state, sent.buffer_paths, buffers);
      assert.deepEqual({ ...joined }, withoutNegativeZero({ ...state }));
    }),
  );
});

const misfits: [name: string, state: unknown, paths: unknown, buffers: Uint8Array[]][] = [
  ["a state that is none", [], [], []],
  ["null", null, undefined, []],
  ["a buffer too many", { a: 1 }, [], [bytes(1)]],
  ["a buffer without paths", { a: 1 }, undefined, [bytes(1)]],
  ["a buffer too few", {}, [["a"], ["b"]], [bytes(1)]],
  ["paths that are no array", {}, "a", [bytes(1)]],
  ["a path that is no array", {}, ["a"], [bytes(1)]],
  ["an empty path", {}, [[]], [bytes(1)]],
  ["a path through what is not there", {}, [["a", "b"]], [bytes(1)]],
  ["a path through a number", { a: 1 }, [["a", "b"]], [bytes(1)]],
  ["an index beyond the end", { a: [null] }, [["a", 1]], [bytes(1)]],
  ["an index that is a word", { a: [null] }, [["a", "length"]], [bytes(1)]],
  ["half an index", { a: [null] }, [["a", 0.5]], [bytes(1)]],
  ["a key that is a number", { a: {} }, [["a", 0]], [bytes(1)]],
  ["a key that is an object", {}, [[{}]], [bytes(1)]],
  ["a prototype to write to", { a: {} }, [["a", "__proto__", "polluted"]], [bytes(1)]],
  ["a prototype to replace", { a: {} }, [["a", "__proto__"]], [bytes(1)]],
  ["a constructor to write to", { a: {} }, [["a", "constructor", "polluted"]], [bytes(1)]],
];

for (const [name, state, paths, buffers] of misfits) {
  test(`does not fit: ${name}`, () => {
    assert.equal(joinBuffers(state, paths, buffers), undefined);
    assert.equal(Reflect.get({}, "polluted"), undefined);
    assert.equal(Reflect.get(Object, "polluted"), undefined);
  });
}

/** JSON knows no −0. */
function withoutNegativeZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withoutNegativeZero(item)]);
  return Object.fromEntries(entries) as object;
}
