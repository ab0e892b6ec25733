import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { mock } from "node:test";
import { capture } from "../../../../lib/backend";
import { assertInOrder, countTensors, difference, nativeTest, take } from "./nativeTest";

/** A step that counts how often its JavaScript runs. */
function counted<A extends tf.Tensor[]>(step: (...inputs: A) => tf.Tensor) {
  const counter = { runs: 0 };
  return Object.assign(
    (...inputs: A): tf.Tensor => {
      counter.runs += 1;
      return tf.tidy(() => step(...inputs));
    },
    { counter },
  );
}

const called = (f: (x: tf.Tensor) => tf.Tensor, values: tf.TensorLike, dtype?: tf.DataType) => {
  const x = tf.tensor(values, undefined, dtype);
  const result = take(f(x));
  x.dispose();
  return result;
};

// Captured before any engine has started.
const early = counted((x: tf.Tensor) => x.mul(2));
const capturedEarly = capture(early);

nativeTest(
  "three calls run the step, then TensorFlow does; also if captured before it started",
  () => {
    for (let i = 0; i < 6; i++) {
      assert.deepEqual(called(capturedEarly, [i, 1]), [2 * i, 2]);
      assert.equal(early.counter.runs, Math.min(i + 1, 3));
    }
  },
);

nativeTest("another shape or type is recorded anew, one of before is not", () => {
  const step = counted((x: tf.Tensor) => x.add(x.sum().cast(x.dtype)));
  const captured = capture(step);
  const runs: number[] = [];
  const expect = (values: number[], dtype: tf.DataType, expected: number[]): void => {
    for (let i = 0; i < 4; i++) assert.deepEqual(called(captured, values, dtype), expected);
    runs.push(step.counter.runs);
  };
  expect([1, 2], "float32", [4, 5]);
  expect([1, 2, 3], "float32", [7, 8, 9]);
  expect([1.5], "float32", [3]);
  expect([1, 2], "int32", [4, 5]);
  expect([3, 4], "float32", [10, 11]);
  expect([3, 4, 5], "float32", [15, 16, 17]);
  // One call to warm up, then two for each kind.
  assert.deepEqual(runs, [3, 5, 7, 9, 9, 9]);
  captured.dispose();
  expect([1, 2], "float32", [4, 5]);
  assert.equal(step.counter.runs, 11, "after dispose it is recorded again");
  captured.dispose();
});

nativeTest("a list stays a list, an object keeps its names", () => {
  const list = capture((x: tf.Tensor) => [x.add(1), x.mul(2)] as const);
  const object = capture((x: tf.Tensor) => ({ next: x.add(1), twice: x.mul(2) }));
  const x = tf.scalar(5);
  for (let i = 0; i < 5; i++) {
    const [next, twice] = list(x);
    assert.deepEqual([take(next), take(twice)], [[6], [10]]);
    const named = object(x);
    assert.deepEqual(Object.keys(named), ["next", "twice"]);
    assert.deepEqual([take(named.next), take(named.twice)], [[6], [10]]);
  }
  x.dispose();
});

nativeTest("what it returns belongs to the caller, also what was there before", (backend) => {
  const variable = tf.tidy(() => tf.variable(tf.scalar(1)));
  const outside = tf.scalar(7);
  const captured = capture((x: tf.Tensor) => {
    tf.tidy(() => {
      variable.assign(variable.add(x));
    });
    return [x, x, variable, outside];
  });
  const x = tf.scalar(2);
  for (let call = 1; call <= 5; call++) {
    const results = captured(x);
    assert.deepEqual(
      results.map((result) => result.dataSync()[0]),
      [2, 2, 1 + 2 * call, 7],
    );
    tf.dispose(results);
    assert.ok(![x, variable, outside].some(({ isDisposed }) => isDisposed));
  }
  const before = countTensors(backend);
  tf.dispose(captured(x));
  assert.deepEqual(countTensors(backend), before);
  captured.dispose();
  tf.dispose([x, variable, outside]);
});

nativeTest("a tensor that is given twice is one: gradients take both uses", () => {
  const product = capture((x: tf.Tensor, y: tf.Tensor) => tf.grad((z) => z.mul(y).sum())(x));
  const [a, b] = [tf.scalar(3), tf.scalar(5)];
  for (let i = 0; i < 5; i++) {
    assert.deepEqual(take(product(a, b)), [5]);
    assert.deepEqual(take(product(a, a)), [6], "the derivative of x² at 3");
  }
  product.dispose();
  tf.dispose([a, b]);
});

