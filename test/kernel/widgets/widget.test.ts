import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { inspect } from "node:util";
import { button, customWidget, slider } from "../../../kernel/widgets";
import { FakeKernel, shown, stateOf } from "./fakeKernel";

test("without the kernel, widgets are values that print themselves", (t) => {
  const printed = t.mock.method(console, "log", () => undefined);
  const beta = slider({ label: "β", value: 0.5 });
  let heard = 0;
  beta.onChange((value) => (heard = value));
  beta.value = 0.75;
  assert.equal(heard, 0.75);
  beta.show();
  customWidget({ esm: "export default {}", state: { count: 1 }, label: "counter" }).show();
  const lines = printed.mock.calls.map(({ arguments: [text] }) => text as unknown);
  assert.deepEqual(lines, ["slider β: 0.75 (0 to 1)", "counter: { count: 1 }"]);
  assert.equal(inspect({ beta }), "{ beta: slider β: 0.75 (0 to 1) }");
  beta.close();
});

test("it shows itself as a cell's last value and through show, and is opened once", () => {
  const kernel = new FakeKernel();
  try {
    const beta = slider({ label: "β" });
    assert.deepEqual(kernel.take(), [], "what is not shown costs nothing");
    const id = shown(beta);
    assert.equal(kernel.take("open").length, 3);
    beta.show();
    assert.deepEqual(kernel.take(), [
      {
        type: "display",
        id: "",
        data: {
          "text/plain": "slider β: 0 (0 to 1)",
          "application/vnd.jupyter.widget-view+json": {
            version_major: 2,
            version_minor: 0,
            model_id: id,
          },
        },
        metadata: {},
        buffers: [],
      },
    ]);
  } finally {
    kernel.remove();
  }
});

test("closing takes it off the page with all its parts; it can be shown anew, as it is now", () => {
  const kernel = new FakeKernel();
  try {
    const go = button({ label: "Train" });
    const beta = slider({ value: 0.25 });
    const id = shown(beta);
    shown(go);
    const opened = kernel.take("open").map((sent) => sent.id);
    beta.close();
    go.close();
    assert.deepEqual(
      kernel
        .take("close")
        .map((sent) => sent.id)
        .sort(),
      opened.sort(),
    );
    beta.close();
    beta.value = 0.5;
    assert.deepEqual(kernel.take(), []);
    const again = shown(beta);
    assert.notEqual(again, id);
    assert.equal(stateOf(kernel.take("open").at(-1)!)["value"], 0.5);

    kernel.closeFromPage(again);
    assert.equal(kernel.take("close").length, 2, "its layout and style go with it");
    beta.value = 0.75;
    assert.deepEqual(kernel.take(), []);
  } finally {
    kernel.remove();
    mock.restoreAll();
  }
});
