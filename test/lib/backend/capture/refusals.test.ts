import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { capture } from "../../../../lib/backend";
import { captureLoop } from "../../../../lib/backend/capture/captureLoop";
import type { Tensors } from "../../../../lib/backend/capture/container";
import type { NativeBackend } from "../../../../lib/backend/capture/nativeBackend";
import { assertInOrder, countTensors, nativeTest, take } from "./nativeTest";

const REPEATED = "A captured step is recorded and then repeated without its JavaScript\\.";

/** Calls a captured step until it throws, at most five times; the engine must be in order then. */
function refusalOf(
  backend: NativeBackend,
  step: (x: tf.Tensor) => Tensors,
  between: (call: number) => void = () => undefined,
): unknown {
  const captured = capture(step);
  const x = tf.tensor1d([1, 2, 3]);
  const results: Tensors[] = [];
  try {
    for (let call = 1; call <= 5; call++) {
      between(call);
      results.push(captured(x));
    }
    return undefined;
  } catch (error) {
    return error;
  } finally {
    tf.dispose(results as tf.TensorContainer[]);
    x.dispose();
    captured.dispose();
    assertInOrder(backend);
  }
}

/** Refused with a message that says what and how to mend it; without a trace on the engine. */
function assertRefused(
  name: string,
  message: RegExp,
  step: (x: tf.Tensor) => Tensors,
  { between, left = 0 }: { between?: (call: number) => void; left?: number } = {},
): void {
  nativeTest(`refuses ${name}`, (backend) => {
    refusalOf(backend, (x) => x.add(1)); // uploads what waits for it
    const before = countTensors(backend);
    const error = refusalOf(backend, step, between);
    assert.ok(error instanceof Error, "it was not refused");
    assert.match(error.message, message);
    const { tfjs, native } = countTensors(backend);
    assert.deepEqual([tfjs - before.tfjs, native - before.native], [left, left], "tensors left");
    const still = capture((y: tf.Tensor) => y.mul(2));
    const two = tf.scalar(2);
    for (let i = 0; i < 5; i++) assert.deepEqual(take(still(two)), [4]);
    two.dispose();
    still.dispose();
  });
}

const refused = (what: string, remedy: string): RegExp =>
  new RegExp(`^capture: the step ${what}\\. ${REPEATED} ${remedy}\\.$`);

const chance = refused(
  "uses numbers from JavaScript that are new at each run \\(a tensor of shape \\[3\\], .*perhaps tf\\.randomNormal or tf\\.dropout",
  "Draw with standardNormal or uniform and a key that is an argument, or pass the tensor as an argument",
);
const number = refused(
  "uses a number from JavaScript that changes \\(.*, then .*\\), perhaps a counter or a schedule",
  "Pass it as an argument, tf\\.scalar\\(…\\), or keep it in a tf\\.variable",
);
const reading = refused(
  "reads a tensor \\(dataSync, data, arraySync, print, or an operation that looks at values\\)",
  "Return the tensor and read it after the call",
);
const somethingElse = refused(
  "returns something else than a tensor, a list or an object of tensors",
  "Return tensors, not numbers or promises",
);
const condition = refused(
  "does not do the same at each run: a condition in JavaScript decides what it computes",
  "Compute the condition with tensors \\(tf\\.where\\), or capture each branch as a step of its own",
);

// Chance and numbers of JavaScript.

assertRefused("tf.randomNormal", chance, (x) => tf.tidy(() => x.add(tf.randomNormal([3]))));
assertRefused("tf.dropout", chance, (x) => tf.tidy(() => tf.dropout(x, 0.5)));
assertRefused("Math.random", number, (x) => tf.tidy(() => x.mul(Math.random())));
{
  let count = 0;
  assertRefused("a counter", number, (x) => tf.tidy(() => x.mul(++count)));
}
{
  let step = 0;
  const beta = () => Math.min(1, ++step / 1000);
  assertRefused("a schedule", number, (x) => tf.tidy(() => x.mul(beta())));
}
{
  let count = 0;
  const seed = () => ++count;
  assertRefused("a seed that counts", chance, (x) =>
    tf.tidy(() => x.add(tf.randomUniform([3], 0, 1, "float32", seed()))),
  );
}
assertRefused(
  "a large constant",
  refused(
    "makes a tensor of 5,000 numbers from JavaScript, shape \\[5000\\], which would be the same at every call",
    "Pass it as an argument; draw chance with standardNormal or uniform and a key that is an argument",
  ),
  (x) => tf.tidy(() => x.add(tf.tensor1d(Array.from({ length: 5000 }, (_, i) => i)).sum())),
);
{
  let call = 0;
  assertRefused("a condition in JavaScript", condition, (x) =>
    ++call % 2 ? x.relu() : x.square(),
  );
}
{
  let call = 0;
  assertRefused("a result that is another one", condition, (x) =>
    tf.tidy(() => {
      const both = [x.relu(), x.square()] as const;
      return both[++call % 2]!;
    }),
  );
}

