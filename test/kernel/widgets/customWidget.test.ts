import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { inspect } from "node:util";
import { customWidget } from "../../../kernel/widgets";
import { jupyterDisplay } from "../../../kernel/widgets/widget";
import { afterPause, FakeKernel, shown, stateOf } from "./fakeKernel";

let kernel: FakeKernel;
beforeEach(() => {
  kernel = new FakeKernel();
});
afterEach(() => {
  kernel.remove();
});

const esm = "export default { render({ model, el }) { el.textContent = model.get('count'); } }";

test("the page gets module, style sheet and state, and the version that the set-up installs", () => {
  shown(customWidget({ esm, css: ".counter { color: red }", state: { count: 1, list: [1, "a"] } }));
  const state = stateOf(kernel.take().at(-1)!);
  const { _model_module, _model_name, _view_name, _esm, _css, count, list } = state;
  assert.deepEqual(
    { _model_module, _model_name, _view_name, _esm, _css, count, list },
    {
      _model_module: "anywidget",
      _model_name: "AnyModel",
      _view_name: "AnyView",
      _esm: esm,
      _css: ".counter { color: red }",
      count: 1,
      list: [1, "a"],
    },
  );
  const lock = readFileSync(join(__dirname, "../../../scripts/setup/widgets.txt"), "utf8");
  const installed = /^anywidget==(\d+\.\d+)\./m.exec(lock)?.[1];
  assert.equal(state["_model_module_version"], `~${installed}.*`);
  assert.equal(state["_view_module_version"], `~${installed}.*`);
});

test("widgets of the same source share a style sheet, others do not", () => {
  const idOf = (css: string) => {
    shown(customWidget({ esm, css, state: {} }));
    return stateOf(kernel.take().at(-1)!)["_anywidget_id"];
  };
  assert.equal(idOf("a {}"), idOf("a {}"));
  assert.notEqual(idOf("a {}"), idOf("b {}"));
});

test("the state is typed and goes both ways", async () => {
  const counter = customWidget({ esm, state: { count: 1, name: "a" } });
  const heard: number[] = [];
  counter.onChange(({ count }) => heard.push(count));
  const id = shown(counter);
  kernel.take();
  kernel.change(id, { count: 2 });
  assert.deepEqual(counter.value, { count: 2, name: "a" });
  counter.update({ count: 3 });
  counter.update({ count: 3 });
  assert.deepEqual(kernel.updates(), [{ count: 3 }]);
  counter.value = { count: 3, name: "b" };
  await afterPause();
  assert.deepEqual(kernel.updates(), [{ name: "b" }], "only what differs");
  assert.deepEqual(heard, [2, 3, 3]);
  // @ts-expect-error: a word for a number
  const wrong: Parameters<typeof counter.update>[0] = { count: "4" };
  assert.ok(wrong);
  kernel.change(id, { unknown: 1, _esm: "export default {}", layout: "x" });
  assert.deepEqual(Object.keys(counter.value), ["count", "name"]);
});

test("binary values travel as buffers and keep their kind", () => {
  const latent = new Float32Array([0, 1.5, -2, 9]).subarray(1, 3);
  const widget = customWidget({
    esm,
    state: { latent, nested: { bytes: new Uint8Array([7]) }, raw: new ArrayBuffer(2) },
  });
  const id = shown(widget);
  const opened = kernel.take().at(-1)!;
  assert.deepEqual(opened.data["buffer_paths"], [["latent"], ["nested", "bytes"], ["raw"]]);
  assert.deepEqual(stateOf(opened)["nested"], {});
  const sent = new Float32Array(new Uint8Array(opened.buffers[0]!).buffer);
  assert.deepEqual(sent, new Float32Array([1.5, -2]));

  // As they arrive: bytes at an odd place of a larger piece of memory.
  const memory = new Uint8Array(9);
  memory.set(new Uint8Array(new Float32Array([3, 4]).buffer), 1);
  kernel.change(id, {}, { buffer_paths: [["latent"]] }, [memory.subarray(1)]);
  assert.deepEqual(widget.value.latent, new Float32Array([3, 4]));
  kernel.change(id, {}, { buffer_paths: [["raw"]] }, [memory.subarray(0, 3)]);
  assert.ok(widget.value.raw instanceof ArrayBuffer && widget.value.raw.byteLength === 3);
  kernel.change(id, { nested: {} }, { buffer_paths: [["nested", "bytes"]] }, [memory.subarray(8)]);
  assert.deepEqual(widget.value.nested, { bytes: memory.slice(8) });
});

