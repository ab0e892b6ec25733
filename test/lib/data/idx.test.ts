import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readIdx } from "../../../lib/data/idx";
import { idxFile } from "./idxFile";

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });
const arrays = shapes.chain((shape) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return fc.record({
    shape: fc.constant(shape),
    data: fc.uint8Array({ minLength: length, maxLength: length }),
  });
});

test("a file worked out by hand", () => {
  const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);
  const { shape, data } = readIdx(bytes, "hand");
  assert.deepEqual(shape, [2, 3]);
  assert.deepEqual([...data], [1, 2, 3, 4, 5, 255]);
});

test("what was written is read, wherever the bytes lie in their buffer", () => {
  fc.assert(
    fc.property(arrays, fc.nat(5), ({ shape, data }, offset) => {
      const file = idxFile(shape, data);
      const shifted = new Uint8Array(offset + file.length + 3);
      shifted.set(file, offset);
      const read = readIdx(shifted.subarray(offset, offset + file.length), "property");
      assert.deepEqual(read.shape, shape);
      assert.deepEqual(Buffer.from(read.data), Buffer.from(data));
    }),
  );
});

test("every shortened file is refused", () => {
  fc.assert(
    fc.property(arrays, fc.double({ min: 0, max: 1, noNaN: true }), ({ shape, data }, part) => {
      const file = idxFile(shape, data);
      const cut = file.subarray(0, Math.floor(part * (file.length - 1)));
      assert.throws(() => readIdx(cut, "cut"), RangeError);
    }),
  );
});

test("every lengthened file is refused", () => {
  fc.assert(
    fc.property(arrays, fc.uint8Array({ minLength: 1, maxLength: 9 }), ({ shape, data }, more) => {
      const file = Buffer.concat([idxFile(shape, data), more]);
      assert.throws(() => readIdx(file, "long"), RangeError);
    }),
  );
});

test("arbitrary bytes are read as promised or refused by name, never otherwise", () => {
  const header = fc.tuple(fc.constantFrom(0, 0x1f, 60), fc.constant(0), fc.constantFrom(8, 9, 1));
  const bytes = fc
    .tuple(header, fc.uint8Array({ maxLength: 40 }))
    .map(([start, rest]) => Uint8Array.from([...start, ...rest]));
  fc.assert(
    fc.property(fc.oneof(bytes, fc.uint8Array()), (file) => {
      try {
        const { shape, data } = readIdx(file, "any");
        assert.equal(
          data.length,
          shape.reduce((a, b) => a * b, 1),
        );
      } catch (error) {
        assert.ok(error instanceof TypeError || error instanceof RangeError);
        assert.match(error.message, /^readIdx: any .*\.$/);
      }
    }),
  );
});

test("a file cut short says what it is, what it promises, and what to do", () => {
  const header = idxFile([60_000, 28, 28], new Uint8Array());
  const file = Buffer.concat([header, new Uint8Array(1_204 - header.length)]);
  assert.throws(() => readIdx(file, "train-images"), {
    name: "RangeError",
    message:
      "readIdx: train-images is 1,204 bytes, its header promises 47,040,016. " +
      "The download was cut short: delete it and run again.",
  });
});

const one = idxFile([1], Uint8Array.of(7));
const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? value : byte));

for (const { what, bytes, kind, says } of [
  { what: "nothing", bytes: new Uint8Array(), kind: "RangeError", says: /is empty/ },
  {
    what: "gzip",
    bytes: Uint8Array.of(0x1f, 0x8b, 8, 0),
    kind: "TypeError",
    says: /compressed by gzip/,
  },
  { what: "a page", bytes: Buffer.from("<!doctype html>"), kind: "TypeError", says: /web page/ },
  {
    what: "a PNG",
    bytes: Buffer.from("\x89PNG", "latin1"),
    kind: "TypeError",
    says: /starts with 89 50/,
  },
  {
    what: "floats",
    bytes: changed(one, 2, 0x0d),
    kind: "TypeError",
    says: /32-bit floats, only unsigned/,
  },
  { what: "integers", bytes: changed(one, 2, 0x0c), kind: "TypeError", says: /32-bit integers/ },
  { what: "no type", bytes: changed(one, 2, 0x07), kind: "TypeError", says: /unknown type 0x07/ },
  { what: "no axis", bytes: changed(one, 3, 0), kind: "RangeError", says: /no dimensions/ },
  {
    what: "size 0",
    bytes: idxFile([0, 28], new Uint8Array()),
    kind: "RangeError",
    says: /shape is \[0, 28\]/,
  },
]) {
  test(`${what} is refused`, () => {
    assert.throws(() => readIdx(bytes, "file"), { name: kind, message: says });
  });
}
