import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { slider } from "../../../kernel/widgets";
import { afterPause, FakeKernel, shown, stateOf } from "./fakeKernel";

let kernel: FakeKernel;
beforeEach(() => {
  kernel = new FakeKernel();
});
afterEach(() => {
  kernel.remove();
});

test("the page learns of layout, style and slider, in this order", () => {
  const id = shown(slider({ label: "β", min: 0, max: 8, step: 0.5, value: 1 }));
  const [layout, style, opened, ...rest] = kernel.take();
  assert.deepEqual(rest, []);
  assert.deepEqual(layout!.data["state"], {
    _model_module: "@jupyter-widgets/base",
    _model_module_version: "2.0.0",
    _model_name: "LayoutModel",
    _view_module: "@jupyter-widgets/base",
    _view_module_version: "2.0.0",
    _view_name: "LayoutView",
    width: "calc(22em + 1ch)",
    max_width: "100%",
  });
  assert.deepEqual(style!.data["state"], {
    _model_module: "@jupyter-widgets/controls",
    _model_module_version: "2.0.0",
    _model_name: "SliderStyleModel",
    _view_module: "@jupyter-widgets/base",
    _view_module_version: "2.0.0",
    _view_name: "StyleView",
    description_width: "initial",
  });
  assert.equal(opened!.id, id);
  assert.deepEqual(opened!.metadata, { version: "2.1.0" });
  assert.deepEqual(opened!.data, {
    buffer_paths: [],
    state: {
      _model_module: "@jupyter-widgets/controls",
      _model_module_version: "2.0.0",
      _model_name: "FloatSliderModel",
      _view_module: "@jupyter-widgets/controls",
      _view_module_version: "2.0.0",
      _view_name: "FloatSliderView",
      layout: `IPY_MODEL_${layout!.id}`,
      style: `IPY_MODEL_${style!.id}`,
      min: 0,
      max: 8,
      step: 0.5,
      value: 1,
      description: "β",
      tooltip: "",
      disabled: false,
      orientation: "horizontal",
      continuous_update: true,
      readout: true,
      readout_format: ".1f",
      behavior: "drag-tap",
    },
  });
});

test("every option reaches the page", () => {
  shown(
    slider({
      tooltip: "weight of the KL term",
      disabled: true,
      width: "50%",
      labelWidth: "6em",
      orientation: "vertical",
      continuousUpdate: false,
      readout: false,
      readoutFormat: ".1%",
    }),
  );
  const [layout, style, opened] = kernel.take().map(stateOf);
  assert.equal(layout!["width"], "50%");
  assert.equal(style!["description_width"], "6em");
  const { tooltip, disabled, orientation, continuous_update, readout, readout_format } = opened!;
  assert.deepEqual(
    { tooltip, disabled, orientation, continuous_update, readout, readout_format },
    {
      tooltip: "weight of the KL term",
      disabled: true,
      orientation: "vertical",
      continuous_update: false,
      readout: false,
      readout_format: ".1%",
    },
  );
});

test("the page's change is the value, and listeners hear of it once", () => {
  const beta = slider({ min: 0, max: 8, step: 0.5, value: 1 });
  const heard: number[] = [];
  const stop = beta.onChange((value) => heard.push(value));
  const id = shown(beta);
  kernel.take();
  kernel.change(id, { value: 2.5 });
  assert.equal(beta.value, 2.5);
  kernel.change(id, { value: 2.5 });
  assert.deepEqual(heard, [2.5]);
  stop();
  kernel.change(id, { value: 3 });
  assert.deepEqual(heard, [2.5]);
  assert.deepEqual(kernel.take(), [], "nothing to tell the page");
});

test("the code's change reaches page and listeners; the same value sends nothing", async () => {
  const beta = slider({ min: 0, max: 8, step: 0.5, value: 1 });
  const heard: number[] = [];
  beta.onChange((value) => heard.push(value));
  shown(beta);
  kernel.take();
  beta.value = 1;
  await afterPause();
  assert.deepEqual(kernel.updates(), []);
  beta.value = 4;
  assert.deepEqual(kernel.updates(), [{ value: 4 }]);
  beta.value = 4;
  await afterPause();
  assert.deepEqual(kernel.updates(), []);
  assert.deepEqual(heard, [4]);
});

test("a value between two steps becomes the nearer one, free of binary dust", () => {
  const alpha = slider({ min: 0, max: 1, step: 0.1, value: 0.34 });
  assert.equal(alpha.value, 0.3);
  alpha.value = 0.36;
  assert.equal(alpha.value, 0.4);
  const id = shown(alpha);
  // The page computes 3 × 0.1.
  kernel.change(id, { value: 0.30000000000000004 });
  assert.equal(alpha.value, 0.3);
  const odd = slider({ min: 0, max: 1, step: 0.3, value: 1 });
  assert.equal(odd.value, 1, "the right end can be reached though no step ends there");
  odd.value = 0.96;
  assert.equal(odd.value, 0.9);
});

