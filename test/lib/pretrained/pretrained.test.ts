import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { binarized, mnist, take, type ImageSet } from "../../../lib/data";
import { logLikelihood } from "../../../lib/metrics";
import { pretrained, type PretrainedName } from "../../../lib/pretrained";
import { pretrainedNames } from "../../../lib/pretrained/pretrained";

let digits: ImageSet;
before(async () => {
  await backend();
  digits = take(binarized((await mnist()).test, { seed: 0 }), 100);
});

/** log p(x) of a hundred digits, with fewer draws than a report would have. */
async function valuesOf(name: PretrainedName): Promise<Float64Array> {
  const vae = await pretrained(name);
  const { values } = await logLikelihood(vae, digits, { samples: 100 });
  vae.dispose();
  return values;
}

test("every model is there, is the paper's network and knows digits", async () => {
  const { numTensors } = tf.memory();
  for (const name of pretrainedNames) {
    const vae = await pretrained(name);
    const { hidden, latent, activation } = vae.config;
    assert.deepEqual(
      { hidden, latent, activation },
      { hidden: [200, 200], latent: 50, activation: "tanh" },
    );
    vae.dispose();
    // One that was not trained gives them −206 nats, or −543 with biases of 0; a hundred draws are worth 1 or 2 nats less.
    const values = await valuesOf(name);
    const mean = values.reduce((a, b) => a + b) / values.length;
    assert.ok(mean > -110 && mean < -70, `${name}: ${mean}`);
  }
  assert.equal(tf.memory().numTensors, numTensors);
});

test("more draws in the objective made a better density", async () => {
  const [one, fifty] = [await valuesOf("vae"), await valuesOf("iwae-50")];
  const gains = Array.from(fifty, (value, i) => value - one[i]!);
  const mean = gains.reduce((a, b) => a + b) / gains.length;
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  const error = Math.sqrt(squares) / gains.length;
  assert.ok(mean > 3 * error, `${mean} ± ${error}`);
});

test("refuses a name that it does not have", async () => {
  await assert.rejects(pretrained("gan" as PretrainedName), {
    name: "RangeError",
    message: 'pretrained: there is no model "gan". Use one of vae, iwae-5, iwae-50.',
  });
});