test("an array that the code goes on writing to is sent when it is given again", async () => {
  const pixels = new Uint8Array(4);
  const widget = customWidget({ esm, state: { pixels } });
  shown(widget);
  kernel.take();
  pixels[0] = 255;
  assert.equal(widget.value.pixels[0], 0);
  widget.update({ pixels });
  await afterPause();
  const [update, ...rest] = kernel.take("message");
  assert.deepEqual(rest, []);
  assert.deepEqual(update!.data["buffer_paths"], [["pixels"]]);
  assert.deepEqual(update!.buffers, [new Uint8Array([255, 0, 0, 0])]);
});

test("messages go both ways", () => {
  const widget = customWidget({ esm, state: {} });
  const heard: unknown[] = [];
  widget.onMessage(({ content, buffers }) => heard.push(content, buffers));
  const id = shown(widget);
  kernel.take();
  kernel.receive(id, { method: "custom", content: { point: [1, 2] } }, [new Uint8Array([1])]);
  assert.deepEqual(heard, [{ point: [1, 2] }, [new Uint8Array([1])]]);
  widget.send({ flash: true }, [new Uint8Array([2])]);
  const [message] = kernel.take();
  assert.deepEqual(message!.data, { method: "custom", content: { flash: true } });
  assert.deepEqual(message!.buffers, [new Uint8Array([2])]);
});

test("pages without widgets get what was given for them", () => {
  const fallback = { "image/png": "iVBORw0KGgo=", "text/plain": "A counter at 1." };
  const counter = customWidget({ esm, state: { count: 1 }, fallback });
  counter.show();
  const { data } = kernel.take("display")[0]!;
  const { "application/vnd.jupyter.widget-view+json": view, ...rest } = data;
  assert.deepEqual(rest, fallback);
  assert.match((view as { model_id: string }).model_id, /^model-/);
  assert.equal(inspect(counter), "A counter at 1.");
  kernel.remove();
  assert.deepEqual(customWidget({ esm, state: {}, fallback })[jupyterDisplay](), fallback);
});

test("refused", () => {
  const state = { count: 0 };
  const cases: [make: () => unknown, kind: string, message: RegExp][] = [
    [() => customWidget({ esm: 3 as never, state }), "TypeError", /esm must be a string, got 3/],
    [() => customWidget({ esm: "render()", state }), "TypeError", /with a default export/],
    [() => customWidget({ esm, state: [] }), "TypeError", /state must be a plain object/],
    [() => customWidget({ esm, state: { _x: 1 } }), "RangeError", /needs the key '_x' for itself/],
    [() => customWidget({ esm, state: { layout: 1 } }), "RangeError", /'layout'/],
    [() => customWidget({ esm, state: { f: () => 1 } }), "TypeError", /state\.f must be what JSON/],
    [
      () => customWidget({ esm, state: { a: [{ b: NaN }] } }),
      "TypeError",
      /state\.a\[0\]\.b must be what JSON can hold, or binary, got NaN/,
    ],
    [() => customWidget({ esm, state, fallback: [] as never }), "TypeError", /fallback must be/],
    [
      () =>
        customWidget({ esm, state, fallback: { "application/vnd.jupyter.widget-view+json": {} } }),
      "RangeError",
      /fallback must be for pages without widgets/,
    ],
    [
      () => {
        customWidget({ esm, state }).update({ cuont: 1 } as never);
      },
      "RangeError",
      /the state has no 'cuont', it has count/,
    ],
    [
      () => {
        customWidget({ esm, state }).update({ count: undefined } as never);
      },
      "TypeError",
      /state\.count must be/,
    ],
  ];
  for (const [make, name, message] of cases) assert.throws(make, { name, message });
});
