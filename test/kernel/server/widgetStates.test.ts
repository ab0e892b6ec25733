import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { WidgetStates } from "../../../kernel/server/widgetStates";

const bytes = (...values: number[]) => new Uint8Array(values);

const names = {
  _model_name: "FloatSliderModel",
  _model_module: "@jupyter-widgets/controls",
  _model_module_version: "2.0.0",
};

function opened(states: WidgetStates, id: string, state: object, buffers: Uint8Array[] = []) {
  const buffer_paths = buffers.map((_, index) => [`binary${index}`]);
  const data = { state: { ...names, ...state }, buffer_paths };
  states.opened({ id, target: "jupyter.widget", data, metadata: { version: "2.1.0" }, buffers });
}

function update(state: object, buffer_paths: unknown = []): object {
  return { method: "update", state, buffer_paths };
}

/** What a page that is loaded anew gets. */
function all(states: WidgetStates) {
  const { data, buffers } = states.controlReply({ method: "request_states" })!;
  const { states: models, ...rest } = data as {
    method: string;
    states: Record<string, { state: Record<string, unknown> }>;
    buffer_paths: unknown;
  };
  return { models, buffers, ...rest };
}

test("a new page gets every model, in the order in which they were opened", () => {
  const states = new WidgetStates();
  opened(states, "layout", { width: "25em" });
  opened(states, "slider", { value: 1, layout: "IPY_MODEL_layout" });
  opened(states, "picture", { width: 2 }, [bytes(1, 2), bytes(3)]);
  states.opened({ id: "mine", target: "my.target", data: {}, metadata: {}, buffers: [] });
  const { _model_name: model_name, _model_module: model_module } = names;
  const model = { model_name, model_module, model_module_version: "2.0.0" };
  assert.deepEqual(states.controlReply({ method: "request_states" }), {
    data: {
      method: "update_states",
      states: {
        layout: { ...model, state: { ...names, width: "25em" } },
        slider: { ...model, state: { ...names, value: 1, layout: "IPY_MODEL_layout" } },
        picture: { ...model, state: { ...names, width: 2 } },
      },
      buffer_paths: [
        ["picture", "state", "binary0"],
        ["picture", "state", "binary1"],
      ],
    },
    buffers: [bytes(1, 2), bytes(3)],
  });
  assert.deepEqual(Object.keys(all(states).models), ["layout", "slider", "picture"]);
  assert.deepEqual(all(new WidgetStates()).models, {});
});

test("control: what a page asks on it", () => {
  const states = new WidgetStates();
  assert.equal(states.isControl("jupyter.widget.control"), true);
  assert.equal(states.isControl("jupyter.widget"), false);
  for (const data of [{}, { method: "request_state" }, { method: 1 }, [], null as never]) {
    assert.equal(states.controlReply(data), undefined);
  }
});

test("changes of the code and of the page are merged, the page's are echoed", () => {
  const states = new WidgetStates();
  opened(states, "slider", { value: 1, disabled: false });
  states.fromKernel("slider", update({ value: 2 }), []);
  assert.deepEqual(states.fromPage("slider", update({ value: 3 }), []), {
    data: { method: "echo_update", state: { value: 3 }, buffer_paths: [] },
    buffers: [],
    forward: { method: "update", state: { value: 3 }, buffer_paths: [], seen: 0 },
  });
  states.fromKernel("slider", { ...update({ disabled: true }), message: 4 }, []);
  assert.deepEqual(all(states).models["slider"]?.state, { ...names, value: 3, disabled: true });
  const { forward } = states.fromPage("slider", update({ value: 5 }), [])!;
  assert.deepEqual(forward, { ...update({ value: 5 }), seen: 4 });
});

test("one model's state can be asked for", () => {
  const states = new WidgetStates();
  opened(states, "slider", { value: 1 }, [bytes(9)]);
  assert.deepEqual(states.fromPage("slider", { method: "request_state" }, []), {
    data: { method: "update", state: { ...names, value: 1 }, buffer_paths: [["binary0"]] },
    buffers: [bytes(9)],
    forward: undefined,
  });
});

test("binary values are merged at any depth and leave with the key that they were in", () => {
  const states = new WidgetStates();
  const data = {
    state: { ...names, image: { shape: [2] }, list: [0, null] },
    buffer_paths: [
      ["image", "data"],
      ["list", 1],
    ],
  };
  const kept = structuredClone(data);
  const memory = bytes(1, 2, 3);
  states.opened({
    id: "a",
    target: "jupyter.widget",
    data,
    metadata: {},
    buffers: [memory.subarray(0, 2), memory.subarray(2)],
  });
  assert.deepEqual(data, kept, "the message can still be sent on");
  memory.fill(0);
  assert.deepEqual(all(states).buffers, [bytes(1, 2), bytes(3)], "its memory may be used again");
  assert.deepEqual(all(states).models["a"]?.state["list"], [0, null]);

  const changed = update({ list: ["x", { deep: null }] }, [["list", 1, "deep"]]);
  const answer = states.fromPage("a", changed, [bytes(7)])!;
  assert.deepEqual(answer.data, {
    method: "echo_update",
    state: { list: ["x", {}] },
    buffer_paths: [["list", 1, "deep"]],
  });
  assert.deepEqual(answer.buffers, [bytes(7)]);
  assert.deepEqual((answer.forward as Record<string, unknown>)["buffer_paths"], [
    ["list", 1, "deep"],
  ]);
  states.fromKernel("a", update({ image: null }), []);
  const { buffers, buffer_paths } = all(states);
  assert.deepEqual(buffers, [bytes(7)]);
  assert.deepEqual(buffer_paths, [["a", "state", "list", 1, "deep"]]);
});

