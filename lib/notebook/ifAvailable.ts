import { DownloadError } from "../data/downloadError";

/**
 * What `load` gives; or undefined, after one line that says what is missing and why, so that a chapter goes on
 * without data that could not be downloaded or read.
 *
 * @param what the name of the data, for the line
 * @throws TypeError, RangeError from `load`: wrong arguments are no missing data; and the reason of an abort
 * @example const fashion = await ifAvailable("Fashion-MNIST", () => fashionMnist());
 */
export async function ifAvailable<T>(what: string, load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    const reason = error instanceof DownloadError ? error.reason : error.message.split("\n")[0]!;
    console.log(`${what} is left out, with all that needs it: ${reason.replace(/\.?$/, ".")}`);
    return undefined;
  }
}

function isMissing(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name === "AbortError") return false;
  return !(error instanceof TypeError) && !(error instanceof RangeError);
}
