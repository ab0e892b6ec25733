/** Tests of the engine itself. `webgpu.test.ts` runs them in a process that finds a software GPU. */
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../../lib/backend";
import { choose } from "../../../../lib/backend/backend";
import { cpu } from "../../../../lib/backend/cpu";
import { webgpu } from "../../../../lib/backend/webgpu";
import { elbo } from "../../../../lib/losses";
import { Vae } from "../../../../lib/models";
import { adam } from "../../../../lib/training";
import { assertClose } from "../../gradients";

before(async () => {
  const { name, threads, summary } = await backend();
  assert.equal(name, "webgpu");
  assert.equal(threads, undefined);
  assert.match(summary, /^Engine: WebGPU on swiftshader.*, which is only software\. Chosen by /);
});

const normal = (shape: number[], seed: number): tf.Tensor =>
  tf.randomNormal(shape, 0, 1, "float32", seed);
const images = (): tf.Tensor4D => normal([2, 8, 8, 3], 1) as tf.Tensor4D;
const filter = (): tf.Tensor4D => normal([3, 3, 3, 4], 2) as tf.Tensor4D;
const filterBack = (): tf.Tensor4D => normal([3, 3, 4, 3], 3) as tf.Tensor4D;
const conv = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same");
const deconv = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
  tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 16, 16, 4], 2, "same");
/** The gradients of Σ f² / 2, so that they depend on where they are. */
const gradients =
  (f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, a: () => tf.Tensor, b: () => tf.Tensor) => () =>
    tf.concat(
      tf
        .grads((x, y) => f(x, y).square().sum().div(2))([a(), b()])
        .map((gradient) => gradient.flatten()),
    );
const matrix = (rows: number, columns: number, seed: number) => () => normal([rows, columns], seed);

// More than a thousand values where it can be: with fewer, the engine leaves the work to the processor.
const cases: Record<string, () => tf.Tensor> = {
  "a product": () => tf.matMul(matrix(40, 33, 1)(), matrix(33, 50, 2)()),
  "a product of transposed": () => tf.matMul(matrix(33, 40, 1)(), matrix(50, 33, 2)(), true, true),
  softplus: () => matrix(40, 50, 1)().mul(20).softplus(),
  sigmoid: () => matrix(40, 50, 1)().mul(20).sigmoid(),
  "the logarithm of a sum": () => matrix(40, 50, 1)().mul(20).logSumExp(1),
  "a sum": () => matrix(40, 50, 1)().sum(),
  "a sum of rows": () => matrix(40, 50, 1)().sum(1),
  "a comparison": () => matrix(40, 50, 1)().greater(0),
  "what is finite": () =>
    tf
      .tensor1d(Float32Array.from({ length: 2000 }, (_, i) => [1, NaN, -Infinity][i % 3]!))
      .isFinite(),
  "a convolution": () => conv(images(), filter()),
  "a transposed convolution": () => deconv(images(), filterBack()),
  "gradients of a product": gradients(tf.matMul, matrix(40, 33, 1), matrix(33, 50, 2)),
  "gradients of softplus": gradients(
    (x, y) => x.mul(y).softplus(),
    matrix(40, 50, 1),
    matrix(40, 50, 2),
  ),
  "gradients of a convolution": gradients(conv, images, filter),
  "gradients of a transposed convolution": gradients(deconv, images, filterBack),
};

for (const [what, f] of Object.entries(cases)) {
  test(`${what} agrees with plain JavaScript`, async () => {
    const on = async (engine: string): Promise<Float32Array> => {
      await tf.setBackend(engine);
      return Float32Array.from(tf.tidy(f).dataSync());
    };
    const expected = await on("cpu");
    const actual = await on("webgpu");
    // Sums of up to 300 products of size 1 to 20, in another order: some 1e-7 · √300 · 20.
    assertClose(actual, expected, 4e-5);
  });
}

test("without being asked for it is refused, in a few words", async () => {
  const { summary } = await choose(undefined, [webgpu, cpu]);
  await tf.setBackend("webgpu");
  assert.equal(
    summary,
    "Engine: plain JavaScript, very slow, 1 thread. Not webgpu (only a software GPU was found).",
  );
});

