import * as tf from "@tensorflow/tfjs";
import type { Trainable } from "../models/vaeModel";
import type { ModelAdversary } from "./adversary";
import type { History, StepRecord } from "./history";
import { fromStepTable, toStepTable } from "./stepTable";
import type { AnyTerms } from "./terms";

/** What must be the same for a training to go on as if it had not been stopped. */
export interface Run {
  /** the name of the training set */
  data: string;
  examples: number;
  batchSize: number;
  seed: number;
  beta: number | string;
  capacity?: number | string;
}

type Player = Pick<ModelAdversary, "weights" | "optimizer">;

/** The networks that are trained, each with its optimizer. */
export interface Players {
  model: Player;
  adversary?: Player | undefined;
}

interface Metadata {
  model: Trainable["config"];
  run: Run;
  /** without its steps, which are in the tensor `history/steps` */
  history: Omit<History<AnyTerms>, "steps">;
  /** the names of the tensor's columns */
  stepNames: string[];
}

const FORMAT = "vae-cookbook checkpoint 2";

/**
 * Saves weights, optimizer state and history with any TensorFlow.js handler,
 * in the TensorFlow.js weights format: `model/…` and `optimizer/…` tensors, an adversary's below `adversary/…`, the
 * steps of the history in `history/steps`, the rest as metadata.
 */
export async function saveCheckpoint(
  handler: tf.io.IOHandler,
  config: Trainable["config"],
  { model, adversary }: Players,
  run: Run,
  history: History<AnyTerms>,
): Promise<void> {
  if (!handler.save) throw new TypeError("fit: this checkpoint handler cannot save. Use another.");
  const { steps, ...rest } = history;
  const table = toStepTable(steps);
  const { data, specs } = await tf.io.encodeWeights({
    ...prefixed("model/", model.weights),
    ...prefixed("optimizer/", model.optimizer.state()),
    ...(adversary && {
      ...prefixed("adversary/model/", adversary.weights),
      ...prefixed("adversary/optimizer/", adversary.optimizer.state()),
    }),
    "history/steps": table.tensor,
  });
  table.tensor.dispose();
  const metadata: Metadata = { model: config, run, history: rest, stepNames: table.names };
  await handler.save({
    format: FORMAT,
    modelTopology: {},
    weightSpecs: specs,
    weightData: data,
    userDefinedMetadata: metadata as unknown as Record<string, object>,
  });
}

/**
 * Puts a checkpoint back into the model and the optimizer.
 *
 * @returns the history so far, or null if there is no checkpoint
 * @throws Error if it belongs to another model or another run
 */
export async function loadCheckpoint(
  handler: tf.io.IOHandler,
  config: Trainable["config"],
  { model, adversary }: Players,
  run: Run,
): Promise<History<AnyTerms> | null> {
  const artifacts = await loadIfThere(handler);
  if (!artifacts) return null;
  const { format, weightData, weightSpecs, userDefinedMetadata } = artifacts;
  if (format !== FORMAT || !weightData || !weightSpecs || !userDefinedMetadata) {
    throw new Error(
      "fit: this is no checkpoint of a training, or one of an older version. Choose another folder, or delete it.",
    );
  }
  const metadata = userDefinedMetadata as unknown as Metadata;
  expectSame("model", metadata.model, config);
  expectSame("run", metadata.run, run);
  const tensors = tf.io.decodeWeights(tf.io.CompositeArrayBuffer.join(weightData), weightSpecs);
  const expected = {
    ...prefixed("model/", model.weights),
    ...prefixed("adversary/model/", adversary?.weights ?? {}),
  };
  const weights = Object.entries(expected).map(([name, variable]) => {
    const tensor = tensors[name];
    if (!tensor || !tf.tidy(() => tf.isFinite(tensor).all().dataSync()[0])) {
      tf.dispose(tensors);
      throw new Error(
        `fit: in the checkpoint, ${name} is missing or not finite. Delete it, or use resume: false.`,
      );
    }
    return { variable, tensor };
  });
  for (const { variable, tensor } of weights) variable.assign(tensor);
  model.optimizer.restore(withPrefix("optimizer/", tensors));
  adversary?.optimizer.restore(withPrefix("adversary/optimizer/", tensors));
  const table = { names: metadata.stepNames, tensor: tensors["history/steps"] as tf.Tensor2D };
  const steps = (await fromStepTable(table)) as StepRecord<AnyTerms>[];
  tf.dispose(tensors);
  return { ...metadata.history, steps };
}

/** A handler has no way to ask whether something is there: `load` of nothing gives no weights. */
async function loadIfThere(handler: tf.io.IOHandler): Promise<tf.io.ModelArtifacts | null> {
  if (!handler.load) throw new TypeError("fit: this checkpoint handler cannot load. Use another.");
  const artifacts = await handler.load();
  return artifacts.weightData === undefined ? null : artifacts;
}

function expectSame(what: string, saved: object, now: object): void {
  const [was, is] = [JSON.stringify(saved), JSON.stringify(now)];
  if (was === is) return;
  throw new Error(
    `fit: the checkpoint belongs to another ${what}: it has ${was}, this one ${is}. ` +
      `Use the same settings, another folder, or resume: false.`,
  );
}

function prefixed<T extends tf.Tensor>(
  prefix: string,
  tensors: Record<string, T>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [prefix + name, t]));
}

function withPrefix(prefix: string, tensors: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}
