/** So many declarations are written anew with each cell that declares something; a thousand would take 20 ms. */
const recentLimit = 50;

/**
 * Declarations as the text of two files, of which the first changes seldom. What the second declares hides what the
 * first declares under the same name.
 */
export class Layers<Entry> {
  private settled: ReadonlyMap<Entry, string> = new Map();
  private settledText = "";

  /**
   * @param written    every declaration, with its text
   * @param isReplaced whether other declarations mean all that one which is no longer written meant
   */
  texts(
    written: ReadonlyMap<Entry, string>,
    isReplaced: (entry: Entry) => boolean,
  ): [settled: string, recent: string] {
    const holds = [...this.settled].every(([entry, text]) => {
      const now = written.get(entry);
      return now === undefined ? isReplaced(entry) : now === text;
    });
    const recent = [...written].filter(([entry]) => !holds || !this.settled.has(entry));
    if (holds && recent.length <= recentLimit) return [this.settledText, fileOf(recent)];
    this.settled = new Map(written);
    this.settledText = fileOf([...written]);
    return [this.settledText, fileOf([])];
  }
}

function fileOf(entries: (readonly [unknown, string])[]): string {
  // Without an export of its own, a declaration file exports everything.
  return `${entries.map(([, text]) => text).join("")}export {};\n`;
}
