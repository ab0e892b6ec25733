import { element } from "./elements.mjs";

/** After so many ms without an answer the page says so; after so many it asks anew. */
const patience = { note: 1500, again: 5000 };

/**
 * Asks the kernel, one question at a time: of what is asked while it thinks, only the newest is asked next.
 *
 * The number of answers and the 95th percentile of their time, ms, stand on `root` as data-answers and data-p95.
 *
 * @param {import("./elements.mjs").PageModel} model
 * @param {HTMLElement} root
 * @param {{ idle: string, onAnswer: (content: any, buffers: Uint8Array[], question: object) => void }} options
 *   `idle` is what to tell the reader while no kernel answers
 */
export function kernelLink(model, root, { idle, onAnswer }) {
  const page = Math.random().toString(36).slice(2);
  const note = element("p", { class: "note", role: "status" });
  /** @type {{ id: string, content: object, at: number, timer: ReturnType<typeof setTimeout> } | undefined} */
  let asked;
  /** @type {{ content: object, buffers: ArrayBuffer[] } | undefined} */
  let waiting;
  let count = 0;
  let answers = 0;
  /** @type {number[]} the last times */
  let times = [];

  /** @param {string} text */
  const say = (text) => {
    if (note.textContent !== text) note.textContent = text;
  };
  /** @type {(content: object, buffers: ArrayBuffer[]) => void} */
  const send = (content, buffers) => {
    count += 1;
    const id = `${page}-${count}`;
    const timer = setTimeout(() => {
      root.dataset.kernel = "silent";
      say(idle);
    }, patience.note);
    asked = { id, content, at: performance.now(), timer };
    try {
      model.send({ ...content, id }, undefined, buffers);
    } catch {
      // The kernel is gone; the note will say so.
    }
  };
  /** @type {(content: any, buffers: DataView[]) => void} */
  const hear = (content, buffers) => {
    if (asked === undefined || content?.id !== asked.id) return;
    clearTimeout(asked.timer);
    const question = asked.content;
    times = [...times.slice(-999), performance.now() - asked.at];
    answers += 1;
    asked = undefined;
    const sorted = [...times].sort((a, b) => a - b);
    root.dataset.answers = String(answers);
    root.dataset.p95 = sorted[Math.ceil(0.95 * sorted.length) - 1]?.toFixed(1);
    root.dataset.kernel = "live";
    if (waiting) {
      const { content, buffers } = waiting;
      waiting = undefined;
      send(content, buffers);
    }
    say(content.error ?? "");
    if (content.error === undefined) {
      onAnswer(
        content,
        buffers.map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength)),
        question,
      );
    }
  };
  model.on("msg:custom", hear);
  return {
    /** Where it says that no kernel answers, and what went wrong. */
    note,
    /**
     * @param {object} content
     * @param {ArrayBuffer[]} [buffers]
     */
    ask(content, buffers = []) {
      if (asked && performance.now() - asked.at < patience.again) waiting = { content, buffers };
      else {
        if (asked) clearTimeout(asked.timer);
        send(content, buffers);
      }
    },
    stop() {
      if (asked) clearTimeout(asked.timer);
      model.off("msg:custom", hear);
    },
  };
}

/**
 * Calls something when no further call has come for a while.
 *
 * @template {unknown[]} Given
 * @param {number} pause ms
 * @param {(...given: Given) => void} work
 * @returns {(...given: Given) => void}
 */
export function whenQuiet(pause, work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), pause);
  };
}

/**
 * Calls something a little later, with what was given last: however often it is asked to, at most once in a while.
 *
 * @template {unknown[]} Given
 * @param {number} pause ms
 * @param {(...given: Given) => void} work
 * @returns {(...given: Given) => void}
 */
export function atMostEvery(pause, work) {
  /** @type {Given | undefined} */
  let newest;
  return (...given) => {
    if (newest === undefined) {
      setTimeout(() => {
        const last = /** @type {Given} */ (newest);
        newest = undefined;
        work(...last);
      }, pause);
    }
    newest = given;
  };
}
