import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import type { FactorData } from "../data/factorData";
import { images } from "../data/images";
import { sampleFactors } from "../data/sampleFactors";
import type { VaeModel } from "../models/vaeModel";
import { columnsOf, type Table } from "./table";

/** A model, whose posterior means are the codes, or a function of images [n, pixels] that gives codes [n, dims]. */
export type Encoder = Pick<VaeModel, "encode"> | ((images: tf.Tensor2D) => Table);

export interface EncodeOptions {
  /** a whole number; which images are drawn depends on it */
  seed: number;
  /** images drawn and encoded at a time; default 256 */
  batchSize?: number;
  signal?: AbortSignal | undefined;
}

export interface EncodeFactorsOptions extends EncodeOptions {
  /** default 10,000 */
  samples?: number;
}

/** What `mig`, `dci` and `sap` take. */
export interface EncodedFactors {
  /** [samples], each [dims] */
  readonly codes: readonly Float32Array[];
  /** [samples], each the indices of the image's factor values */
  readonly factors: readonly Int32Array[];
  /** the columns of `factors` whose values are names and not numbers */
  readonly categorical: readonly number[];
}

/**
 * Codes μ(x) of random images x, and the factors that x was drawn from, in batches.
 *
 * @throws TypeError  if the encoder gives no table
 * @throws RangeError if an option is out of range, or the codes are not one finite row an image
 * @throws the signal's reason if it is aborted
 *
 * @example const { codes, factors } = await encodeFactors(vae, sprites(), { seed: 1 });
 *          mig(codes, factors).score
 */
export async function encodeFactors(
  encoder: Encoder,
  data: FactorData,
  { samples = 10_000, seed, ...options }: EncodeFactorsOptions,
): Promise<EncodedFactors> {
  expectNumber("encodeFactors", "samples", samples, { integer: true, min: 1 });
  expectNumber("encodeFactors", "seed", seed, { integer: true });
  const indices = sampleFactors(data.factors, samples, { seed });
  const codes = await encodeRows("encodeFactors", encoder, data, indices, options);
  const width = data.factors.length;
  const factors = codes.map((_, i) => indices.subarray(i * width, (i + 1) * width));
  const categorical = data.factors.flatMap(({ values }, k) =>
    typeof values[0] === "string" ? [k] : [],
  );
  return { codes, factors, categorical };
}

/** The codes of the images of these factor indices. @param indices [n × factors] @returns [n], each [dims] */
export async function encodeRows(
  where: string,
  encoder: Encoder,
  data: FactorData,
  indices: Int32Array,
  { batchSize = 256, signal }: Omit<EncodeOptions, "seed">,
): Promise<Float32Array[]> {
  expectNumber(where, "batchSize", batchSize, { integer: true, min: 1 });
  const encode: (batch: tf.Tensor2D) => Table =
    typeof encoder === "function" ? encoder : (batch) => encoder.encode(batch).mean;
  const width = data.factors.length;
  const n = indices.length / width;
  const codes: Float32Array[] = [];
  for (let first = 0; first < n; first += batchSize) {
    signal?.throwIfAborted();
    const last = Math.min(n, first + batchSize);
    const set = data.draw(indices.subarray(first * width, last * width));
    const columns = encodeBatch(where, encode, images(set));
    const [rows, dims] = [columns[0]!.length, columns.length];
    if (rows !== last - first || dims !== (codes[0]?.length ?? dims)) {
      throw new RangeError(
        `${where}: the encoder gave codes [${rows}, ${dims}] for ${last - first} images` +
          `${codes[0] ? ` after codes of ${codes[0].length} dimensions` : ""}. Give one row of equal length an image.`,
      );
    }
    for (let i = 0; i < rows; i++) codes.push(Float32Array.from(columns, (column) => column[i]!));
    await tf.nextFrame();
  }
  return codes;
}

/** The batch's code columns; frees the batch, and what the encoder made. */
function encodeBatch(
  where: string,
  encode: (batch: tf.Tensor2D) => Table,
  batch: tf.Tensor2D,
): Float64Array[] {
  try {
    let columns: Float64Array[] = [];
    tf.tidy(() => {
      columns = columnsOf(where, "codes", encode(batch));
    });
    return columns;
  } finally {
    batch.dispose();
  }
}
