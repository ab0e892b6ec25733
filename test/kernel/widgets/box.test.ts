import assert from "node:assert/strict";
import { test } from "node:test";
import { button, column, row, slider } from "../../../kernel/widgets";
import { FakeKernel, shown, stateOf } from "./fakeKernel";

test("children are known to the page before what holds them", () => {
  const kernel = new FakeKernel();
  try {
    const beta = slider({ label: "β" });
    const go = button({ label: "Train" });
    const box = column(row(beta, go), beta);
    shown(box);
    const opened = kernel.take("open");
    const known = new Set<string>();
    for (const { id, data } of opened) {
      const named = JSON.stringify(data).match(/(?<=IPY_MODEL_)[\w-]+/g) ?? [];
      for (const name of named) assert.ok(known.has(name), `${name} is named before it is there`);
      known.add(id);
    }
    const [rowState, columnState] = opened.map(stateOf).filter((state) => "children" in state);
    assert.equal(rowState!["_model_name"], "HBoxModel");
    assert.equal(columnState!["_model_name"], "VBoxModel");
    const children = columnState!["children"] as string[];
    assert.equal((rowState!["children"] as string[])[0], children[1], "one slider, twice");
    assert.equal(box.describe(), "slider β: 0 (0 to 1) | button Train\nslider β: 0 (0 to 1)");

    box.close();
    assert.deepEqual(kernel.take("close").length, 2, "the column and its layout");
    beta.value = 0.5;
    assert.deepEqual(kernel.updates(), [{ value: 0.5 }]);
  } finally {
    kernel.remove();
  }
});

test("what is no widget is refused", () => {
  assert.throws(() => row(slider(), "β" as never), {
    name: "TypeError",
    message: "row: takes widgets, got 'β'. For words there is label().",
  });
});
