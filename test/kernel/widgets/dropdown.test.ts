import assert from "node:assert/strict";
import { test } from "node:test";
import { dropdown } from "../../../kernel/widgets";
import type { Control } from "../../../kernel/widgets";
import { FakeKernel, shown, stateOf } from "./fakeKernel";

test("values are typed by the options", () => {
  const model = dropdown({ options: ["vae", "iwae"], value: "iwae" });
  const typed: Control<"vae" | "iwae"> = model;
  assert.equal(typed.value, "iwae");
  // @ts-expect-error: no such option
  assert.throws(() => dropdown({ options: ["vae", "iwae"], value: "gan" }), {
    name: "RangeError",
    message: "dropdown: value must be one of 'vae', 'iwae', got 'gan'.",
  });
  assert.throws(() => {
    // @ts-expect-error: no such option
    model.value = "gan";
  }, RangeError);
  const mixed: Control<1 | "all"> = dropdown({ options: [1, "all"] });
  assert.equal(mixed.value, 1);
});

test("the page gets words and an index", () => {
  const kernel = new FakeKernel();
  try {
    const square = (x: number) => x * x;
    const half = (x: number) => x / 2;
    const f = dropdown({ label: "f", options: { "x²": square, "x / 2": half } });
    const id = shown(f);
    const { _options_labels, index, _model_name } = stateOf(kernel.take().at(-1)!);
    assert.deepEqual(
      { _options_labels, index, _model_name },
      { _options_labels: ["x²", "x / 2"], index: 0, _model_name: "DropdownModel" },
    );
    assert.equal(f.value, square);
    kernel.change(id, { index: 1 });
    assert.equal(f.value(6), 3);
    for (const index of [2, -1, null, "0", 0.5]) kernel.change(id, { index });
    assert.equal(f.value, half);
    assert.equal(f.describe(), "dropdown f: x / 2");
    kernel.take();
    f.value = square;
    assert.equal(f.value, square);
  } finally {
    kernel.remove();
  }
});

test("values that are objects show in short", () => {
  const kernel = new FakeKernel();
  try {
    shown(dropdown({ options: [{ a: { b: 1 } }, null, NaN] }));
    const { _options_labels } = stateOf(kernel.take().at(-1)!);
    assert.deepEqual(_options_labels, ["{ a: [Object] }", "null", "NaN"]);
  } finally {
    kernel.remove();
  }
  assert.ok(Number.isNaN(dropdown({ options: [1, NaN], value: NaN }).value));
});

test("no options are refused", () => {
  for (const options of [[], {}, null, "ab"]) {
    assert.throws(() => dropdown({ options: options as never }), /dropdown: options must be/);
  }
});
