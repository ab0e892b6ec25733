/** What is trained: a network with a batch size. */
export interface BenchModel {
  id: string;
  label: string;
  network: "mlp" | "convolution";
  batch: number;
  latent: number;
  /** steps between two looks at the loss, about as many as `fit` does in a chunk */
  chunk: number;
}

export const trainingImages = 60_000;

export const models: readonly BenchModel[] = [
  {
    ...{ id: "mlp-100", label: "MLP 784-400-20, batch 100" },
    ...{ network: "mlp", batch: 100, latent: 20, chunk: 50 },
  },
  {
    ...{ id: "mlp-1000", label: "MLP 784-400-20, batch 1,000" },
    ...{ network: "mlp", batch: 1000, latent: 20, chunk: 10 },
  },
  {
    ...{ id: "conv-128", label: "convolutional VAE of Keras's example, batch 128" },
    ...{ network: "convolution", batch: 128, latent: 2, chunk: 5 },
  },
];

/** The layers in the order of computation, as multiplications and additions an image. */
const multiplications: Record<BenchModel["network"], readonly number[]> = {
  mlp: [784 * 400, 2 * 400 * 20, 20 * 400, 400 * 784],
  // A convolution multiplies at each pixel that it makes, a transposed one at each that it takes.
  convolution: [
    14 * 14 * 9 * 32,
    7 * 7 * 9 * 32 * 64,
    7 * 7 * 64 * 16,
    2 * 16 * 2,
    2 * 7 * 7 * 64,
    7 * 7 * 9 * 64 * 64,
    14 * 14 * 9 * 64 * 32,
    28 * 28 * 9 * 32,
  ],
};

/**
 * Floating-point operations of the products of one training step: 2 for each multiplication with its addition;
 * a layer's product forward, one backward to its weights, and one to what came before, save for the first layer.
 */
export function operationsOfStep({ network, batch }: BenchModel): number {
  const layers = multiplications[network];
  const all = layers.reduce((sum, count) => sum + count, 0);
  return 2 * batch * (3 * all - layers[0]!);
}

export function stepsOfEpoch({ batch }: BenchModel): number {
  return Math.ceil(trainingImages / batch);
}
