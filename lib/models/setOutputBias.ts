import * as tf from "@tensorflow/tfjs";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import type { VaeModel } from "./vaeModel";

/** What a pixel that is always 0 or always 1 in the data may still differ from it. */
const SMALLEST = 1e-3;

/**
 * bᵢ = logit(mean intensity of pixel i): the decoder of an untrained model then starts from the mean image, not from
 * gray. A mean is kept within [0.001, 0.999]. Where one bias serves several pixels (convolutions), it is their mean.
 *
 * Do it before training; a resumed training puts its own biases back.
 *
 * @throws RangeError if the images do not fit the model, or the model's last layer is not named `decoder/logits`
 * @see Burda, Grosse & Salakhutdinov 2016, their code; Hinton 2012, section 8
 */
export function setOutputBias(vae: VaeModel, train: ImageSet): void {
  expectImageSet("setOutputBias", train);
  const bias = vae.weights["decoder/logits/bias"];
  if (!bias) {
    throw new RangeError(
      `setOutputBias: the model has no "decoder/logits/bias"; it has ${Object.keys(vae.weights).join(", ")}. ` +
        `Set the bias of its last layer yourself.`,
    );
  }
  const { pixels, name } = train;
  const { length } = pixels;
  const values = length / train.size;
  if (values !== vae.config.input) {
    throw new RangeError(
      `setOutputBias: images of ${name} have ${values} values, the model makes ${vae.config.input}. ` +
        `Build it with new Vae({ input: ${values} }).`,
    );
  }
  const scale = pixels.BYTES_PER_ELEMENT === 1 ? 255 : 1;
  const sums = new Float64Array(bias.size);
  // Channels are fastest, so that every bias.size-th value belongs to the same bias.
  for (let i = 0; i < length; i++) sums[i % sums.length]! += pixels[i]!;
  const logits = sums.map((sum) => {
    const mean = sum / scale / (length / sums.length);
    const kept = Math.min(1 - SMALLEST, Math.max(SMALLEST, mean));
    return Math.log(kept / (1 - kept));
  });
  tf.tidy(() => {
    bias.assign(tf.tensor(Float32Array.from(logits), bias.shape));
  });
}