nativeTest("a variable among the arguments is that variable", () => {
  const optimizer = tf.train.sgd(0.25);
  const descend = capture((w: tf.Tensor) =>
    tf.tidy(() => optimizer.minimize(() => w.square().sum(), true, [w as tf.Variable])!),
  );
  const [one, other] = tf.tidy(() => [tf.variable(tf.scalar(8)), tf.variable(tf.scalar(64))]);
  // w ← w − w / 2
  for (let i = 1; i <= 5; i++) {
    take(descend(one));
    take(descend(other));
    assert.deepEqual([one.dataSync()[0], other.dataSync()[0]], [8 / 2 ** i, 64 / 2 ** i]);
  }
  descend.dispose();
  tf.dispose([one, other]);
});

nativeTest("inside tf.tidy its results live and die like others", (backend) => {
  const captured = capture((x: tf.Tensor) => x.add(1));
  const x = tf.scalar(1);
  captured(x).dispose();
  const before = countTensors(backend);
  for (let i = 0; i < 5; i++) {
    const result = tf.tidy(() => {
      captured(x);
      return captured(x);
    });
    assert.deepEqual(take(result), [2]);
    assert.deepEqual(countTensors(backend), before);
  }
  captured.dispose();
  x.dispose();
});

nativeTest("inside a gradient it is plain code, and the gradient right", () => {
  const cube = capture((x: tf.Tensor) => x.square().mul(x));
  const x = tf.scalar(2);
  for (let i = 0; i < 5; i++) {
    assert.deepEqual(take(cube(x)), [8]);
    assert.deepEqual(take(tf.tidy(() => tf.grad((y) => cube(y))(x))), [12]);
  }
  const w = tf.tidy(() => tf.variable(tf.scalar(2)));
  const { value, grads } = tf.variableGrads(() => cube(w).asScalar(), [w]);
  assert.deepEqual([take(value), take(grads[w.name]!)], [[8], [12]]);
  cube.dispose();
  tf.dispose([x, w]);
});

nativeTest("one captured step inside another", (backend) => {
  const total = tf.tidy(() => tf.variable(tf.scalar(0)));
  const innerStep = counted((x: tf.Tensor) => {
    total.assign(total.add(x));
    return total.mul(1);
  });
  const inner = capture(innerStep);
  const outer = capture((x: tf.Tensor) => tf.tidy(() => inner(x).add(inner(x)).mul(10)));
  const x = tf.scalar(1);
  for (let call = 1; call <= 6; call++) {
    assert.deepEqual(take(outer(x)), [10 * (4 * call - 1)]);
    assertInOrder(backend);
  }
  const { runs } = innerStep.counter;
  assert.deepEqual(take(outer(x)), [10 * (4 * 7 - 1)]);
  assert.equal(innerStep.counter.runs, runs, "the outer function contains the inner step");
  for (let call = 1; call <= 5; call++) assert.deepEqual(take(inner(x)), [14 + call]);
  outer.dispose();
  inner.dispose();
  tf.dispose([x, total]);
});

nativeTest("gradients with respect to the inputs, as an attack takes them", () => {
  const w = tf.tidy(() => tf.variable(tf.randomNormal([6, 3], 0, 1, "float32", 1)));
  const attack = (x: tf.Tensor, labels: tf.Tensor, size: tf.Tensor) =>
    tf.tidy(() => {
      const loss = (images: tf.Tensor): tf.Scalar =>
        tf.losses.softmaxCrossEntropy(labels, tf.matMul(images, w));
      const gradient = tf.grad(loss)(x);
      return { gradient, adversarial: x.add(gradient.sign().mul(size)).clipByValue(0, 1) };
    });
  const captured = capture(attack);
  for (let i = 1; i <= 6; i++) {
    const inputs = tf.tidy((): [tf.Tensor, tf.Tensor, tf.Tensor] => [
      tf.randomUniform([4, 6], 0, 1, "float32", i),
      tf.oneHot(tf.tensor1d([0, 1, 2, i % 3], "int32"), 3).cast("float32"),
      tf.scalar(0.1 * i),
    ]);
    const [actual, expected] = [captured(...inputs), attack(...inputs)];
    // Some twenty operations of 6e-8 each; no gradient here is so close to 0 that its sign is in doubt.
    assert.ok(difference(actual.gradient, expected.gradient) < 2e-6);
    assert.ok(difference(actual.adversarial, expected.adversarial) < 1e-6);
    tf.dispose([inputs, actual, expected]);
  }
  captured.dispose();
  w.dispose();
});

