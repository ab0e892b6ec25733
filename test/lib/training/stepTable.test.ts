import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { fromStepTable, toStepTable } from "../../../lib/training/stepTable";

before(() => backend());

/** Through the bytes of a checkpoint. */
async function thereAndBack(records: readonly object[]): Promise<object[]> {
  const { names, tensor } = toStepTable(records);
  const { data, specs } = await tf.io.encodeWeights({ steps: tensor });
  const decoded = tf.io.decodeWeights(data, specs)["steps"] as tf.Tensor2D;
  try {
    return await fromStepTable({ names, tensor: decoded });
  } finally {
    tf.dispose([tensor, decoded]);
  }
}

test("any numbers come back to the last bit, under their names", async () => {
  // NaN, ±Infinity, −0 and the smallest numbers among them. An odd number of values a row, too.
  const record = fc.record({ step: fc.double(), loss: fc.double(), "D of real": fc.double() });
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 20 }), async (records) => {
      const plain = records.map((one) => ({ ...one }));
      assert.deepEqual(await thereAndBack(plain), plain);
    }),
    { numRuns: 50 },
  );
});

test("by hand", async () => {
  const { names, tensor } = toStepTable([
    { step: 1, loss: 0.1 },
    { step: 2, loss: -0 },
  ]);
  assert.deepEqual(names, ["step", "loss"]);
  assert.deepEqual([tensor.shape, tensor.dtype], [[2, 4], "int32"]);
  // IEEE 754, low half first: 1 is 3ff00000 00000000, 0.1 is 3fb99999 9999999a.
  const bits = Array.from(tensor.dataSync()).slice(0, 4);
  assert.deepEqual(bits, [0, 0x3ff00000, 0x9999999a | 0, 0x3fb99999]);
  const [, second] = await fromStepTable({ names, tensor });
  assert.ok(Object.is((second as { loss: number }).loss, -0));
  tensor.dispose();
});

test("no steps are no rows", async () => {
  assert.deepEqual(await thereAndBack([]), []);
});

test("leaves no tensor behind but its own", async () => {
  const before = tf.memory().numTensors;
  const { names, tensor } = toStepTable([{ step: 1 }]);
  await fromStepTable({ names, tensor });
  assert.equal(tf.memory().numTensors, before + 1);
  tensor.dispose();
});
