/**
 * Calls `stop` when the reader wants an end: Ctrl-C, a closed terminal, an npm that is gone. It may be called several times,
 * since npm and the terminal may both send the signal.
 *
 * @param {() => void} stop
 */
export function onStop(stop) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  // A signal that ends npm and its shell does not always reach us.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) stop();
  }, 1000);
  watch.unref();
}
