import assert from "node:assert/strict";
import { test } from "node:test";
import { pageSource } from "../../../../lib/notebook/explorer/pageSource";

interface KernelLink {
  kernelLink: (
    model: object,
    root: { dataset: Record<string, string> },
    options: { idle: string; onAnswer: (content: { z: number }) => void },
  ) => { ask(content: object): void; stop(): void };
}

type Hear = (content: object, buffers: readonly never[]) => void;

test("what waited for a kernel that was busy for long does not overtake what was asked since", async (t) => {
  const element = () => ({
    setAttribute: () => undefined,
    append: () => undefined,
    textContent: "",
  });
  Object.assign(globalThis, { document: { createElement: element } });
  t.after(() => Reflect.deleteProperty(globalThis, "document"));
  const source = encodeURIComponent(pageSource("kernelLink.mjs"));
  const { kernelLink } = (await import(`data:text/javascript,${source}`)) as KernelLink;

  let now = 0;
  t.mock.method(performance, "now", () => now);
  const sent: { id: string; z: number }[] = [];
  let hear: Hear = () => undefined;
  const model = {
    send: (content: { id: string; z: number }) => sent.push(content),
    on: (_: string, listener: Hear) => (hear = listener),
    off: () => undefined,
  };
  const drawn: number[] = [];
  const link = kernelLink(model, { dataset: {} }, { idle: "", onAnswer: ({ z }) => drawn.push(z) });
  for (const z of [1, 2, 3]) link.ask({ z });
  assert.deepEqual(
    sent.map(({ z }) => z),
    [1, 2],
  );
  now = 6000;
  link.ask({ z: 4 });
  // The kernel is back, and answers all in their order.
  for (let i = 0; i < sent.length; i++) hear(sent[i]!, []);
  assert.equal(drawn.at(-1), 4);
  link.stop();
});
