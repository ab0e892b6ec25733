import assert from "node:assert/strict";
import { test } from "node:test";
import { sweepView } from "../../../lib/notebook";
import { rateDistortion } from "../../../lib/plots";
import { sweep, type Swept } from "../../../lib/training";
import { captured, printed } from "../notebook/captured";

const points = (finished: readonly Swept<number, { rate: number; distortion: number }>[]) =>
  finished.map(({ value, result }) => ({ beta: value, ...result }));
const run = (beta: number) => Promise.resolve({ rate: 20 / beta, distortion: 100 + beta });

test("one output fills with what is finished, and ends as the figure alone", async () => {
  const messages = await captured(() =>
    sweep([1, 2, 4], run, {
      onProgress: sweepView({ name: "β", figure: (all) => rateDistortion(points(all)) }),
    }),
  );
  assert.deepEqual(
    messages.map(({ update }) => update),
    messages.map((_, i) => i > 0),
  );
  assert.equal(new Set(messages.map(({ transient }) => transient?.display_id)).size, 1);
  assert.equal(messages[0]!.data["text/plain"], "β = 1 · 0 of 3 finished");
  const live = messages.slice(0, -1).map(({ data }) => String(data["text/html"]));
  assert.doesNotMatch(live[0]!, /<img/);
  assert.match(live.at(-1)!, /<img src="data:image\/png;base64,.*alt="Distortion over rate/);
  const last = messages.at(-1)!.data;
  assert.ok(last["application/vnd.vegalite.v5+json"]);
  assert.match(String(last["text/plain"]), /β = 4: rate 5, distortion 104/);
});

test("without a figure it is a table of the numbers", async () => {
  const messages = await captured(() => sweep([1, 2], run, { onProgress: sweepView() }));
  assert.match(String(messages.at(-1)!.data["text/plain"]), /value +rate +distortion/);
});

test("a figure that fails does not fail the sweep", async () => {
  const { error } = console;
  const errors: unknown[][] = [];
  console.error = (...all: unknown[]) => void errors.push(all);
  try {
    await captured(async () => {
      const all = await sweep([1, 2], run, {
        onProgress: sweepView({
          figure: () => {
            throw new Error("no");
          },
        }),
      });
      assert.equal(all.length, 2);
    });
  } finally {
    console.error = error;
  }
  assert.equal(errors.length, 1);
});

test("stopped before the first run, it says so; in plain Node it prints", async () => {
  const signal = AbortSignal.abort();
  const text = await printed(() => sweep([1], run, { signal, onProgress: sweepView() }));
  assert.match(text, /Stopped before the first run/);
  const lines = await printed(() => sweep([1], run, { onProgress: sweepView({ name: "β" }) }));
  assert.match(lines, /β = 1 · 0 of 1 finished/);
});
