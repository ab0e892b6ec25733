import { types } from "node:util";

interface Entry<Value> {
  listener: (value: Value) => unknown;
  busy: boolean;
  waiting: Value[];
}

/** What has to be called when something happens. */
export class Listeners<Value> {
  private readonly entries = new Set<Entry<Value>>();
  private calls = 0;

  /**
   * @param name  of what they listen to, for the report of an error
   * @param each  false: a listener that is behind gets only the newest value. True: it gets all, one after the other.
   */
  constructor(
    private readonly name: () => string,
    private readonly each: boolean,
  ) {}

  /** Returns a function that takes the listener away again. */
  add(listener: (value: Value) => unknown): () => void {
    const entry: Entry<Value> = { listener, busy: false, waiting: [] };
    this.entries.add(entry);
    return () => {
      this.entries.delete(entry);
      entry.waiting = [];
    };
  }

  /** An error of one listener is printed and keeps nothing from the others. */
  call(value: Value): void {
    const call = ++this.calls;
    for (const entry of this.entries) {
      // A listener before this one has changed the value again, and all have been told.
      if (!this.each && call !== this.calls) return;
      if (!entry.busy) this.run(entry, value);
      else if (this.each) entry.waiting.push(value);
      else entry.waiting = [value];
    }
  }

  private run(entry: Entry<Value>, value: Value): void {
    try {
      const result = entry.listener(value);
      if (!types.isPromise(result)) return;
      entry.busy = true;
      void result.catch(this.report).then(() => {
        entry.busy = false;
        if (entry.waiting.length > 0) this.run(entry, entry.waiting.shift()!);
      });
    } catch (error) {
      this.report(error);
    }
  }

  private readonly report = (error: unknown): void => {
    console.error(`A listener of ${this.name()} failed:`, error);
  };
}
