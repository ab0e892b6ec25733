/** The thread that TypeScript runs in: it loads at once, and requests wait until it has. */
import { parentPort, workerData } from "node:worker_threads";
import { Language } from "./language";
import type { Reply, Request, WorkerData } from "./messages";

const port = parentPort;
if (!port)
  throw new Error("kernel/language/worker.ts runs in a worker thread; use LanguageClient.");

const { folder, past } = workerData as WorkerData;
const language = new Language(folder);
// The first conversion takes most of a second, so it is made before somebody waits for it.
language.convert("");
for (const { source, outcome } of past) {
  language.convert(source);
  language.settle(outcome);
}

const answer = ({ method, args }: Request): Reply => {
  try {
    const call = language[method] as (...args: unknown[]) => unknown;
    return { value: call.apply(language, args) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

port.on("message", (request: Request) => {
  port.postMessage(answer(request));
});
port.postMessage({ value: undefined } satisfies Reply);
