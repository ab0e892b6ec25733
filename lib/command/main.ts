import { exportUsage, exportWeights } from "./exportWeights";
import { readTrainFlags, usage } from "./trainFlags";
import { train } from "./train";

/**
 * The command line `vae-cookbook`.
 *
 * @param words what follows the program's name
 * @returns     the exit status: 0, or 130 if the training was stopped
 * @throws RangeError, TypeError if a flag is unknown or out of its range
 */
export async function main(words: readonly string[]): Promise<number> {
  const [command, ...rest] = words;
  const asked = command === undefined || words.includes("--help") || words.includes("-h");
  if (asked) {
    console.log(command === "export" ? exportUsage : `${usage}\n\n${exportUsage}`);
    return 0;
  }
  if (command === "export") {
    await exportWeights(rest, console.log);
    return 0;
  }
  if (command !== "train") {
    throw new RangeError(
      `vae-cookbook: there is no command "${command}". Use train or export.\n\n${usage}`,
    );
  }
  const { output, checkpointSeconds, ...config } = readTrainFlags(rest);
  const stop = new AbortController();
  const onSignal = (): void => {
    console.error("Stopping; a second Ctrl-C ends it at once, without a checkpoint.");
    stop.abort();
    for (const name of signals) process.off(name, onSignal); // the next one ends the process
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, onSignal);
  try {
    const options = { output, checkpointSeconds, signal: stop.signal, print: console.log };
    return (await train(config, options)) ? 0 : 130;
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}
