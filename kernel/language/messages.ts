/** What the server's thread and the language worker say to each other. */
import type { LanguageService, Outcome } from "./contract";

/** A cell that ran, for a worker that has to learn of it. */
export interface PastCell {
  source: string;
  outcome: Outcome;
}

export interface WorkerData {
  folder: string;
  past: readonly PastCell[];
}

export type Method = keyof LanguageService;

export interface Request {
  method: Method;
  args: unknown[];
}

/** In the order of the requests; the first, without a request, when the worker is ready. */
export type Reply = { value: unknown } | { error: string };
