import * as tf from "@tensorflow/tfjs";

/** Weights as they are now. Taking one copies nothing: a variable that is assigned gets new memory. */
export class Snapshot {
  private readonly copies: readonly tf.Tensor[];

  constructor(private readonly variables: readonly tf.Variable[]) {
    this.copies = variables.map((variable) => tf.keep(variable.clone()));
  }

  restore(): void {
    this.copies.forEach((copy, i) => {
      this.variables[i]!.assign(copy);
    });
  }

  dispose(): void {
    tf.dispose([...this.copies]);
  }
}
