/**
 * One of our engines as a worker: a line of JSON in, a line out, as bench/peers/peer.py does it for the peers.
 * VAE_COOKBOOK_BACKEND names the engine; the arguments are the mode and the job's file.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Command } from "./job";
import { Trainee, type Mode } from "./trainee";

// What a library prints must not come between the lines.
console.log = console.error;

const answer = (content: object): void => void writeSync(1, `${JSON.stringify(content)}\n`);

async function main([mode = "", job = ""]: readonly string[]): Promise<void> {
  let trainee: Trainee | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      trainee ??= await Trainee.start(mode as Mode, job);
      answer(await trainee.do(JSON.parse(line) as Command));
    } catch (error) {
      answer({ error: (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] });
    }
  }
  // An engine may keep a thread or a timer.
  process.exit();
}

void main(process.argv.slice(2));
