import { expectNumber } from "../checks";
import { expectActivation } from "./activation";
import { Decoder } from "./decoder";
import { Encoder } from "./encoder";
import { expectSizes } from "./expectSizes";
import type { VaeOptions } from "./vae";

export interface FullyConnected {
  config: Readonly<Required<VaeOptions>>;
  encoder: Encoder;
  decoder: Decoder;
}

/**
 * An encoder and a decoder of fully connected layers, which mirror each other.
 *
 * @param model     its name, for messages
 * @param condition how many numbers both get besides the image and z; default 0
 * @throws RangeError if a size is not a positive whole number or the activation is unknown
 */
export function fullyConnected(
  model: string,
  { input = 784, hidden = [400], latent = 20, activation = "relu", seed = 0 }: VaeOptions,
  condition = 0,
): FullyConnected {
  expectNumber(model, "input", input, { integer: true, min: 1 });
  expectNumber(model, "latent", latent, { integer: true, min: 1 });
  expectSizes(model, "hidden", hidden, { example: "[400]" });
  expectNumber(model, "seed", seed, { integer: true });
  expectActivation(model, activation);
  const shared = { activation, seed };
  return {
    config: { input, hidden: [...hidden], latent, activation, seed },
    encoder: new Encoder({ input: input + condition, hidden, latent, ...shared }),
    decoder: new Decoder({
      latent: latent + condition,
      hidden: [...hidden].reverse(),
      output: input,
      ...shared,
    }),
  };
}
