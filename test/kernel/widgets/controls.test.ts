/** The controls that are a few lines each. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { checkbox, html, label, progress, text } from "../../../kernel/widgets";
import { afterPause, FakeKernel, shown, stateOf } from "./fakeKernel";

let kernel: FakeKernel;
beforeEach(() => {
  kernel = new FakeKernel();
});
afterEach(() => {
  kernel.remove();
});

const lastState = () => stateOf(kernel.take().at(-1)!);

test("checkbox", () => {
  const shuffle = checkbox({ label: "shuffle", value: true });
  const id = shown(shuffle);
  const { _model_name, value, description, indent } = lastState();
  assert.deepEqual(
    { _model_name, value, description, indent },
    { _model_name: "CheckboxModel", value: true, description: "shuffle", indent: false },
  );
  kernel.change(id, { value: false });
  assert.equal(shuffle.value, false);
  kernel.change(id, { value: 1 });
  assert.equal(shuffle.value, false);
  assert.equal(shuffle.describe(), "checkbox shuffle: no");
  assert.throws(() => checkbox({ value: 1 as never }), {
    name: "TypeError",
    message: "checkbox: value must be true or false, got 1.",
  });
});

test("text", () => {
  const name = text({ label: "name", placeholder: "of the run" });
  const id = shown(name);
  const { _model_name, value, placeholder, continuous_update } = lastState();
  assert.deepEqual(
    { _model_name, value, placeholder, continuous_update },
    { _model_name: "TextModel", value: "", placeholder: "of the run", continuous_update: false },
  );
  kernel.change(id, { value: "second" });
  assert.equal(name.value, "second");
  assert.equal(name.describe(), 'text name: "second"');
  assert.throws(() => {
    name.value = 3 as never;
  }, /text: value must be a string, got 3/);
});

test("label and html", () => {
  for (const [make, model] of [
    [label, "LabelModel"],
    [html, "HTMLModel"],
  ] as const) {
    const widget = make({ value: "one" });
    shown(widget);
    const { _model_name, value } = lastState();
    assert.deepEqual({ _model_name, value }, { _model_name: model, value: "one" });
    widget.value = "two";
    assert.deepEqual(kernel.updates(), [{ value: "two" }]);
    assert.throws(() => make({ value: 2 as never }), TypeError);
  }
});

test("progress", async () => {
  const bar = progress({ label: "epoch", max: 3 });
  const id = shown(bar);
  const { _model_name, _view_name, min, max, value, description } = lastState();
  assert.deepEqual(
    { _model_name, _view_name, min, max, value, description },
    {
      _model_name: "FloatProgressModel",
      _view_name: "ProgressView",
      min: 0,
      max: 3,
      value: 0,
      description: "epoch",
    },
  );
  bar.value += 1;
  assert.deepEqual(kernel.updates(), [{ value: 1 }]);
  assert.equal(bar.describe(), "progress epoch: 1 of 3 (33 %)");
  bar.value = 5;
  assert.equal(bar.value, 3, "the end");
  bar.label = "done";
  await afterPause();
  assert.deepEqual(kernel.updates(), [{ value: 3, description: "done" }]);
  kernel.change(id, { value: 1 });
  assert.equal(bar.value, 3, "the page has no say");
  assert.throws(() => {
    bar.value = NaN;
  }, TypeError);
  assert.throws(() => progress({ style: "pink" as never }), /progress: style must be one of/);
});
