/** The thread that TypeScript runs in: it loads at once, and requests wait until it has. */
import { parentPort, workerData } from "node:worker_threads";
import type { LanguageService } from "./contract";
import { Language } from "./language";
import type { Reply, Request, WorkerData } from "./messages";

const port = parentPort;
if (!port)
  throw new Error("kernel/language/worker.ts runs in a worker thread; use LanguageClient.");

const { folder, past } = workerData as WorkerData;
const language = new Language(folder);
// The first conversion takes most of a second, so it is made before somebody waits for it, with a bit of everything.
language.convert(
  "let warm: number = 1;\nfunction up() { return warm; }\nconst cells = { warm };\nup()",
);
for (const { source, outcome } of past) {
  language.convert(source);
  language.settle(outcome);
}

const methods: LanguageService = {
  convert: (source) => language.convert(source),
  settle: (outcome) => {
    language.settle(outcome);
  },
  complete: (source, offset) => language.complete(source, offset),
  inspect: (source, offset, detail) => language.inspect(source, offset, detail),
  isComplete: (source) => language.isComplete(source),
  reset: () => {
    language.reset();
  },
};

const answer = ({ method, args }: Request): Reply => {
  try {
    return { value: (methods[method] as (...args: unknown[]) => unknown)(...args) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};

port.on("message", (request: Request) => {
  port.postMessage(answer(request));
});
port.postMessage({ value: undefined } satisfies Reply);
