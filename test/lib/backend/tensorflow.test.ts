import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import util from "node:util";
import { tensorflow } from "../../../lib/backend/tensorflow";

test("runs where Node has dropped what the binding calls", async (context) => {
  for (const name of ["isNullOrUndefined", "isArray"]) Reflect.deleteProperty(util, name);
  try {
    await tensorflow.start();
  } catch (error) {
    const { message } = error as Error;
    assert.match(message, /; what helps: /);
    context.skip(message); // set up without TensorFlow
    return;
  }
  const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));
  assert.deepEqual(Array.from(product.dataSync()), [11]);
});
