import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { capture } from "../../../../lib/backend";
import { KEPT, release, use } from "../../../../lib/backend/capture/functions";
import type { Binding } from "../../../../lib/backend/capture/nativeBackend";
import type { FunctionDef } from "../../../../lib/backend/capture/proto";
import { assertInOrder, captureWith, countTensors, nativeTest, take } from "./nativeTest";

/** The name that a serialized function has. */
const nameIn = (bytes: Uint8Array): string =>
  /captured_\d+/.exec(Buffer.from(bytes).toString("latin1"))![0];

/** A binding that only notes which functions it has; `real`, if given, does the work. */
function registry(real?: Binding) {
  const names = new Set<string>();
  const binding = Object.create(real ?? null) as Binding;
  Object.defineProperties(binding, {
    addFunction: {
      value: (bytes: Uint8Array) => {
        real?.addFunction(bytes);
        names.add(nameIn(bytes));
      },
    },
    removeFunction: {
      value: (name: string) => {
        real?.removeFunction(name);
        names.delete(name);
      },
    },
  });
  return { binding, names };
}

/** Functions of different content. */
const definition = (content: string): FunctionDef => ({
  signature: { name: "", inputArg: [], outputArg: [] },
  nodeDef: [{ name: content, op: "NoOp", input: [], attr: {} }],
  ret: {},
});

nativeTest(
  "captures of different shapes leave no tensor, and no more functions than are kept",
  (backend) => {
    const { binding } = backend;
    const { binding: counting, names } = registry(binding);
    const w = tf.tidy(() => tf.variable(tf.ones([3, 1])));
    tf.add(w, 0).dispose(); // uploads it
    backend.binding = counting;
    try {
      const before = countTensors(backend);
      for (let n = 1; n <= KEPT + 20; n++) {
        const captured = captureWith(backend, "graph", (x) =>
          tf.tidy(() => {
            w.assign(w.mul(1));
            return tf.matMul(x, w).sum();
          }),
        );
        const x = tf.ones([n, 3]);
        for (let i = 0; i < 4; i++) assert.deepEqual(take(captured(x)), [3 * n]);
        captured.dispose();
        x.dispose();
      }
      assert.deepEqual(countTensors(backend), before);
      assert.ok(names.size <= KEPT + 1, `${names.size} functions`);
    } finally {
      backend.binding = binding;
      w.dispose();
    }
  },
);

nativeTest("a thousand calls leave nothing behind, and dispose is final", (backend) => {
  const w = tf.tidy(() => tf.variable(tf.ones([4])));
  const captured = capture((x: tf.Tensor) => {
    w.assign(tf.tidy(() => w.mul(0.5).add(x)));
    return { sum: w.sum(), w };
  });
  const x = tf.ones([4]);
  for (let i = 0; i < 4; i++) tf.dispose(captured(x));
  const before = countTensors(backend);
  for (let i = 0; i < 1000; i++) tf.dispose(captured(x));
  assert.deepEqual(countTensors(backend), before);
  assert.deepEqual(take(captured(x).sum), [8]);
  captured.dispose();
  captured.dispose();
  assertInOrder(backend);
  tf.dispose([x, w]);
});

// Last, since the register does not know that this binding is another one.
test("functions: registered once for each content, the last unused ones are kept", () => {
  const { binding, names } = registry();
  const define = (content: string, parts: string[] = []) =>
    use(binding, definition(content), parts);

  const first = define("a");
  assert.equal(define("a"), first);
  const second = define("b");
  assert.notEqual(second, first);
  assert.equal(names.size, 2);
  release(binding, first);
  release(binding, second);

  // "a" has one user left, "b" none: KEPT more push out "b" and then the first of them.
  const unused = Array.from({ length: KEPT }, (_, i) => define(`unused ${i}`));
  for (const name of unused) release(binding, name);
  assert.ok(names.has(first) && !names.has(second));
  assert.equal(names.size, KEPT + 1);

  // One that is used again is the last to go.
  assert.equal(define("unused 0"), unused[0]);
  release(binding, unused[0]!);
  release(binding, define("another"));
  assert.ok(names.has(unused[0]!) && !names.has(unused[1]!));

  // What a function calls stays as long as it does.
  const part = define("part");
  const whole = define("whole", [part]);
  const other = define("other whole", [define("part")]);
  release(binding, whole);
  const fill = (from: number): void => {
    for (let i = 0; i < KEPT + 4; i++) release(binding, define(`filler ${from + i}`));
  };
  fill(0);
  assert.ok(!names.has(whole) && names.has(part) && names.has(other));
  release(binding, other);
  fill(1000);
  assert.ok(!names.has(other) && names.has(part), "the part is unused only now");
  fill(2000);
  assert.ok(!names.has(part));
});
