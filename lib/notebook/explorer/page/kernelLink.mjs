import { element } from "./elements.mjs";

/** After so many ms without an answer the page says so; after so many it asks anew. */
const patience = { note: 1500, again: 5000 };
/** Questions on the way: while the page draws one answer, the kernel works on the next. */
const together = 2;

/**
 * Asks the kernel, two questions at a time: of what is asked while both are on their way, only the newest is asked next.
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
  /** @typedef {{ content: object, at: number, timer: ReturnType<typeof setTimeout> }} Question */
  /** @type {Map<string, Question>} */
  const asked = new Map();
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
    asked.set(id, { content, at: performance.now(), timer });
    try {
      model.send({ ...content, id }, undefined, buffers);
    } catch {
      // The kernel is gone; the note will say so.
    }
  };
  /** @type {(id: string, question: Question) => void} */
  const forget = (id, { timer }) => {
    clearTimeout(timer);
    asked.delete(id);
  };
  /** @type {(content: any, buffers: DataView[]) => void} */
  const hear = (content, buffers) => {
    const question = asked.get(content?.id);
    if (question === undefined) return;
    forget(content.id, question);
    times = [...times.slice(-999), performance.now() - question.at];
    answers += 1;
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
        question.content,
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
      for (const [id, question] of asked) {
        if (performance.now() - question.at >= patience.again) forget(id, question);
      }
      waiting = asked.size < together ? undefined : { content, buffers };
      if (waiting === undefined) send(content, buffers);
    },
    stop() {
      for (const [id, question] of asked) forget(id, question);
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

/**
 * Keeps in the model's state where the reader has stopped, and what is decoded there.
 *
 * @param {import("./elements.mjs").PageModel} model
 */
export function placeKeeper(model) {
  return whenQuiet(300, (/** @type {number[]} */ at, /** @type {Uint8Array} */ image) => {
    model.set("z", at);
    model.set("digit", new DataView(image.slice().buffer));
    model.save_changes();
  });
}