/** A generator and a discriminator, each with an optimizer; either's loss goes through both. */
function adversaries() {
  const [g, d] = tf.tidy((): [tf.Variable, tf.Variable] => [
    tf.variable(tf.randomNormal([2, 3], 0, 1, "float32", 1)),
    tf.variable(tf.randomNormal([3, 1], 0, 1, "float32", 2)),
  ]);
  const [forG, forD] = [tf.train.adam(0.02), tf.train.rmsprop(0.02)];
  const judge = (x: tf.Tensor) => tf.matMul(x, d).tanh();
  const generate = (z: tf.Tensor) => tf.matMul(z, g).tanh();
  return {
    variables: [g, d],
    trainD: (x: tf.Tensor, z: tf.Tensor) =>
      tf.tidy(() => {
        const loss = () => judge(generate(z)).sub(judge(x)).mean<tf.Scalar>();
        return forD.minimize(loss, true, [d])!;
      }),
    trainG: (z: tf.Tensor) =>
      tf.tidy(() => forG.minimize(() => judge(generate(z)).mean<tf.Scalar>().neg(), true, [g])!),
  };
}

nativeTest("two captured steps in turn, on shared variables", () => {
  const [plain, ours] = [adversaries(), adversaries()];
  const [trainD, trainG] = [capture(ours.trainD), capture(ours.trainG)];
  const steps = 60;
  for (let i = 1; i <= steps; i++) {
    const [x, z] = tf.tidy((): [tf.Tensor, tf.Tensor] => [
      tf.randomNormal([5, 3], 0, 1, "float32", 2 * i),
      tf.randomNormal([5, 2], 0, 1, "float32", 2 * i + 1),
    ]);
    tf.dispose([trainD(x, z), trainG(z), plain.trainD(x, z), plain.trainG(z), x, z]);
  }
  for (const [i, variable] of ours.variables.entries()) {
    // Two steps of some twenty operations, each rounding by 6e-8, at the worst all in one direction.
    assert.ok(difference(variable, plain.variables[i]!) < steps * 40 * 6e-8);
  }
  trainD.dispose();
  trainG.dispose();
});

nativeTest("on another engine the step is what it is", async () => {
  const step = counted((x: tf.Tensor) => x.mul(2));
  const captured = capture(step);
  const warn = mock.method(console, "warn", () => undefined); // TensorFlow.js recommends tfjs-node
  await tf.setBackend("cpu");
  try {
    for (let i = 1; i <= 5; i++) {
      assert.deepEqual(called(captured, [i]), [2 * i]);
      assert.equal(step.counter.runs, i);
    }
    assert.throws(() => (captured as unknown as (x: number) => tf.Tensor)(3), TypeError);
  } finally {
    await tf.setBackend("tensorflow");
    warn.mock.restore();
  }
  for (let i = 1; i <= 5; i++) assert.deepEqual(called(captured, [i]), [2 * i]);
  assert.equal(step.counter.runs, 8, "three more on the native engine");
  captured.dispose();
});

nativeTest("without arguments, without results, and with constants of every kind", () => {
  const count = tf.tidy(() => tf.variable(tf.scalar(0)));
  const increment = capture(() => {
    tf.tidy(() => {
      count.assign(count.add(1));
    });
    return [];
  });
  for (let i = 1; i <= 5; i++) {
    assert.deepEqual(increment(), []);
    assert.equal(count.dataSync()[0], i);
  }
  const constants = (x: tf.Tensor) =>
    tf.tidy(() => [
      tf.scalar(3),
      x.add(tf.tensor1d([NaN, Infinity, -Infinity])),
      x.add(tf.fill([3], NaN)),
      tf.where(tf.tensor1d([true, false, true], "bool"), x, tf.zeros([3])),
      tf.where(tf.ones([3], "bool"), x, tf.zeros([3])),
      x.cast("int32").mul(tf.tensor1d([2 ** 30, -1, 7], "int32")),
      tf.zeros([5000]).sum(),
      x.mul(tf.tensor1d(Array.from({ length: 4096 }, (_, i) => i / 7)).sum()),
      tf.concat([x, tf.tensor1d([])]),
    ]);
  const captured = capture(constants);
  const x = tf.tensor1d([1, 2, 3]);
  const expected = constants(x).map(take);
  for (let i = 0; i < 5; i++) assert.deepEqual(captured(x).map(take), expected);
  increment.dispose();
  captured.dispose();
  tf.dispose([count, x]);
});
