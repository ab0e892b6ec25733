import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fgsm } from "../../../lib/attacks";
import { backend } from "../../../lib/backend";
import { binarized, mnist, take, type ImageSet } from "../../../lib/data";
import { logLikelihood, robustness } from "../../../lib/metrics";
import { pretrained, type PretrainedName } from "../../../lib/pretrained";

/** The models of p(x), in the order of their draws. */
const densities = ["vae", "iwae-5", "iwae-50"] as const satisfies PretrainedName[];

let digits: ImageSet;
before(async () => {
  await backend();
  digits = take(binarized((await mnist()).test, { seed: 0 }), 100);
});

/** log p(x) of a hundred digits, with fewer draws than a report would have. */
async function valuesOf(name: (typeof densities)[number]): Promise<Float64Array> {
  const vae = await pretrained(name);
  const { values } = await logLikelihood(vae, digits, { samples: 100 });
  vae.dispose();
  return values;
}

test("every model of p(x) is there, is the paper's network and knows digits", async () => {
  const { numTensors } = tf.memory();
  for (const name of densities) {
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

test("the classifiers know digits, and only one stands an attack", async () => {
  const { test } = await mnist();
  const some = take(test, 500);
  const correct = new Map<string, number[]>();
  for (const name of ["classifier", "robust"] as const) {
    const { numTensors } = tf.memory();
    const classifier = await pretrained(name);
    const reports = await robustness(classifier, some, fgsm, { epsilons: [0, 0.3] });
    correct.set(
      name,
      reports.map(({ accuracy }) => accuracy),
    );
    classifier.dispose();
    assert.equal(tf.memory().numTensors, numTensors);
  }
  const [clean, attacked] = correct.get("classifier")!;
  const [robustClean, robustAttacked] = correct.get("robust")!;
  assert.ok(clean! > 0.96 && attacked! < 0.4, `${clean}, ${attacked}`);
  assert.ok(robustClean! > 0.95 && robustAttacked! > 0.85, `${robustClean}, ${robustAttacked}`);
});

test("refuses a name that it does not have", async () => {
  await assert.rejects(pretrained("gan" as "vae"), {
    name: "RangeError",
    message: /pretrained: there is no model "gan"\. Use one of vae, iwae-5, iwae-50/,
  });
});
