import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { Vae } from "../../../lib/models";
import { trainingControls } from "../../../lib/notebook";
import { adam, fit, type Progress } from "../../../lib/training";
import { FakeKernel, stateOf, type Sent } from "../../kernel/widgets/fakeKernel";
import { bars } from "../training/images";
import { captured, printed } from "./captured";

before(() => backend());

const small = () => new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });

function progress(step: number, done = false): Progress {
  const terms = { loss: 120, negativeElbo: 120, distortion: 100, rate: 20 };
  const steps = Array.from({ length: step }, (_, i) => {
    return { step: i + 1, beta: 1, examples: 100, ...terms };
  });
  const history = { steps, epochs: [], stepsPerEpoch: 10, stopped: false };
  const times = { secondsElapsed: 1, secondsLeft: 2 };
  return { step, totalSteps: 20, epoch: 1, epochs: 2, ...times, history, preparing: false, done };
}

/** As if on a page: what is on it, by the names of its models, and what is shown of the view. */
function onPage(look: (page: Page) => void | Promise<void>): Promise<void> | void {
  const kernel = new FakeKernel();
  const opened: Sent[] = [];
  const page: Page = {
    find: (name) => {
      opened.push(...kernel.take());
      const found = opened.filter((sent) => {
        return sent.type === "open" && stateOf(sent)["_model_name"] === name;
      });
      return found.map(({ id }) => id);
    },
    value: (id) => stateOf(opened.find((sent) => sent.id === id)!)["value"],
    move: (id, value) => {
      kernel.change(id, { value });
    },
    click: (id) => {
      kernel.receive(id, { method: "custom", content: { event: "click" } });
    },
    displayed: () => {
      opened.push(...kernel.take());
      return opened
        .map(({ type, data }) => (type === "display" ? JSON.stringify(data) : ""))
        .join();
    },
  };
  const end = () => {
    kernel.remove();
  };
  const done = look(page);
  if (!(done instanceof Promise)) end();
  else return done.finally(end);
}

interface Page {
  find(name: string): string[];
  /** As it was when the page was told of it. */
  value(id: string): unknown;
  move(id: string, value: number): void;
  click(id: string): void;
  displayed(): string;
}

test("where no widgets are, it trains as with a constant β and learning rate, and frees its Adam", async () => {
  const [plain, steered] = [small(), small()];
  const settings = { epochs: 3, batchSize: 10, seed: 3 };
  const optimizer = adam({ learningRate: 0.01 });
  const expected = await fit(plain, bars(50), { ...settings, beta: 0.33, optimizer });
  optimizer.dispose();
  const before = tf.memory().numTensors;
  let history = expected;
  const messages = await captured(async () => {
    const controls = trainingControls({ beta: 0.33, learningRate: 0.01 });
    history = await fit(steered, bars(50), { ...settings, ...controls });
  });
  assert.deepEqual(history.steps, expected.steps);
  assert.equal(tf.memory().numTensors, before);
  assert.doesNotMatch(JSON.stringify(messages), /widget|slider/);
});

test("in plain Node it prints no more than the view does", async () => {
  const lines = await printed(() => {
    void trainingControls().onProgress(progress(1));
  });
  assert.match(lines, /^epoch 1 of 2 · step 1 of 20 · 2 s left$/);
});

test("a slider moves β and the learning rate; each change is a mark, a drag is one", () =>
  onPage((page) => {
    const controls = trainingControls({ beta: 1, learningRate: 1e-3 });
    void controls.onProgress(progress(3));
    const [beta] = page.find("FloatSliderModel");
    const [rate] = page.find("FloatLogSliderModel");
    for (const value of [2, 3, 4]) page.move(beta!, value);
    assert.equal(controls.beta(), 4);
    page.move(rate!, 0.01);
    assert.equal(controls.optimizer.learningRate, 0.01);
    void controls.onProgress(progress(20, true));
    const shown = page.displayed();
    // They hold from the fourth step on.
    assert.ok(shown.includes('"datum":4'), shown.slice(0, 400));
    assert.ok(shown.includes("β = 4") && shown.includes("learning rate = 0.01"));
    assert.doesNotMatch(shown, /β = 2|β = 3/);
  }));

