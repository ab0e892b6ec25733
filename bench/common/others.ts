import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * How many cores other programs keep busy: measured while this one and its workers do nothing.
 *
 * @param ms how long to look
 */
export async function busyCores(ms = 500): Promise<number> {
  const before = busy();
  const started = performance.now();
  await sleep(ms);
  return Math.max(0, (busy() - before) / (performance.now() - started));
}

/** Milliseconds of all cores so far. */
function busy(): number {
  return cpus().reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
}
