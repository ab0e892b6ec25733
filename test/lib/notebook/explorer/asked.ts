import type { CustomWidget } from "@vae-cookbook/kernel/widgets";
import assert from "node:assert/strict";
import { FakeKernel, shown } from "../../../kernel/widgets/fakeKernel";

export interface Reply {
  readonly content: Record<string, unknown>;
  readonly buffers: readonly Uint8Array[];
}

/** A widget that is shown by a kernel of the test's; the test is the page. */
export class Page {
  readonly kernel = new FakeKernel();
  private readonly model: string;
  private count = 0;

  constructor(widget: CustomWidget<object>) {
    this.model = shown(widget);
  }

  /** Asks as the page does, and gives the one answer. */
  ask(content: object, buffers: Uint8Array[] = []): Reply {
    this.kernel.take();
    const id = `question-${++this.count}`;
    this.kernel.receive(this.model, { method: "custom", content: { ...content, id } }, buffers);
    const [message, ...rest] = this.kernel.take("message");
    assert.deepEqual(rest, []);
    const { id: answered, ...reply } = message!.data["content"] as Record<string, unknown>;
    assert.equal(answered, id);
    return { content: reply, buffers: message!.buffers };
  }

  /** What the widget says about a question that it cannot answer. */
  errorOf(content: object, buffers: Uint8Array[] = []): unknown {
    return this.ask(content, buffers).content["error"];
  }

  /** Sends something that is no question; nothing may come of it. */
  ignores(content: unknown): void {
    this.kernel.take();
    this.kernel.receive(this.model, { method: "custom", content });
    assert.deepEqual(this.kernel.take("message"), []);
  }

  change(state: object): void {
    this.kernel.change(this.model, state);
  }
}