// Reading.

assertRefused("dataSync", reading, (x) => tf.tidy(() => x.mul(x.sum().dataSync()[0]!)));
assertRefused("arraySync", reading, (x) =>
  tf.tidy(() => x.mul((x.sum().arraySync() as number) + 1)),
);
assertRefused("toString, and so print", reading, (x) =>
  tf.tidy(() => {
    const text = x.toString();
    return x.mul(text.length);
  }),
);
assertRefused("a read whose error the step swallows", reading, (x) =>
  tf.tidy(() => {
    let size = 1;
    try {
      size = x.sum().dataSync()[0]!;
    } catch {
      size = 2;
    }
    return x.mul(size);
  }),
);
assertRefused("data(), of which nobody waits for the answer", reading, (x) => {
  x.data().catch(() => undefined);
  return x.add(1);
});
// What it returns and leaves.

assertRefused("an async step", somethingElse, (async (x: tf.Tensor) =>
  Promise.resolve(x)) as unknown as (x: tf.Tensor) => tf.Tensor);
assertRefused("a number as its result", somethingElse, (() => 3) as unknown as () => tf.Tensor);
assertRefused("no result", somethingElse, (() => undefined) as unknown as () => tf.Tensor);
assertRefused("a number among its results", somethingElse, ((x: tf.Tensor) => ({
  x,
  epoch: 3,
})) as unknown as (x: tf.Tensor) => Tensors);
{
  const kept: tf.Tensor[] = [];
  assertRefused(
    "a tensor that it keeps, even in place of an earlier one",
    refused(
      "keeps a tensor \\(tf\\.keep\\) that it does not return, which would stay as it is now",
      "Return the tensor",
    ),
    (x) => {
      kept.pop()?.dispose();
      kept.push(tf.keep(x.mul(2)));
      return x.add(1);
    },
    { left: 1 },
  );
}

nativeTest("refuses a step that disposes its argument", (backend) => {
  const captured = capture((x: tf.Tensor) => {
    const y = x.add(1);
    x.dispose();
    return y;
  });
  captured(tf.scalar(1)).dispose();
  const before = countTensors(backend);
  const x = tf.scalar(1);
  assert.throws(() => captured(x), {
    message: refused("disposes an argument", "Dispose it after the call"),
  });
  assert.equal(x.isDisposed, false);
  x.dispose();
  assert.deepEqual(countTensors(backend), before);
  assertInOrder(backend);
});

nativeTest("refuses a step that disposes a tensor from outside", (backend) => {
  const spare = [1, 2].map((value) => tf.scalar(value));
  const captured = capture((x: tf.Tensor) => {
    spare.pop()?.dispose();
    return x.add(1);
  });
  const x = tf.scalar(1);
  captured(x).dispose();
  assert.throws(() => captured(x), {
    message: refused(
      "disposes a tensor or a variable that it did not make",
      "Dispose it after the last call",
    ),
  });
  x.dispose();
  assertInOrder(backend);
});

// Variables.

{
  let count = 0;
  const names: string[] = [];
  assertRefused(
    "a variable that is made in each call",
    /^capture: the step creates a variable \(new2\) each time\. .* Create variables and optimizers outside the step\.$/,
    (x) =>
      tf.tidy(() => {
        const name = `new${++count}`;
        names.push(name);
        return x.add(tf.variable(tf.scalar(1), true, name));
      }),
    // Its own: one in the step as it is, one in the recorded one.
    { left: 2 },
  );
}

nativeTest("a variable that lives only in the step is none of those", () => {
  const captured = capture((x: tf.Tensor) =>
    tf.tidy(() => {
      const variable = tf.variable(x);
      variable.assign(variable.mul(3));
      const result = variable.add(1);
      variable.dispose();
      return result;
    }),
  );
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) {
    const x = tf.scalar(i);
    assert.deepEqual(take(captured(x)), [3 * i + 1]);
    x.dispose();
  }
  assert.equal(tf.memory().numTensors, before);
  captured.dispose();
});

nativeTest("refuses a variable that the step disposes, or that was disposed since", (backend) => {
  const x = tf.scalar(1);
  let variables = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))];
  const disposing = capture((y: tf.Tensor) => {
    const [first] = variables;
    const result = y.add(first!);
    first!.dispose();
    variables = variables.slice(1);
    return result;
  });
  disposing(x).dispose();
  assert.throws(() => disposing(x), /^Error: capture: the step disposes a tensor or a variable/);
  assertInOrder(backend);

  const variable = tf.variable(tf.scalar(2), true, "gone");
  const captured = capture((y: tf.Tensor) => y.mul(variable));
  for (let i = 0; i < 4; i++) captured(x).dispose();
  variable.dispose();
  const message =
    "capture: the variable gone, which the step uses, has been disposed. Capture the step again.";
  assert.throws(() => captured(x), { message });
  captured.dispose();
  x.dispose();
});

