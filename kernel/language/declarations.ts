import type { Outcome } from "./contract";
import type { Declared, Meaning, NamePlace } from "./declared";
import { Layers } from "./layers";

/** One declaration that later cells may refer to. In its text stand others, and itself, in place of their names. */
interface Entry extends Meaning {
  name: string;
  source: string;
  text: (string | Entry)[];
  /** Under which it lives on while others refer to it, once its own name means something else. */
  otherName?: string;
}

/**
 * What the cells so far have declared. A cell that declares a name again takes it over; what was declared in terms of
 * the old meaning keeps that, under another name.
 */
export class Declarations {
  private readonly values = new Map<string, Entry>();
  private readonly types = new Map<string, Entry>();
  private readonly layers = new Layers<Entry>();
  private lastNumber = 0;

  /** Takes over what a cell declared, or, of a cell that failed, its types and what it had assigned. */
  take(declared: readonly Declared[], { completed, assigned }: Outcome): void {
    for (const entry of this.link(declared)) {
      const { name, value, type, isAmbient } = entry;
      if (value && !isAmbient && !completed && !assigned.includes(name)) continue;
      if (value) {
        // A class that is no more leaves no type behind.
        if (this.types.get(name) === this.values.get(name)) this.types.delete(name);
        this.values.set(name, entry);
      }
      if (type) this.types.set(name, entry);
    }
  }

  clear(): void {
    this.values.clear();
    this.types.clear();
  }

  /** Whether cells have put the value of a name where later cells find it. */
  isShared(name: string): boolean {
    return this.values.get(name)?.isAmbient === false;
  }

  /** What cells wrote to declare a name. */
  sourceOf(name: string): string | undefined {
    const entries = new Set([this.types.get(name), this.values.get(name)]);
    const sources = [...entries].flatMap((entry) => (entry ? [entry.source] : []));
    return sources.length > 0 ? sources.join("\n") : undefined;
  }

  /** As two declaration files, of which the second is seen first. */
  texts(): [string, string] {
    const entries = [...this.reachable()];
    for (const entry of entries) {
      if (this.keepsName(entry)) delete entry.otherName;
      else if (!entry.otherName || this.isTaken(entry.otherName)) {
        entry.otherName = this.freeName(entry.name);
      }
    }
    const written = new Map(entries.map((entry) => [entry, this.write(entry)]));
    return this.layers.texts(
      written,
      ({ name, value, type }) =>
        (!value || this.values.has(name)) && (!type || this.types.has(name)),
    );
  }

  private write(entry: Entry): string {
    const { name, text, otherName } = entry;
    const words = text.map((part) =>
      typeof part === "string" ? part : (part.otherName ?? part.name),
    );
    // An interface has taken the name of a class, say, whose value is still there.
    const keepsValue = otherName !== undefined && this.values.get(name) === entry;
    if (keepsValue) words.push(`declare const ${name}: typeof ${otherName};\n`);
    return words.join("");
  }

  /** Makes entries of what a cell declared; what it declared before, word for word, stays the entry that it was. */
  private link(declared: readonly Declared[]): Entry[] {
    const entries: Entry[] = declared.map(({ name, source, value, type, isAmbient }) => {
      return { name, source, value, type, isAmbient, text: [] };
    });
    const known = new Map<Entry, Entry>();
    const find = ({ name, meaning }: NamePlace): Entry | undefined => {
      const own = (kind: "value" | "type") =>
        entries.find((entry) => entry.name === name && entry[kind]) ??
        (kind === "value" ? this.values : this.types).get(name);
      return meaning === "value" ? (own("value") ?? own("type")) : (own("type") ?? own("value"));
    };
    entries.forEach((entry, i) => {
      const { pieces } = declared[i]!;
      entry.text = pieces.map((piece) => {
        if (typeof piece === "string") return piece;
        return piece.meaning === "own" ? entry : (find(piece) ?? piece.name);
      });
      const before = (entry.value ? this.values : this.types).get(entry.name);
      if (before && isAlike(entry, before)) known.set(entry, before);
    });
    // They are the same only as long as what they refer to is.
    for (let size = -1; size !== known.size;) {
      size = known.size;
      for (const [entry, before] of known) {
        const same = entry.text.every(
          (part, i) => typeof part === "string" || (known.get(part) ?? part) === before.text[i],
        );
        if (!same) known.delete(entry);
      }
    }
    for (const entry of entries) {
      entry.text = entry.text.map((part) =>
        typeof part === "string" ? part : (known.get(part) ?? part),
      );
    }
    return entries.map((entry) => {
      const before = known.get(entry);
      return before ? Object.assign(before, { source: entry.source }) : entry;
    });
  }

  /** What has its name, and what that is declared in terms of. */
  private reachable(): Set<Entry> {
    const found = new Set([...this.values.values(), ...this.types.values()]);
    // A set gives what is added to it while it is gone through.
    for (const { text } of found) {
      for (const part of text) if (typeof part !== "string") found.add(part);
    }
    return found;
  }

  private keepsName(entry: Entry): boolean {
    const { name, value, type } = entry;
    return (!value || this.values.get(name) === entry) && (!type || this.types.get(name) === entry);
  }

  private isTaken(name: string): boolean {
    return this.values.has(name) || this.types.has(name);
  }

  private freeName(name: string): string {
    let candidate: string;
    do candidate = `${name}_${++this.lastNumber}`;
    while (this.isTaken(candidate));
    return candidate;
  }
}

function isAlike(one: Entry, other: Entry): boolean {
  return (
    one.value === other.value &&
    one.type === other.type &&
    one.isAmbient === other.isAmbient &&
    one.text.length === other.text.length &&
    one.text.every((part, i) => {
      const counterpart = other.text[i]!;
      if (typeof part === "string" || typeof counterpart === "string") return part === counterpart;
      return part.name === counterpart.name;
    })
  );
}
