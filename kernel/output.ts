/** Receives the text that a cell prints. */
export type StreamSender = (name: StreamName, text: string) => void;
export type StreamName = "stdout" | "stderr";

const flushMilliseconds = 50;
const flushCharacters = 1 << 16;

/**
 * Joins what is printed in one go into few messages, in the order it was printed.
 * A loop that prints without ever yielding is still seen at work: the clock is read on every print.
 */
export class PrintBuffer {
  private name: StreamName = "stdout";
  private parts: string[] = [];
  private characters = 0;
  private since = 0;

  constructor(private readonly send: StreamSender) {}

  write(name: StreamName, text: string): void {
    if (name !== this.name) this.flush();
    if (this.parts.length === 0) {
      this.name = name;
      this.since = performance.now();
      setImmediate(() => {
        this.flush();
      });
    }
    this.parts.push(text);
    this.characters += text.length;
    const late = performance.now() - this.since > flushMilliseconds;
    if (late || this.characters > flushCharacters) this.flush();
  }

  flush(): void {
    if (this.parts.length === 0) return;
    const text = this.parts.join("");
    this.parts = [];
    this.characters = 0;
    this.send(this.name, text);
  }
}

/** Sends everything that this process prints through `write`, instead of to its own stdout and stderr. */
export function redirectPrints(write: StreamSender): void {
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new TextDecoder();
    const redirected = (
      chunk: string | Uint8Array,
      encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
      done?: (error?: Error | null) => void,
    ): boolean => {
      write(name, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
      const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
      if (callback) process.nextTick(callback);
      return true;
    };
    process[name].write = redirected;
  }
}
