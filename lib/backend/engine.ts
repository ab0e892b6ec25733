/** The tensor engines, best first. */
export const engineNames = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

export type EngineName = (typeof engineNames)[number];

/** One engine: how to start it, and what it has to say once it runs. */
export interface Engine {
  readonly name: EngineName;
  /** Makes it TensorFlow.js's backend, or throws an error that says why it cannot. */
  start(options?: StartOptions): Promise<Started>;
}

export interface StartOptions {
  /** whether the reader asked for this engine: then one that runs, but is a poor choice, starts too; default false */
  asked?: boolean;
}

export interface Started {
  /** threads that one operation may use; absent where a graphics processor computes */
  readonly threads?: number;
  /** e.g. "TensorFlow 2.21.0, native" */
  readonly description: string;
}
