import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { backend } from "../../../lib/backend";

before(() => backend());

test("a tensor prints its type, its shape and its values", () => {
  const text = inspect(tf.tensor2d([[1, 2.5]]));
  assert.match(text, /float32/);
  assert.match(text, /shape: \[1,2\]/);
  assert.match(text, /\[1, 2\.5\]/);
  assert.doesNotMatch(text, /dataId/);
});

test("so does a variable within another object; a disposed tensor says so", () => {
  assert.match(inspect({ w: tf.variable(tf.scalar(3)) }), /w: .*Tensor[\s\S]*3/);
  const gone = tf.zeros([2, 3]);
  gone.dispose();
  assert.equal(inspect(gone), "Tensor [2, 3], disposed");
});
