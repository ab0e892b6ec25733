import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { logSlider } from "../../../kernel/widgets";
import { FakeKernel, shown, stateOf } from "./fakeKernel";

test("the page gets exponents, the code values of two digits", () => {
  const kernel = new FakeKernel();
  try {
    const beta = logSlider({ label: "β", min: 0.1, max: 100 });
    assert.equal(beta.value, 3.2, "the middle is 10^0.5");
    beta.value = 4.1;
    assert.equal(beta.value, 4);
    const id = shown(beta);
    const state = stateOf(kernel.take().at(-1)!);
    const { _model_name, min, max, base, step, readout_format } = state;
    assert.deepEqual(
      { _model_name, min, max, base, step, readout_format },
      {
        _model_name: "FloatLogSliderModel",
        min: -1,
        max: 2,
        base: 10,
        step: 0.1,
        readout_format: ".2~r",
      },
    );
    assert.equal(state["value"], 10 ** 0.6, "just where the page's slider stands");
    kernel.change(id, { value: 10 ** 0.7000000000000002 });
    assert.equal(beta.value, 5);
    kernel.change(id, { value: 100.00000000000004 });
    assert.equal(beta.value, 100);
    kernel.change(id, { value: -1 });
    assert.equal(beta.value, 100);
  } finally {
    kernel.remove();
  }
});

test("a decade in the steps of the default", () => {
  const values = new Set<number>();
  const widget = logSlider({ min: 1, max: 10, value: 1 });
  for (let value = 1; value <= 10; value += 0.01) {
    widget.value = value;
    values.add(widget.value);
  }
  assert.deepEqual([...values], [1, 1.3, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 7.9, 10]);
});

test("powers of two are exact", () => {
  const size = logSlider({ min: 1 / 8, max: 2 ** 20, base: 2, step: 1, value: 128 });
  assert.equal(size.value, 128);
  size.value = 2 ** 20;
  assert.equal(size.value, 1048576);
  size.value = 0.25;
  assert.equal(size.value, 0.25);
  size.value = 0.125;
  assert.equal(size.value, 0.125);
});

test("ends that are no powers of the base can be reached", () => {
  const rate = logSlider({ min: 0.003, max: 0.07, value: 0.003 });
  assert.equal(rate.value, 0.003);
  rate.value = 0.07;
  assert.equal(rate.value, 0.07);
});

test("every value is kept within the range and stays where it is once set", () => {
  const sane = { noNaN: true, noDefaultInfinity: true };
  fc.assert(
    fc.property(
      fc.double({ ...sane, min: -6, max: 5 }),
      fc.double({ ...sane, min: 0.5, max: 6 }),
      fc.constantFrom(0.01, 0.02, 0.05, 0.1, 0.25, 0.5),
      fc.double({ ...sane, min: 0, max: 1 }),
      (low, decades, step, at) => {
        const [min, max] = [10 ** low, 10 ** (low + decades)];
        const value = Math.min(max, Math.max(min, 10 ** (low + at * decades)));
        const widget = logSlider({ min, max, step, value });
        const first = widget.value;
        assert.ok(first >= min && first <= max, `${first} in ${min} to ${max}`);
        // Half a step, and what rounding to digits may add to it.
        const off = Math.abs(Math.log10(first) - Math.log10(value));
        assert.ok(off <= step * 1.01, `${first} is ${off} decades from ${value}`);
        widget.value = first;
        assert.equal(widget.value, first);
      },
    ),
  );
});

test("refused", () => {
  assert.throws(() => logSlider({ min: 0 }), {
    name: "RangeError",
    message: "logSlider: min must be more than 0, got 0.",
  });
  assert.throws(() => logSlider({ base: 1 }), /base must be more than 1/);
  assert.throws(() => logSlider({ step: 3 }), /step must be .* at most the range, 2, got 3/);
  assert.throws(() => logSlider({ value: 11 }), /value must be from 0.1 to 10/);
  assert.throws(() => logSlider({ value: null as never }), TypeError);
});
