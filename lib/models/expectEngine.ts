import * as tf from "@tensorflow/tfjs";

/**
 * Refuses to make weights where there is nothing to hold them.
 *
 * @param where the model that is being built, for the message
 * @throws Error if no tensor engine has been started
 */
export function expectEngine(where: string): void {
  if (tf.getBackend()) return;
  throw new Error(
    `${where}: no tensor engine has been started. Call \`await backend()\` first, or tf.setBackend.`,
  );
}