test("every value is kept within the range and stays where it is once set", () => {
  const sane = { noNaN: true, noDefaultInfinity: true };
  fc.assert(
    fc.property(
      fc.double({ ...sane, min: -1e3, max: 1e3 }),
      fc.double({ ...sane, min: 1e-3, max: 1e3 }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (min, range, share, at) => {
        const max = min + range;
        const step = range * share;
        const value = Math.min(max, min + at * range);
        const widget = slider({ min, max, step, value });
        const first = widget.value;
        assert.ok(first >= min && first <= max);
        assert.ok(Math.abs(first - value) <= step * (1 / 2 + 1e-6) + 1e-8 || first === max);
        widget.value = first;
        assert.equal(widget.value, first);
      },
    ),
  );
});

test("by default the range has about a hundred steps, of a round size", () => {
  const step = (min: number, max: number) => {
    shown(slider({ min, max }));
    return stateOf(kernel.take().at(-1)!)["step"];
  };
  assert.deepEqual(
    [step(0, 1), step(0, 8), step(0.1, 10), step(-1, 1), step(0, 1000), step(0, 0.003)],
    [0.01, 0.05, 0.05, 0.02, 10, 0.00002],
  );
});

test("the value is shown with the digits of the step", () => {
  const formatFor = (step: number | undefined) => {
    shown(slider({ min: 0, max: 10, ...(step !== undefined && { step }) }));
    return stateOf(kernel.take().at(-1)!)["readout_format"];
  };
  const formats = [undefined, 1, 0.5, 0.25, 1e-4, 1 / 3].map(formatFor);
  assert.deepEqual(formats, [".1f", ".0f", ".1f", ".2f", ".4f", ".4~g"]);
});

test("what the page cannot mean is put right there", () => {
  const beta = slider({ min: 0, max: 8, value: 1 });
  const id = shown(beta);
  kernel.take();
  for (const value of ["5", null, Infinity, { a: 1 }]) {
    kernel.change(id, { value });
    assert.equal(beta.value, 1);
  }
  assert.deepEqual(kernel.take("message")[0]?.data["state"], { value: 1 });
  kernel.change(id, { value: 99 });
  assert.equal(beta.value, 8);
  for (const data of [{}, { method: "update" }, { method: "update", state: 3 }, { method: 7 }]) {
    kernel.receive(id, data);
  }
  kernel.change(id, { value: 2, buffer_paths: [["value"]] }, { buffer_paths: [["value"]] });
  assert.equal(beta.value, 8);
});

test("label and disabled can be changed", () => {
  const beta = slider({ label: "β" });
  shown(beta);
  kernel.take();
  beta.label = "weight";
  assert.deepEqual(kernel.updates(), [{ description: "weight" }]);
  assert.equal(beta.describe(), "slider weight: 0 (0 to 1)");
  assert.equal(beta.disabled, false);
  beta.disabled = true;
  assert.equal(beta.disabled, true);
});

const refused: [options: object, error: RegExp, kind: typeof RangeError | typeof TypeError][] = [
  [{ min: 2, max: 1 }, /slider: min must be smaller than max, got min 2/, RangeError],
  [{ min: 1, max: 1 }, /slider: min must be smaller/, RangeError],
  [{ step: 0 }, /slider: step must be more than 0/, RangeError],
  [{ step: 2 }, /slider: step must be .* at most the range, 1, got 2/, RangeError],
  [{ value: 2 }, /slider: value must be from 0 to 1, got 2/, RangeError],
  [{ value: NaN }, /slider: value must be a finite number, got NaN/, TypeError],
  [{ max: "1" }, /slider: max must be a finite number/, TypeError],
  [{ label: 1 }, /slider: label must be a string, got 1/, TypeError],
  [{ readoutFormat: "2 digits" }, /readoutFormat must be a d3 format/, RangeError],
  [{ orientation: "up" }, /orientation must be one of/, RangeError],
];

for (const [options, message, kind] of refused) {
  test(`refused: ${inspect(options)}`, () => {
    assert.throws(
      () => slider(options),
      (error: Error) => error instanceof kind && message.test(error.message),
    );
  });
}

test("a refused value changes nothing", () => {
  const beta = slider({ min: 0, max: 8, value: 1 });
  shown(beta);
  kernel.take();
  assert.throws(() => {
    beta.value = 9;
  }, RangeError);
  assert.equal(beta.value, 1);
  assert.deepEqual(kernel.take(), []);
});
