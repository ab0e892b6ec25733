/**
 * Prints the steps of the set-up: on a terminal one line that counts the seconds, elsewhere one line per finished step.
 *
 * @typedef {object} Step
 * @property {(detail: string) => void} update what is happening, such as "118 of 274 MB"
 * @property {(note?: string) => void}  done
 * @property {(what?: string) => void}  fail
 *
 * @param {number} total how many steps there are
 * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} [out]
 */
export function progress(total, out = process.stdout) {
  return {
    /**
     * @param {number} number from 1
     * @param {string} title
     * @returns {Step}
     */
    begin(number, title) {
      const head = `[${number}/${total}] ${title}`;
      const started = Date.now();
      let detail = "";
      const draw = () => {
        const line = `${head}  … ${duration(Date.now() - started)}${detail && `  ${detail}`}`;
        out.write(`\r\x1b[K${line.slice(0, (out.columns ?? 80) - 1)}`);
      };
      const timer = out.isTTY ? setInterval(draw, 200) : undefined;
      if (out.isTTY) draw();
      /** @param {string} line */
      const finish = (line) => {
        clearInterval(timer);
        out.write(`${out.isTTY ? "\r\x1b[K" : ""}${line}\n`);
      };
      return {
        update: (text) => {
          detail = text;
        },
        done: (note) => {
          finish(`${head}  ${duration(Date.now() - started)}${note ? `  (${note})` : ""}`);
        },
        fail: (what = "failed") => {
          finish(`${head}  ${what} after ${duration(Date.now() - started)}`);
        },
      };
    },
  };
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)}`;
}
