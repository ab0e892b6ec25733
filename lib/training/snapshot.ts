import * as tf from "@tensorflow/tfjs";

/** Weights kept aside. Taking one copies nothing: a variable that is assigned gets new memory. */
export class Snapshot {
  private copies: tf.Tensor[] = [];

  constructor(private readonly variables: readonly tf.Variable[]) {}

  take(): void {
    tf.dispose(this.copies);
    this.copies = this.variables.map((variable) => tf.keep(variable.clone()));
  }

  restore(): void {
    this.copies.forEach((copy, i) => {
      this.variables[i]!.assign(copy);
    });
  }

  dispose(): void {
    tf.dispose(this.copies);
  }
}
