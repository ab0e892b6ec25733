import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import lockfile from "proper-lockfile";

/**
 * Makes the folder, waits until no other caller of any process works in it, and keeps them out
 * until the returned function is called. The lock of a process that died ends after ten seconds.
 */
export async function lockFolder(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  for (;;) {
    try {
      const release = await lockfile.lock(folder, {
        realpath: false,
        lockfilePath: join(folder, ".lock"),
        // A lock that is lost, say to a machine that slept, does no harm: the checksums decide.
        onCompromised: () => undefined,
      });
      return () => release().catch(() => undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    }
    await pause(200, undefined, { ...(signal && { signal }) });
  }
}
