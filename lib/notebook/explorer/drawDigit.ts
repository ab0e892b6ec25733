import * as tf from "@tensorflow/tfjs";
import type { CustomWidget } from "@vae-cookbook/kernel/widgets";
import { expectNumber } from "../../checks";
import type { ImageSet } from "../../data/imageSet";
import { images } from "../../data/images";
import { bernoulliLogLikelihood } from "../../losses/bernoulliLogLikelihood";
import { gaussianKl } from "../../losses/gaussianKl";
import { reparameterize } from "../../models/reparameterize";
import type { VaeModel } from "../../models/vaeModel";
import { imageGrid } from "../../plots";
import { spread } from "../../plots/numbers";
import * as explored from "./explored";
import { explorerWidget, type Answer, type Question } from "./explorerWidget";
import { labelledCodes } from "./labelledCodes";
import { likeMnist } from "./likeMnist";

export interface DrawDigitOptions {
  /** the reader can begin with one of the first ten; their rate and distortion stand beside the drawing's. Default none */
  readonly images?: ImageSet;
  /** of the draws from the posterior; default 0 */
  readonly seed?: number;
}

/** Shared with the page. */
export interface DrawDigitState {
  readonly [key: string]: unknown;
}

const where = "drawDigit";
const draws = 6;
const examples = 10;
const maximumCodes = 1000;

/**
 * A field to draw in as a widget, and what the model makes of the drawing: q(z|x), the image decoded from its mean, images
 * decoded from draws, and rate and distortion in nats. The drawing is first made like an image of MNIST: scaled to fit
 * into 20 × 20 pixels, its centre of mass moved to the middle of 28 × 28.
 *
 *     drawDigit(vae, { images: digits.test }) // the last line of a cell
 *
 * Where the page has no widgets, it is a picture of an example, its reconstruction and six draws.
 *
 * @throws TypeError  if vae is no VAE or images no ImageSet
 * @throws RangeError if the images do not fit the model, or the seed is no whole number
 */
export function drawDigit(
  vae: VaeModel,
  { images: set, seed = 0 }: DrawDigitOptions = {},
): CustomWidget<DrawDigitState> {
  const size = explored.expectExplorable(where, vae, set);
  expectNumber(where, "seed", seed, { integer: true });
  const { latent } = vae.config;
  const pixels = size.height * size.width;
  const answer = (image: Float32Array): Answer => explain(vae, image, seed);

  const firsts = set ? Array.from({ length: Math.min(examples, set.size) }, (_, i) => i) : [];
  const exampleBytes = set ? explored.imageBytes(set, firsts) : new Uint8Array(0);
  const indices = set ? spread(set.size, maximumCodes) : [];
  const codes = set ? explored.encodeAll(where, vae, set, indices) : undefined;
  const first = answer(Float32Array.from(exampleBytes.subarray(0, pixels), (byte) => byte / 255));
  return explorerWidget<DrawDigitState>({
    page: "drawDigit.mjs",
    label: "draw a digit",
    picture: imageGrid(joined(first.buffers), {
      ...{ ...size, columns: 2 + draws, scale: 2 },
      description:
        "What a VAE makes of an image. From left to right: the image, the mean image of its code, " +
        `and ${draws} images decoded from draws from its posterior.`,
    }),
    state: {
      ...{ ...size, draws, latent },
      order: codes ? explored.byRate(explored.ratesOf(codes, latent)) : range(latent),
      examples: {
        names: firsts.map((index) => `image ${index}: ${explored.className(set!, index)}`),
        pixels: exampleBytes,
      },
      average: set ? averageTerms(vae, set, seed) : null,
      // Points only where the code is a plane.
      codes: {
        ...labelledCodes(latent === 2 && codes ? codes.mean : new Float32Array(0), set, indices),
      },
      first: { ...first.content, images: first.buffers },
    },
    answer: (question) => answer(imageOf(question, size)),
  });
}

/** The page sends an example as it is, or a drawing in finer pixels. */
function imageOf({ content, buffers }: Question, size: explored.ImageSize): Float32Array {
  const [bytes] = buffers;
  const { inkHeight, inkWidth } = content;
  if (bytes === undefined)
    throw new TypeError(`${where}: a drawing is missing. Run the cell again.`);
  if (inkHeight !== undefined || inkWidth !== undefined) {
    for (const [name, value] of Object.entries({ inkHeight, inkWidth })) {
      expectNumber(where, name, value as number, { integer: true, min: 1, max: 1000 });
    }
    return likeMnist(bytes, { height: inkHeight as number, width: inkWidth as number }, size);
  }
  if (bytes.length !== size.height * size.width) {
    throw new RangeError(
      `${where}: an image must have ${size.height} × ${size.width} values, it has ${bytes.length}. Run the cell again.`,
    );
  }
  return Float32Array.from(bytes, (byte) => byte / 255);
}

/** Everything about one image x. The distortion is −log p(x|z), averaged over the draws. */
function explain(vae: VaeModel, intensities: Float32Array, seed: number): Answer {
  explored.expectAlive(where, vae);
  return tf.tidy(() => {
    const pixels = intensities.length === 0 ? new Float32Array(vae.config.input) : intensities;
    const x = tf.tensor2d(pixels, [1, pixels.length]);
    const { mean, logVariance } = vae.encode(x);
    const repeated = (row: tf.Tensor2D) => row.tile<tf.Tensor2D>([draws, 1]);
    const z = reparameterize(repeated(mean), repeated(logVariance), { seed });
    const logits = vae.decode(z);
    const logLikelihood = bernoulliLogLikelihood(logits, repeated(x));
    const [rate] = gaussianKl(mean, logVariance).dataSync();
    const [negativeDistortion] = logLikelihood.mean().dataSync();
    return {
      content: {
        mean: Array.from(mean.dataSync()),
        deviation: Array.from(logVariance.mul(0.5).exp().dataSync()),
        rate: rate!,
        distortion: -negativeDistortion!,
      },
      buffers: [
        explored.toBytes(where, pixels),
        explored.decodeBytes(where, vae, mean.dataSync()),
        ...rows(explored.toBytes(where, logits.sigmoid().dataSync()), draws),
      ],
    };
  });
}

/** Rate and distortion of the images, in nats, over 500 of them if there are more. */
function averageTerms(vae: VaeModel, set: ImageSet, seed: number) {
  return tf.tidy(() => {
    const x = images(set, spread(set.size, 500));
    const { mean, logVariance } = vae.encode(x);
    const z = reparameterize(mean, logVariance, { seed });
    const [rate] = gaussianKl(mean, logVariance).mean().dataSync();
    const [logLikelihood] = bernoulliLogLikelihood(vae.decode(z), x).mean().dataSync();
    return { name: set.name, rate: rate!, distortion: -logLikelihood! };
  });
}

function rows(bytes: Uint8Array, count: number): Uint8Array[] {
  const length = bytes.length / count;
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * length, (i + 1) * length));
}

function joined(buffers: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(buffers.flatMap((bytes) => Array.from(bytes)));
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
