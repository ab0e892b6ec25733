import assert from "node:assert/strict";
import { test } from "node:test";
import { ConvolutionalVae, Vae } from "../../../lib/models";

for (const Model of [Vae, ConvolutionalVae]) {
  test(`${Model.name} before an engine is refused, rather than run on the slowest`, () => {
    assert.throws(() => new Model(), {
      message: `${Model.name}: no tensor engine has been started. Call \`await backend()\` first, or tf.setBackend.`,
    });
  });
}
