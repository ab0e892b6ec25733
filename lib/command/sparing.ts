import type * as tf from "@tensorflow/tfjs";
import type { History } from "../training";

export interface SparingOptions {
  /** between two saves, at least; more if a save takes more than a twentieth of that */
  seconds: number;
  /** the last of which is saved in any case */
  epochs: number;
  /** once it is aborted, what comes is saved */
  signal?: AbortSignal | undefined;
}

/**
 * A checkpoint handler that leaves out saves which follow the last one too soon. `fit` saves after every epoch, with
 * the history of every step; in a long training of short epochs that would become most of the work.
 */
export function sparing(
  handler: tf.io.IOHandler,
  { seconds, epochs, signal }: SparingOptions,
): tf.io.IOHandler {
  let last = performance.now();
  let pause = seconds * 1000;
  const { save, load } = handler;
  return {
    ...(load && { load }),
    ...(save && {
      save: async (artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
        const { history } = artifacts.userDefinedMetadata as unknown as { history: History };
        const due = performance.now() - last >= pause;
        if (!due && !signal?.aborted && history.epochs.length < epochs) {
          return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
        }
        const started = performance.now();
        const result = await save(artifacts);
        last = performance.now();
        pause = Math.max(seconds * 1000, 20 * (last - started));
        return result;
      },
    }),
  };
}
