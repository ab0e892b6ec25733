const FULL = ["ENOSPC", "EDQUOT"];
const FORBIDDEN = ["EACCES", "EPERM", "EROFS"];
const NO_FOLDER = ["ENOTDIR", "EEXIST"];

/** What an error of the file system means for whoever wanted to write; undefined if it is another error. */
export function diskError(error: unknown, caller: string, folder: string): Error | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  const code = String(error.code);
  const elsewhere = "set VAE_COOKBOOK_CACHE to a folder elsewhere";
  const say = (message: string): Error => new Error(`${caller}: ${message}`, { cause: error });

  if (FULL.includes(code)) {
    return say(
      `the disk is full at ${folder}. Make room there, or ${elsewhere}; then run it again.`,
    );
  }
  if (FORBIDDEN.includes(code)) {
    return say(`${folder} may not be written (${code}). Allow it, or ${elsewhere}.`);
  }
  if (NO_FOLDER.includes(code)) {
    return say(
      `${folder} is not a folder, or lies in something that is none. Remove it, or ${elsewhere}.`,
    );
  }
  return say(`${folder} cannot be written (${error.message}). Repair that, or ${elsewhere}.`);
}
