import { writeSync } from "node:fs";
import { formatWithOptions } from "node:util";

/**
 * A line for Jupyter's log. Not `console.error`: Node would make the stream non-blocking, also for Jupyter, with whom
 * it is shared, and whose own prints would then fail half-way.
 */
export function log(...values: unknown[]): void {
  try {
    writeSync(2, `${formatWithOptions({}, "kernel:", ...values)}\n`);
  } catch {
    // Nobody reads it.
  }
}
