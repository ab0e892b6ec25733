import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeFrame, FrameReader } from "../../kernel/frames";

test("values come back in order, however the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.uint8Array(), fc.object()), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (values, cuts) => {
        const stream = Buffer.concat(values.map(encodeFrame));
        const received: unknown[] = [];
        const reader = new FrameReader<unknown>((value) => received.push(value));
        for (let at = 0, i = 0; at < stream.length; i++) {
          const length = cuts[i % cuts.length]!;
          reader.push(stream.subarray(at, at + length));
          at += length;
        }
        const plain = (list: unknown[]) => JSON.stringify(list);
        assert.equal(plain(received), plain(values));
      },
    ),
  );
});
