import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import * as fc from "fast-check";
import { WidgetStates } from "../../../kernel/server/widgetStates";
import { progress, slider } from "../../../kernel/widgets";
import { afterPause, FakeKernel, shown } from "./fakeKernel";

let kernel: FakeKernel;
beforeEach(() => {
  kernel = new FakeKernel();
});
afterEach(() => {
  kernel.remove();
  mock.timers.reset();
});

test("a loop that sets a value faster than a page can draw sends few messages, and the last value", async () => {
  const bar = progress({ max: 100_000 });
  shown(bar);
  kernel.take();
  const began = performance.now();
  for (let value = 1; value <= 100_000; value++) bar.value = value;
  const milliseconds = performance.now() - began;
  await afterPause();
  const values = kernel.updates().map((state) => (state as { value: number }).value);
  assert.equal(values[0], 1, "the first goes at once");
  assert.equal(values.at(-1), 100_000);
  assert.ok(values.length <= 3 + milliseconds / 33, `${values.length} in ${milliseconds} ms`);
});

test("a pause timer that an interrupt has cleared holds nothing back for good", async () => {
  const bar = progress({ max: 10 });
  shown(bar);
  kernel.take();
  mock.timers.enable({ apis: ["setTimeout"] });
  bar.value = 1;
  bar.value = 2;
  mock.timers.reset();
  await afterPause();
  assert.deepEqual(kernel.updates(), [{ value: 1 }]);
  bar.value = 3;
  assert.deepEqual(kernel.updates(), [{ value: 3 }]);
});

test("the reader's change drops what the code had not sent yet", async () => {
  const beta = slider({ max: 10, step: 1 });
  const id = shown(beta);
  kernel.take();
  beta.value = 1;
  beta.value = 2;
  kernel.change(id, { value: 7 });
  await afterPause();
  assert.deepEqual(kernel.updates(), [{ value: 1 }]);
  assert.equal(beta.value, 7);
});

const happenings = [
  "code",
  "reader",
  "codeToServer",
  "readerToServer",
  "toCode",
  "toReader",
  "pause",
];
const events = fc.array(fc.tuple(fc.constantFrom(...happenings), fc.nat(9)), { maxLength: 40 });

test("code, server and page agree in the end, in whatever order their messages cross", () => {
  fc.assert(
    fc.property(events, (list) => {
      kernel.remove();
      kernel = new FakeKernel();
      mock.timers.enable({ apis: ["setTimeout"] });
      const beta = slider({ max: 9, step: 1 });
      const id = shown(beta);
      const states = new WidgetStates();
      for (const { type, id, data, metadata, buffers } of kernel.take()) {
        if (type === "open")
          states.opened({ id, target: "jupyter.widget", data, metadata, buffers });
      }
      const page = { value: 0, sent: 0, expected: 0 };
      const toCode: object[] = [];
      const toPage: { data: object; parent: number }[] = [];
      const fromPage: { data: object; id: number }[] = [];
      const happen: Record<string, (value: number) => void> = {
        code: (value) => {
          beta.value = value;
        },
        reader: (value) => {
          page.value = value;
          page.expected = ++page.sent;
          const data = { method: "update", state: { value }, buffer_paths: [] };
          fromPage.push({ data, id: page.sent });
        },
        codeToServer: () => {
          const data = kernel.sent.shift()?.data;
          if (!data) return;
          states.fromKernel(id, data, []);
          toPage.push({ data, parent: 0 });
        },
        readerToServer: () => {
          const message = fromPage.shift();
          if (!message) return;
          const answer = states.fromPage(id, message.data, [])!;
          toPage.push({ data: answer.data, parent: message.id });
          toCode.push(answer.forward!);
        },
        toCode: () => {
          const data = toCode.shift();
          if (data) kernel.receive(id, data);
        },
        toReader: () => {
          const message = toPage.shift();
          if (!message) return;
          const { method, state } = message.data as { method: string; state: { value: number } };
          // As ipywidgets' page has it: while it waits for the echo of its own change, other echoes are old.
          if (method === "echo_update" && page.expected > 0) {
            if (message.parent !== page.expected) return;
            page.expected = 0;
          }
          page.value = state.value;
        },
        pause: () => {
          mock.timers.tick(40);
        },
      };
      for (const [name, value] of list) happen[name]!(value);
      for (let round = 0; round < 100; round++) {
        for (const name of happenings.slice(2)) happen[name]!(0);
      }
      const { states: mirrored } = states.controlReply({ method: "request_states" })!.data as {
        states: Record<string, { state: { value: number } }>;
      };
      mock.timers.reset();
      assert.deepEqual(
        { code: beta.value, page: page.value },
        { code: mirrored[id]!.state.value, page: mirrored[id]!.state.value },
      );
    }),
    { numRuns: 500 },
  );
});
