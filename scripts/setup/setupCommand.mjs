import { describeEngine } from "./engine.mjs";
import { readFlags } from "./flags.mjs";
import { report, setUp } from "./setUp.mjs";
import { tensorflowFlags, tensorflowOptions } from "./tensorflowFlags.mjs";

/** @param {readonly string[]} args */
export async function main(args) {
  const read = readFlags(
    {
      name: "npm run setup",
      about: "installs and builds what is missing, and starts nothing.",
      flags: {
        ...tensorflowFlags,
      },
    },
    args,
  );
  if ("exitCode" in read) {
    process.exitCode = read.exitCode;
    return;
  }
  try {
    const { steps, engine } = await setUp({ ...tensorflowOptions(read.values), explicit: true });
    if (steps === 0) console.log("Everything is set up already.");
    if (engine) console.log(describeEngine(engine));
  } catch (error) {
    process.exitCode = report(error);
  }
}