test("closed models are gone; a runtime that died leaves none, and says which to close", () => {
  const states = new WidgetStates();
  for (const id of ["a", "b", "c"]) opened(states, id, { value: 1 });
  states.closed("b");
  states.closed("never opened");
  assert.equal(states.fromPage("b", update({ value: 2 }), []), undefined);
  states.fromKernel("b", update({ value: 2 }), []);
  assert.deepEqual(Object.keys(all(states).models), ["a", "c"]);
  assert.deepEqual(states.clear(), ["a", "c"]);
  assert.deepEqual(states.clear(), []);
  assert.deepEqual(all(states).models, {});
});

let deep: unknown = 1;
for (let level = 0; level < 20_000; level++) deep = [deep];

const ignored: [name: string, data: object, buffers: Uint8Array[]][] = [
  ["a click", { method: "custom", content: { event: "click" } }, []],
  ["no method", { state: { value: 2 } }, []],
  ["an unknown method", { method: "update_states", state: { value: 2 } }, []],
  ["no state", { method: "update" }, []],
  ["a state that is none", { method: "update", state: [1] }, []],
  ["null", null as never, []],
  ["an array", [] as never, []],
  ["a key that the code has not told of", update({ secret: 2 }), []],
  ["a key that says what the model is", update({ _model_name: "Evil" }), []],
  ["a prototype", JSON.parse('{"method":"update","state":{"__proto__":{"x":1}}}') as object, []],
  ["paths without buffers", update({ value: 2 }, [["value"]]), []],
  ["buffers without paths", update({ value: 2 }), [bytes(1)]],
  ["a path to nowhere", update({ value: 2 }, [["value", "x"]]), [bytes(1)]],
  ["a path through a prototype", update({ value: {} }, [["value", "__proto__", "x"]]), [bytes(1)]],
  ["a state that is too deep for any stack", update({ value: deep }), []],
];

for (const [name, data, buffers] of ignored) {
  test(`ignored: ${name}`, () => {
    const states = new WidgetStates();
    opened(states, "slider", { value: 1 });
    assert.equal(states.fromPage("slider", data, buffers), undefined);
    assert.equal(states.fromPage("unknown", data, buffers), undefined);
    assert.deepEqual(all(states).models["slider"]?.state, { ...names, value: 1 });
    assert.equal(Reflect.get({}, "x"), undefined);
  });
}

test("of a change, what fits is taken", () => {
  const states = new WidgetStates();
  opened(states, "slider", { value: 1 });
  const { data } = states.fromPage("slider", update({ value: 2, secret: 3, _esm: "x" }), [])!;
  assert.deepEqual((data as { state: object }).state, { value: 2 });
});

test("nothing that comes in makes it throw, or grow beyond the keys that the code has opened", () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const state = fc.dictionary(
    fc.oneof(fc.constantFrom("value", "list", "__proto__", "_model_name"), fc.string()),
    json,
  );
  const message = fc.oneof(
    json,
    fc.record({
      method: fc.oneof(fc.constantFrom("update", "request_state", "request_states"), json),
      state: fc.oneof(state, json),
      buffer_paths: fc.oneof(fc.array(fc.array(fc.oneof(fc.string(), fc.nat(3)))), json),
      message: json,
    }),
  );
  const ids = fc.constantFrom("slider", "unknown", "__proto__");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(ids, message, fc.array(fc.uint8Array({ maxLength: 3 }), { maxLength: 3 }))),
      (messages) => {
        const states = new WidgetStates();
        opened(states, "slider", { value: 1, list: [null, { a: null }] });
        for (const [id, data, buffers] of messages) {
          states.fromPage(id, data as object, buffers);
          states.controlReply(data as object);
        }
        const { models } = all(states);
        assert.deepEqual(Object.keys(models), ["slider"]);
        const known = ["_model_module", "_model_module_version", "_model_name", "list", "value"];
        const keys = Object.keys(models["slider"]!.state);
        assert.ok(keys.every((key) => known.includes(key)));
        for (const [id, data, buffers] of messages) {
          states.fromKernel(id, data as object, buffers);
          states.opened({
            id,
            target: "jupyter.widget",
            data: data as object,
            metadata: {},
            buffers,
          });
        }
        all(states);
      },
    ),
    { numRuns: 300 },
  );
});
