import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { toFloat16 } from "../../../lib/pretrained/float16";

/** Through TensorFlow.js, which reads what we write. */
function there(values: readonly number[]): number[] {
  const stored = toFloat16(Float32Array.from(values));
  const shape = [values.length];
  const quantization = { dtype: "float16" } as const;
  const specs = [{ name: "x", shape, dtype: "float32", quantization }] as const;
  const { x } = tf.io.decodeWeights(stored.buffer as ArrayBuffer, [...specs] as never);
  return Array.from(x!.dataSync());
}

test("the bits are those of the standard's examples", () => {
  const values = Float32Array.of(1, -2, 65504, 2 ** -14, 2 ** -24, 1 / 3, 0, -0);
  const expected = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x0000, 0x8000];
  assert.deepEqual(Array.from(toFloat16(values)), expected);
});

test("of two that are equally near it takes the even one; carries go on", () => {
  const ulp = 2 ** -10;
  assert.deepEqual(there([1 + ulp / 2, 1 + 1.5 * ulp]), [1, 1 + 2 * ulp]);
  assert.deepEqual(there([2 - ulp / 2, 2 - 0.6 * ulp]), [2, 2 - ulp]);
  assert.deepEqual(there([2 ** -25, 1.5 * 2 ** -24, 2 ** -14 - 2 ** -26]), [0, 2 ** -23, 2 ** -14]);
});

test("what has 16 bits stays what it is, all of them", () => {
  const all = Array.from({ length: 0x7c00 }, (_, i) => i);
  const specs = [
    { name: "x", shape: [all.length], dtype: "float32", quantization: { dtype: "float16" } },
  ];
  const { x } = tf.io.decodeWeights(Uint16Array.from(all).buffer, specs as never);
  assert.deepEqual(Array.from(toFloat16(x!.dataSync<"float32">())), all);
});

test("is off by a 2048th at most", () => {
  const values = Array.from({ length: 2000 }, (_, i) => Math.sin(i) * 10 ** ((i % 8) - 4));
  const back = there(values);
  for (const [i, value] of values.entries()) {
    assert.ok(Math.abs(back[i]! - value) <= Math.abs(value) * 2 ** -11 + 2 ** -25, `${value}`);
  }
});

test("refuses what it cannot hold", () => {
  for (const value of [65_520, -1e9, Infinity, NaN]) {
    assert.throws(() => toFloat16(Float32Array.of(value)), {
      name: "RangeError",
      message: /toFloat16: .* is beyond what 16 bits hold/,
    });
  }
});