test("pause holds the training until resume", () =>
  onPage(async (page) => {
    const controls = trainingControls();
    assert.equal(controls.onProgress(progress(1)), undefined);
    const [pause] = page.find("ButtonModel");
    page.click(pause!);
    const held = controls.onProgress(progress(2));
    assert.ok(held instanceof Promise);
    page.click(pause!);
    await held;
    assert.equal(controls.onProgress(progress(3)), undefined);
  }));

test("stop aborts, also while paused; another signal does too", async () => {
  await onPage(async (page) => {
    const controls = trainingControls();
    void controls.onProgress(progress(1));
    const [pause, stop] = page.find("ButtonModel");
    page.click(pause!);
    const held = controls.onProgress(progress(2));
    page.click(stop!);
    await held;
    assert.ok(controls.signal.aborted);
  });
  await onPage(async (page) => {
    const outer = new AbortController();
    const controls = trainingControls({ signal: outer.signal });
    void controls.onProgress(progress(1));
    page.click(page.find("ButtonModel")[0]!);
    const held = controls.onProgress(progress(2));
    outer.abort();
    await held;
    assert.ok(controls.signal.aborted);
  });
});

for (const cell of ["that made the controls", "that trains"]) {
  test(`an interrupt of the cell ${cell} ends a pause and the training`, () =>
    onPage(async (page) => {
      const name = Symbol.for("vae-cookbook.signal");
      const [making, training] = [new AbortController(), new AbortController()];
      try {
        Reflect.set(globalThis, name, () => making.signal);
        const controls = trainingControls();
        Reflect.set(globalThis, name, () => training.signal);
        void controls.onProgress(progress(1));
        page.click(page.find("ButtonModel")[0]!);
        const held = controls.onProgress(progress(2));
        assert.ok(held instanceof Promise && !controls.signal.aborted);
        (cell === "that trains" ? training : making).abort();
        await held;
        assert.ok(controls.signal.aborted);
      } finally {
        Reflect.deleteProperty(globalThis, name);
      }
    }));
}

test("a β or a learning rate that cannot be is refused", () => {
  assert.throws(() => trainingControls({ beta: -1 }), /trainingControls: beta/);
  assert.throws(() => trainingControls({ learningRate: 0 }), /trainingControls: learningRate/);
  assert.throws(() => trainingControls({ beta: NaN }), /trainingControls: beta/);
});

test("a click on pause that comes after stop holds nothing", () =>
  onPage((page) => {
    const controls = trainingControls();
    void controls.onProgress(progress(1));
    const [pause, stop] = page.find("ButtonModel");
    page.click(stop!);
    page.click(pause!);
    assert.equal(controls.onProgress(progress(2)), undefined);
  }));

test("the slider stands at the β that is asked for", () =>
  onPage((page) => {
    for (const beta of [0.25, 4, 0.3]) {
      const controls = trainingControls({ beta });
      void controls.onProgress(progress(1));
      assert.equal(page.value(page.find("FloatSliderModel").at(-1)!), beta);
      void controls.onProgress(progress(20, true));
    }
  }));

test("the other slider stands at the learning rate that is asked for", () =>
  onPage((page) => {
    for (const learningRate of [1e-3, 3e-4, 0.05]) {
      const controls = trainingControls({ learningRate });
      void controls.onProgress(progress(1));
      const shown = page.value(page.find("FloatLogSliderModel").at(-1)!) as number;
      assert.ok(Math.abs(shown / learningRate - 1) < 1e-9, `${shown}`);
      void controls.onProgress(progress(20, true));
    }
  }));

test("a second training with the same controls is refused, not stopped in silence", async () => {
  const controls = trainingControls();
  await captured(async () => {
    await fit(small(), bars(20), { epochs: 1, batchSize: 10, ...controls });
    await assert.rejects(
      fit(small(), bars(20), { epochs: 1, batchSize: 10, ...controls }),
      /trainingControls: the training [^]* is over\. Make new ones/,
    );
  });
});
