import type { DisplayMessage } from "../../../lib/notebook";

export interface Captured extends DisplayMessage {
  readonly update: boolean;
}

/** Runs `work` as if in our kernel and gives what it displayed. */
export async function captured(work: () => unknown): Promise<Captured[]> {
  const messages: Captured[] = [];
  const key = Symbol.for("vae-cookbook.display");
  Reflect.set(globalThis, key, (message: DisplayMessage, update: boolean) => {
    messages.push({ ...message, update });
  });
  try {
    await work();
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
  return messages;
}

/** Runs `work` as in plain Node and gives what it printed. */
export async function printed(work: () => unknown): Promise<string> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...args: unknown[]) => void lines.push(args.join(" "));
  try {
    await work();
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}
