import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { button } from "../../../kernel/widgets";
import { FakeKernel, shown, stateOf } from "./fakeKernel";

let kernel: FakeKernel;
beforeEach(() => {
  kernel = new FakeKernel();
});
afterEach(() => {
  kernel.remove();
  mock.restoreAll();
});

const click = (id: string) => {
  kernel.receive(id, { method: "custom", content: { event: "click" } });
};

test("a click calls the listeners with the button", () => {
  const calls: unknown[] = [];
  const go = button({ label: "Train", icon: "play", onClick: (self) => calls.push(self) });
  const stop = go.onClick(() => calls.push("second"));
  const id = shown(go);
  const state = stateOf(kernel.take().at(-1)!);
  const { _model_name, description, icon, tooltip, button_style, disabled } = state;
  assert.deepEqual(
    { _model_name, description, icon, tooltip, button_style, disabled },
    {
      _model_name: "ButtonModel",
      description: "Train",
      icon: "play",
      tooltip: null,
      button_style: "",
      disabled: false,
    },
  );
  click(id);
  stop();
  click(id);
  assert.deepEqual(calls, [go, "second", go]);
  for (const content of [null, "click", { event: "hover" }]) {
    kernel.receive(id, { method: "custom", content });
  }
  assert.equal(calls.length, 3);
});

test("clicks while a listener is at work wait, and none is lost", async () => {
  const finish: (() => void)[] = [];
  let begun = 0;
  const go = button({
    label: "Train",
    onClick: async () => {
      begun += 1;
      await new Promise<void>((resolve) => finish.push(resolve));
    },
  });
  const id = shown(go);
  click(id);
  click(id);
  click(id);
  const seen = [begun];
  while (finish.length > 0) {
    finish.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(begun);
  }
  assert.deepEqual(seen, [1, 2, 3, 3]);
});

test("a disabled button is deaf, also to a click that was under way", () => {
  let clicks = 0;
  const go = button({ label: "Train", onClick: () => clicks++ });
  const id = shown(go);
  kernel.take();
  go.disabled = true;
  assert.deepEqual(kernel.updates(), [{ disabled: true }]);
  click(id);
  assert.equal(clicks, 0);
  go.disabled = false;
  click(id);
  assert.equal(clicks, 1);
});

test("an error is printed and keeps nothing from the other listeners", async () => {
  const printed = mock.method(console, "error", () => undefined);
  const go = button({
    label: "Train",
    onClick: () => {
      throw new Error("first");
    },
  });
  let called = 0;
  go.onClick(() => Promise.reject(new Error("second")));
  go.onClick(() => called++);
  go.click();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(called, 1);
  assert.deepEqual(
    printed.mock.calls.map(({ arguments: [text, error] }) => [
      text as unknown,
      (error as Error).message,
    ]),
    [
      ["A listener of button Train failed:", "first"],
      ["A listener of button Train failed:", "second"],
    ],
  );
  go.click();
  assert.equal(called, 2);
});

test("refused", () => {
  assert.throws(() => button({} as never), /button: label must be a string, got undefined/);
  assert.throws(() => button({ label: "x", style: "big" as never }), {
    name: "RangeError",
    message: /button: style must be one of '', 'primary', .*, got 'big'/,
  });
});
