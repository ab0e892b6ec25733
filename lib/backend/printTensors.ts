import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";

/** A tensor as a cell's result, or in `console.log`, shows its values, and not the object that holds them. */
export function printTensors(): void {
  const prototype = tf.Tensor.prototype as unknown as Record<symbol, unknown>;
  prototype[inspect.custom] = function (this: tf.Tensor): string {
    return this.isDisposed ? `Tensor [${this.shape.join(", ")}], disposed` : this.toString(true);
  };
}
