/** No mirror delivered. The message is for whoever wants the file, `reason` for whoever can do without. */
export class DownloadError extends Error {
  constructor(
    message: string,
    /** why, in one line: "labels.gz could not be downloaded (github.com: refused the connection)" */
    readonly reason: string,
  ) {
    super(message);
  }
}
