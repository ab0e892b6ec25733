import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { jupyterDisplay, label } from "@vae-cookbook/kernel/widgets";
import { interruptSignal, numbers, show } from "../../../lib/notebook";
import { bar, imageGrid, table } from "../../../lib/plots";
import { captured, printed } from "./captured";

const chart = bar(["a"], [1], { title: "One" });

test("a chart is one message with its spec as an object, a PNG and a text", async () => {
  const [message, ...rest] = await captured(() => {
    show(chart);
  });
  assert.equal(rest.length, 0);
  const { data, metadata, update } = message!;
  assert.equal(update, false);
  assert.deepEqual(data["application/vnd.vegalite.v5+json"], chart.spec);
  assert.match(String(data["image/png"]), /^iVBORw0KGgo/);
  assert.equal(data["text/plain"], chart.description);
  const { width, height, alt } = metadata["image/png"] as Record<string, unknown>;
  assert.ok(Number(width) > 500 && Number(height) > 200);
  assert.equal(alt, chart.description);
  assert.deepEqual(JSON.parse(JSON.stringify(message)), message, "not JSON");
});

test("several things are as many messages, in order", async () => {
  const tensor = { shape: [2, 784], dataSync: () => new Float32Array(2 * 784) };
  const messages = await captured(() => {
    show("**bold**", tensor, chart, table([{ a: 1 }]));
  });
  assert.deepEqual(
    messages.map(({ data }) => Object.keys(data)[0]),
    ["text/markdown", "image/png", "application/vnd.vegalite.v5+json", "text/html"],
  );
});

test("a widget shows itself, in plain Node as text", async () => {
  const widget = label({ value: "ready" });
  const [message, ...rest] = await captured(() => {
    show(widget);
  });
  assert.equal(rest.length, 0);
  assert.deepEqual(message!.data, widget[jupyterDisplay]());
  const text = await printed(() => {
    show(widget);
  });
  assert.equal(text, widget.describe());
});

test("a table escapes what its cells say", async () => {
  const figure = table([{ "a<b": '<script>alert("1")</script>' }], { title: "1 & 2" });
  const [{ data } = { data: {} as never }] = await captured(() => {
    show(figure);
  });
  assert.doesNotMatch(String(data["text/html"]), /<script|a<b/);
  assert.match(String(data["text/html"]), /<caption[^>]*>1 &#38; 2<\/caption>/);
  assert.match(String(data["text/html"]), /<th scope="col"/);
});

test("a chapter's numbers are a table, and JSON in the same message", async () => {
  const given = {
    chapter: "03-training",
    parameters: { beta: 1, fast: false },
    numbers: [
      { name: "test negative ELBO", value: 105.91234, unit: "nats", reference: 105.6, source: "x" },
      { name: "rate", value: 25, unit: "nats" },
    ],
  };
  const messages = await captured(() => {
    show(numbers(given));
  });
  assert.equal(messages.length, 1);
  assert.deepEqual(messages[0]!.data["application/json"], given);
  assert.match(String(messages[0]!.data["text/html"]), /105\.9.*105\.6/);
  const nan = { ...given, numbers: [{ name: "x", value: NaN, unit: "" }] };
  assert.throws(() => numbers(nan), /"x" is NaN/);
});

test("plain Node prints the text", async () => {
  assert.equal(
    await printed(() => {
      show(
        "hello",
        table([
          { name: "KL", nats: 1.5 },
          { name: "D", nats: 80 },
        ]),
      );
    }),
    "hello\nname  nats\n────  ────\nKL     1.5\nD       80",
  );
  assert.equal(interruptSignal(), undefined);
});

test("stock tslab gets the whole bundle through its own writer", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "tslab-")), "tslab", "dist");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "jupyter.js");
  writeFileSync(path, "exports.lastWriteDisplayData = null; exports.messages = [];");
  type Fake = { lastWriteDisplayData: unknown; messages: unknown[][] };
  const tslab = createRequire(__filename)(path) as Fake;
  try {
    assert.equal(
      await printed(() => {
        show("before the first cell");
      }),
      "before the first cell",
    );
    tslab.lastWriteDisplayData = (...args: unknown[]) => tslab.messages.push(args);
    assert.equal(
      await printed(() => {
        show("x");
      }),
      "",
    );
    assert.deepEqual(tslab.messages, [
      [{ data: { "text/markdown": "x", "text/plain": "x" }, metadata: {}, transient: {} }, false],
    ]);
  } finally {
    Reflect.deleteProperty(require.cache, path);
  }
});

test("what is no figure is refused", async () => {
  for (const [thing, name] of [
    [Promise.resolve(1), "a promise"],
    [[1], "an array"],
    [undefined, "undefined"],
  ]) {
    await assert.rejects(
      captured(() => {
        show(thing as string);
      }),
      new RegExp(`show: ${name as string}`),
    );
  }
  assert.equal(imageGrid([0, 1], { height: 1, width: 1 }).kind, "image");
});
