type StreamName = "stdout" | "stderr";

const waitMilliseconds = 5;
const longest = 1 << 16;

/**
 * Joins what a cell prints in quick succession into one message, as the page and a saved notebook should have it.
 * What is to come behind it in order calls `flush` first.
 */
export class StreamJoiner {
  private cell = 0;
  private name: StreamName = "stdout";
  private text = "";
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (cell: number, name: StreamName, text: string) => void) {}

  add(cell: number, name: StreamName, text: string): void {
    if (cell !== this.cell || name !== this.name) this.flush();
    [this.cell, this.name] = [cell, name];
    this.text += text;
    if (this.text.length > longest) this.flush();
    else {
      this.timer ??= setTimeout(() => {
        this.flush();
      }, waitMilliseconds);
    }
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { text } = this;
    if (text === "") return;
    this.text = "";
    this.send(this.cell, this.name, text);
  }
}
