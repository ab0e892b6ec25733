import { customWidget, type CustomWidget } from "@vae-cookbook/kernel/widgets";
import type { ImageFigure } from "../../plots";
import { base64, imagePng } from "../png";
import { pageFile, pageSource } from "./pageSource";

/** What the page asks: plain values, and bytes. It comes from outside: `answer` judges it. */
export interface Question {
  readonly content: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

export interface Answer {
  readonly content: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

export interface ExplorerOptions<State extends object> {
  /** a file of the folder `page` */
  readonly page: string;
  /** what it is, in words */
  readonly label: string;
  /** what the page draws before the kernel answers, and when there is none */
  readonly state: State;
  /** shown wherever there are no widgets; its description is the text */
  readonly picture: ImageFigure;
  readonly answer: (question: Question) => Answer;
}

/** A widget whose page asks and whose kernel answers, each question for itself. An error is an answer too. */
export function explorerWidget<State extends object>({
  page,
  label,
  state,
  picture,
  answer,
}: ExplorerOptions<State>): CustomWidget<State> {
  const widget = customWidget({
    esm: pageSource(page),
    css: pageFile("explorer.css"),
    label,
    state,
    fallback: {
      "image/png": base64(imagePng(picture).bytes),
      "text/plain": `${picture.description} To explore it, run this cell in JupyterLab.`,
    },
  });
  widget.onMessage(({ content, buffers }) => {
    // `id` is the page's: by it the page knows which question was answered.
    if (typeof content !== "object" || content === null || !("id" in content)) return;
    const { id, ...question } = content;
    try {
      const reply = answer({ content: question, buffers });
      widget.send({ id, ...reply.content }, [...reply.buffers]);
    } catch (error) {
      widget.send({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
  return widget;
}