test("synchronous, asynchronous and both kinds of reads at once give the same", async () => {
  const x = normal([40, 50], 1);
  const started = x.square().sum().data();
  const meanwhile = tf.tidy(() => x.square().sum().dataSync()[0]!);
  const [later] = await started;
  assert.equal(meanwhile, later);
  const whole = tf.tidy(() => x.mul(2).cast("int32").dataSync());
  assert.equal(whole.length, 2000);
  assert.ok(whole.every(Number.isInteger));
});

test("a training goes as on plain JavaScript, and holds its memory", async () => {
  const train = (): { losses: number[]; memory: unknown[] } => {
    const vae = new Vae({ input: 16, hidden: [8], latent: 2, seed: 1 });
    const optimizer = adam({ learningRate: 0.01 });
    const batch = tf.randomUniform<tf.Rank.R2>([10, 16], 0, 1, "float32", 1);
    const losses: number[] = [];
    const memory: unknown[] = [];
    for (let step = 1; step <= 8; step += 1) {
      const { value, grads } = tf.variableGrads(
        () => elbo(vae, batch, { beta: 1, seed: step }).objective.mean<tf.Scalar>().neg(),
        vae.variables,
      );
      const named = Object.entries(vae.weights).map(([name, { name: key }]) => [name, grads[key]!]);
      optimizer.apply(vae.weights, Object.fromEntries(named) as Record<string, tf.Tensor>);
      losses.push(value.dataSync()[0]!);
      tf.dispose([value, grads]);
      const { numTensors, numBytesInGPU, numBytesAllocatedInGPU } = tf.memory() as tf.MemoryInfo &
        Record<"numBytesInGPU" | "numBytesAllocatedInGPU", number>;
      memory.push([numTensors, numBytesInGPU, numBytesAllocatedInGPU]);
    }
    optimizer.dispose();
    tf.dispose([vae.weights, batch]);
    return { losses, memory };
  };
  await tf.setBackend("cpu");
  const expected = train().losses;
  await tf.setBackend("webgpu");
  const { losses, memory } = train();
  assertClose(losses, expected, 1e-4);
  assert.ok(losses.at(-1)! < losses[0]! - 0.3, losses.join(" "));
  assert.deepEqual(memory.at(-1), memory[3]);
});

test("what the GPU refuses is thrown by the next read, once", async () => {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const refuse = (): void => {
    const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, buffer, 0, 16);
    device.queue.submit([encoder.finish()]);
  };
  const read = (): number => tf.tidy(() => normal([40, 50], 1).square().sum().dataSync()[0]!);
  const expected = read();
  const message = /^webgpu: the GPU refused an operation: .*same buffer.* Use smaller batches, or/;
  refuse();
  assert.throws(read, { message });
  assert.equal(read(), expected);
  refuse();
  await assert.rejects(normal([40, 50], 1).square().data(), { message });
  assert.equal(read(), expected);
});

test("a tensor that the GPU does not take is refused with its size", () => {
  const before = tf.memory().numTensors;
  const huge = () => tf.tidy(() => tf.zeros([40_000, 40_000]).add(tf.scalar(1)).sum().dataSync());
  assert.throws(huge, {
    name: "RangeError",
    message:
      /^webgpu: a tensor has 6,400 MB, and this GPU takes at most .* MB\. Use smaller batches/,
  });
  assert.equal(tf.memory().numTensors, before);
});

test("without a browser's navigator", () => {
  const found = (globalThis as { navigator?: object }).navigator;
  assert.ok(found === undefined || !("gpu" in found));
});

// The last one: there is no GPU after it.
test("a GPU that is lost is named at every read", async () => {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const x = normal([40, 50], 1);
  device.destroy();
  const message = /^webgpu: the GPU was lost \(.*\), and the tensors with it\. Restart the kernel/;
  assert.throws(() => x.square().dataSync(), { message });
  await assert.rejects(x.square().data(), { message });
  assert.throws(() => x.square().dataSync(), { message });
});
