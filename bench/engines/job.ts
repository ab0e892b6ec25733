/** What a worker is told: written by exportJob, read by worker.ts and bench/peers/peer.py. */
export interface Job {
  /** "mlp" or "convolution" */
  model: "mlp" | "convolution";
  batch: number;
  latent: number;
  chunk: number;
  threads: number;
  /**
   * name → file of plain numbers: train and test [n, 784] bytes; weights float32; for each trajectory
   * NAME-indices [20, batch] int32 and NAME-noise [20, batch, latent] float32
   */
  files: Record<string, string>;
  /** where each weight begins in its file, and its shape */
  weights: { name: string; shape: number[]; from: number }[];
}

/** A line to a worker. */
export type Command =
  | { do: "first" }
  | { do: "trajectory"; name: string }
  | { do: "steps"; n: number }
  | { do: "evaluate" }
  | { do: "sample" }
  | { do: "product"; m: number; k: number; n: number };
