import assert from "node:assert/strict";
import { test } from "node:test";
import { intSlider } from "../../../kernel/widgets";
import { FakeKernel, shown, stateOf } from "./fakeKernel";

test("an IntSlider over whole numbers", () => {
  const kernel = new FakeKernel();
  try {
    const epochs = intSlider({ label: "epochs", min: 1, max: 20, step: 5, value: 7 });
    assert.equal(epochs.value, 6);
    const id = shown(epochs);
    const state = stateOf(kernel.take().at(-1)!);
    assert.equal(state["_model_name"], "IntSliderModel");
    assert.equal(state["_view_name"], "IntSliderView");
    assert.equal(state["readout_format"], "d");
    assert.equal(state["value"], 6);
    kernel.change(id, { value: 16 });
    assert.equal(epochs.value, 16);
    assert.equal(intSlider().value, 0);
  } finally {
    kernel.remove();
  }
});

test("fractions are refused", () => {
  assert.throws(() => intSlider({ value: 0.5 }), {
    name: "RangeError",
    message: "intSlider: value must be a whole number, got 0.5. For fractions there is slider().",
  });
  assert.throws(() => intSlider({ step: 0.5 }), RangeError);
  assert.throws(() => intSlider({ max: "3" as never }), TypeError);
  assert.throws(() => intSlider({ min: 3, max: 3 }), RangeError);
});
