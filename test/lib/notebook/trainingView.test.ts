import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { trainingView, type TrainingMark } from "../../../lib/notebook";
import type { Progress } from "../../../lib/training";
import { captured, printed } from "./captured";

function progress(step: number, done = false): Progress {
  const steps = Array.from({ length: step }, (_, i) => ({
    ...{ step: i + 1, beta: 1, examples: 100 },
    ...{ loss: 120 - i, negativeElbo: 120 - i, distortion: 100 - i, rate: 20 },
  }));
  const history = { steps, epochs: [], stepsPerEpoch: 10, stopped: false };
  const times = { secondsElapsed: 12.345, secondsLeft: 67.8 };
  return { step, totalSteps: 20, epoch: 1, epochs: 2, ...times, history, preparing: false, done };
}

/** The view's clock, in ms, which stands still but for what the test adds. */
function clockOf({ mock }: TestContext): { now: number } {
  const clock = { now: 1000 };
  mock.method(performance, "now", () => clock.now);
  return clock;
}

test("it updates one output, then replaces it by a chart without times", async (t) => {
  const clock = clockOf(t);
  const messages = await captured(() => {
    const view = trainingView();
    view(progress(1));
    clock.now += 500;
    for (let i = 0; i < 100; i++) view(progress(5));
    view(progress(20, true));
  });
  assert.equal(new Set(messages.map(({ transient }) => transient?.display_id)).size, 1);
  assert.deepEqual(
    messages.map(({ update }) => update),
    [false, true, true],
  );
  assert.match(
    String(messages[1]!.data["text/html"]),
    /step 5 of 20.*68 s left.*distortion 96 nats/,
  );
  const last = JSON.stringify(messages[2]);
  assert.ok(last.includes("Negative ELBO falls from 120 to 101 nats in 20 steps"));
  assert.doesNotMatch(last, /text\/html|12\.3|67\.8|68 s/);
});

test("another model's terms are shown by their names, without a unit", async () => {
  const { history, ...rest } = progress(5);
  const steps = history.steps.map(({ step }) => {
    return { step, examples: 100, loss: 0.7, real: 0.6254, adversary: 1.3 };
  });
  const [live, last] = await captured(() => {
    const view = trainingView();
    const state = { ...rest, history: { ...history, steps } };
    view(state);
    view({ ...state, done: true });
  });
  const html = String(live!.data["text/html"]);
  for (const shown of ["loss 0.7 <", "real 0.625 <", "adversary 1.3 <"]) {
    assert.ok(html.includes(shown), shown);
  }
  assert.doesNotMatch(html, /nats|examples/);
  assert.match(String(last!.data["text/plain"]), /^Loss goes from 0\.7 to 0\.7 in 5 steps/);
});

test("it says that the step is being compiled", async () => {
  const messages = await captured(() => {
    trainingView()({ ...progress(0), preparing: true });
  });
  assert.match(String(messages[0]!.data["text/html"]), /preparing: the training step is being/);
});

test("at most two updates a second; a new mark comes sooner", async (t) => {
  const clock = clockOf(t);
  const messages = await captured(() => {
    const view = trainingView();
    for (const end = clock.now + 1000; clock.now < end; clock.now++) view(progress(3));
  });
  assert.equal(messages.length, 2);

  const marks: TrainingMark[] = [];
  const withMark = await captured(() => {
    const view = trainingView({ marks });
    view(progress(3));
    marks.push({ step: 4, label: "β = 4" });
    clock.now += 249;
    view(progress(4));
    clock.now += 1;
    for (let i = 0; i < 100; i++) view(progress(5));
  });
  assert.equal(withMark.length, 2);
  assert.match(String(withMark[1]!.data["text/html"]), /β = 4<\/text>/);
});

test("an update takes at most a tenth of the time", async (t) => {
  const clock = clockOf(t);
  const messages = await captured(() => {
    const vae = {
      sample(count: number) {
        clock.now += 100; // what drawing takes
        const dispose = () => undefined;
        return { shape: [count, 784], dataSync: () => new Float32Array(count * 784), dispose };
      },
    };
    const view = trainingView({ vae });
    view(progress(1));
    clock.now += 999;
    view(progress(2));
    clock.now += 1;
    view(progress(3));
  });
  assert.equal(messages.length, 2);
});

test("samples come from the same latents, and their tensors are freed", async () => {
  const seeds: number[] = [];
  let disposed = 0;
  const vae = {
    sample(count: number, { seed }: { seed: number }) {
      seeds.push(seed);
      return {
        shape: [count, 784],
        dataSync: () => new Float32Array(count * 784),
        dispose: () => disposed++,
      };
    },
  };
  const messages = await captured(() => {
    trainingView({ vae, columns: 4 })(progress(1));
  });
  assert.match(String(messages[0]!.data["text/html"]), /<img src="data:image\/png;base64,/);
  assert.deepEqual([seeds, disposed], [[0], 1]);
});

test("a view that fails is reported once and never fails the training", async () => {
  const errors: unknown[][] = [];
  const { error } = console;
  console.error = (...args: unknown[]) => void errors.push(args);
  const vae = {
    sample(): never {
      throw new Error("no decoder");
    },
  };
  try {
    const messages = await captured(async () => {
      const view = trainingView({ vae });
      view(progress(1));
      await sleep(300);
      view(progress(2));
      view(progress(20, true));
    });
    assert.equal(errors.length, 1);
    assert.match(String(errors[0]), /the training goes on.*no decoder/);
    assert.equal(messages.length, 1, "the final chart is still shown");
  } finally {
    console.error = error;
  }
});

test("a training that was stopped at once, or under way, says so", async () => {
  const [nothing] = await captured(() => {
    trainingView()(progress(0, true));
  });
  assert.match(String(nothing!.data["text/plain"]), /before the first training step/);
  const half = progress(7, true);
  half.history.stopped = true;
  const [some] = await captured(() => {
    trainingView()(half);
  });
  assert.match(String(some!.data["text/plain"]), /^Stopped after 7 steps\./);
});

test("the title may be made from the history", async () => {
  const [message] = await captured(() => {
    trainingView({ title: ({ steps }) => `${steps.length} steps were enough` })(progress(9, true));
  });
  assert.match(String(message!.data["text/plain"]), /^9 steps were enough\./);
});

test("plain Node prints a line and the final text", async () => {
  const text = await printed(() => {
    const view = trainingView();
    view(progress(1));
    view(progress(2));
    view(progress(20, true));
  });
  assert.match(text, /^epoch 1 of 2 · step 1 of 20 · 68 s left\nNegative ELBO falls.*$/);
});
