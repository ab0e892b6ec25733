/** The tensor engines, best first. */
export const engineNames = ["tensorflow", "wasm", "cpu"] as const;

export type EngineName = (typeof engineNames)[number];

/** One engine: how to start it, and what it has to say once it runs. */
export interface Engine {
  readonly name: EngineName;
  /** Makes it TensorFlow.js's backend, or throws an error that says why it cannot. */
  start(): Promise<Started>;
}

export interface Started {
  /** threads that one operation may use */
  readonly threads: number;
  /** e.g. "TensorFlow 2.21.0, native" */
  readonly description: string;
}
