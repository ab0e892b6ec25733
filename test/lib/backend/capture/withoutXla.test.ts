import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { mock } from "node:test";
import { capture } from "../../../../lib/backend";
import { captureLoop } from "../../../../lib/backend/capture/captureLoop";
import { countTensors, nativeTest, take } from "./nativeTest";

// XLA has no Dilation2D and no CropAndResize.
const kernel = (): tf.Tensor3D => tf.tensor3d([0, 1, 2, 0], [2, 2, 1]);
const dilate = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.dilation2d(x as tf.Tensor4D, kernel(), 1, "valid").flatten());
const image = (size: number, scale = 1): tf.Tensor =>
  tf.tidy(() =>
    tf
      .range(0, size * size)
      .mul(scale)
      .reshape([1, size, size, 1]),
  );

const MESSAGE = "capture: XLA cannot compile this step (it has no Dilation2D), so it runs without.";

nativeTest("what XLA cannot compile runs without, which is said once", (backend) => {
  const warn = mock.method(console, "warn", () => undefined);
  try {
    const captured = capture(dilate);
    const before = countTensors(backend);
    for (const [size, scale] of [1, 2, 3, 4, 5].flatMap(
      (n) =>
        [
          [3, n],
          [4, n],
        ] as const,
    )) {
      const x = image(size, scale);
      assert.deepEqual(take(captured(x)), take(dilate(x)));
      x.dispose();
    }
    assert.deepEqual(countTensors(backend), before);
    captured.dispose();

    const rows = [tf.tidy(() => tf.stack([image(3), image(3, 2), image(3, 3)]))];
    const loop = captureLoop(backend, (x) => [dilate(x)], rows);
    const expected = [1, 2, 3].flatMap((scale) => take(dilate(image(3, scale))));
    for (const count of [1, 3]) {
      const [result] = loop.run(count, rows);
      assert.deepEqual(take(result!), expected.slice(0, 4 * count));
    }
    loop.dispose();
    tf.dispose(rows);
    assert.deepEqual(
      warn.mock.calls.map(({ arguments: [text] }) => text as unknown),
      [MESSAGE],
    );
  } finally {
    warn.mock.restore();
  }
});

nativeTest("variables move on by one step, not two, in the call that finds out", () => {
  const warn = mock.method(console, "warn", () => undefined);
  const total = tf.tidy(() => tf.variable(tf.scalar(0)));
  const captured = capture((x: tf.Tensor) =>
    tf.tidy(() => {
      total.assign(total.add(dilate(x).sum()));
      return total.mul(1);
    }),
  );
  const x = image(3);
  const each = take(dilate(x)).reduce((sum, value) => sum + value);
  for (let call = 1; call <= 6; call++) assert.deepEqual(take(captured(x)), [call * each]);
  tf.dispose([x, total]);
  captured.dispose();
  warn.mock.restore();
});