// Tensors from outside.

{
  let outside: tf.Tensor | undefined;
  assertRefused(
    "a tensor from outside that is another one each time",
    refused("uses a tensor from outside that is another one each time", "Pass it as an argument"),
    (x) => x.add(outside!),
    {
      between: (call) => {
        outside?.dispose();
        outside = tf.scalar(call);
      },
      left: 1,
    },
  );
}

nativeTest("refuses a tensor from outside that was disposed since", (backend) => {
  const outside = tf.scalar(2);
  const captured = capture((x: tf.Tensor) => x.mul(outside));
  const x = tf.scalar(3);
  for (let i = 0; i < 5; i++) assert.deepEqual(take(captured(x)), [6]);
  outside.dispose();
  assert.throws(() => captured(x), {
    message:
      "capture: a tensor from outside, which the step uses, has been disposed. Keep it as long as the step, " +
      "or pass it as an argument.",
  });
  captured.dispose();
  x.dispose();
  assertInOrder(backend);
});

// Operations and arguments.

assertRefused(
  "an operation with a state",
  refused(
    "uses Multinomial, which keeps a state inside TensorFlow",
    "For chance use standardNormal or uniform with a key that is an argument",
  ),
  (x) => tf.multinomial(x as tf.Tensor1D, 2, 3),
);

nativeTest("refuses arguments that are no tensors, or disposed ones", () => {
  const captured = capture((x: tf.Tensor) => x.mul(2));
  const call = captured as unknown as (x: unknown) => tf.Tensor;
  assert.throws(() => call(3), {
    name: "TypeError",
    message:
      "capture: argument 1 of the step is of type number. Pass tensors; a number as tf.scalar(…).",
  });
  const x = tf.scalar(1);
  for (let i = 0; i < 4; i++) captured(x).dispose();
  x.dispose();
  assert.throws(() => captured(x), {
    message: "capture: argument 1 of the step has been disposed. Keep it until after the call.",
  });
  captured.dispose();
});

// What is no refusal.

nativeTest(
  "an error of the step itself passes through and leaves everything in order",
  (backend) => {
    const x = tf.scalar(1);
    const variable = tf.tidy(() => tf.variable(tf.scalar(1)));
    x.add(variable).dispose(); // uploads them
    for (const failing of [1, 2, 3]) {
      const mine = new RangeError("mine");
      let call = 0;
      const captured = capture((y: tf.Tensor) =>
        tf.tidy(() => {
          variable.assign(variable.add(y));
          if (++call === failing) throw mine;
          return variable.mul(1);
        }),
      );
      const before = countTensors(backend);
      for (let i = 1; i <= 6; i++) {
        if (i !== failing) captured(x).dispose();
        else
          assert.throws(
            () => captured(x),
            (error) => error === mine,
          );
        assertInOrder(backend);
      }
      assert.deepEqual(countTensors(backend), before);
      captured.dispose();
    }
    assert.deepEqual(take(variable), [1 + 3 * 6], "every step has happened, as in plain code");
    x.dispose();
  },
);

nativeTest("a loop of steps refuses what a step does, and undoes what recording did", (backend) => {
  const variable = tf.tidy(() => tf.variable(tf.scalar(5)));
  refusalOf(backend, (x) => x.add(1)); // uploads what waits for it
  const rows = [tf.tidy(() => tf.tensor1d([1, 2]).mul<tf.Tensor>(1))];
  let count = 0;
  const before = countTensors(backend);
  const counting = (x: tf.Tensor): tf.Tensor[] =>
    tf.tidy(() => {
      variable.assign(variable.add(1));
      return [x.mul(++count)];
    });
  assert.throws(() => captureLoop(backend, (x) => counting(x), rows), { message: number });
  const reads = (x: tf.Tensor): tf.Tensor[] => {
    variable.assign(tf.scalar(variable.dataSync()[0]! + 1));
    return [x];
  };
  assert.throws(() => captureLoop(backend, (x) => reads(x), rows), { message: reading });
  assertInOrder(backend);
  assert.deepEqual(variable.dataSync()[0], 5);
  assert.deepEqual(countTensors(backend), before);
  tf.dispose(rows);
  variable.dispose();
});

assertRefused(
  "an operation whose result has any number of values",
  refused("uses UniqueV2, whose result has a shape that depends on values", "Call it outside"),
  (x) => tf.tidy(() => tf.unique(x).values.mean()),
);
