import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConditionalVae,
  ConvolutionalVae,
  TotalCorrelationDiscriminator,
  Vae,
} from "../../../lib/models";

for (const Model of [Vae, ConvolutionalVae, ConditionalVae, TotalCorrelationDiscriminator]) {
  test(`${Model.name} before an engine is refused, rather than run on the slowest`, () => {
    assert.throws(() => new Model({ latent: 2 }), {
      message: `${Model.name}: no tensor engine has been started. Call \`await backend()\` first, or tf.setBackend.`,
    });
  });
}
