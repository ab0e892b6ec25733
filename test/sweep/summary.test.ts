import assert from "node:assert/strict";
import { test } from "node:test";
import { spreadOf, summarise, type Run } from "../../sweep/summary";
import { resultOf } from "./runs";

const run = (beta: number, seed: number, extra: Partial<Run> = {}): Run => ({
  ...{ data: "mnist", objective: "elbo", beta, seed, ...extra },
});

test("mean and standard deviation, the latter of n − 1", () => {
  assert.deepEqual(spreadOf([1, 2, 6]), { mean: 3, deviation: Math.sqrt((4 + 1 + 9) / 2) });
  assert.deepEqual(spreadOf([4]), { mean: 4 });
});

test("a point for each β, in their order, of the seeds that finished", () => {
  const { groups, planned, finished, failed } = summarise([
    run(4, 1, { result: resultOf(10, 130) }),
    run(4, 2, { result: resultOf(12, 126) }),
    run(1, 1, { result: resultOf(20, 90, 7) }),
    run(1, 2, { said: "Error: no" }),
  ]);
  assert.deepEqual([planned, finished], [4, 3]);
  assert.deepEqual(failed, [{ ...run(1, 2), said: "Error: no" }]);
  const [{ points, figure }, ...others] = groups as [(typeof groups)[0]];
  assert.deepEqual(others, []);
  assert.deepEqual(points[0], {
    ...{ beta: 1, seeds: [1], rate: { mean: 20 }, distortion: { mean: 90 } },
    ...{ negativeElbo: { mean: 110 }, seconds: { mean: 7 } },
  });
  assert.deepEqual(points[1]!.rate, { mean: 11, deviation: Math.sqrt(2) });
  assert.deepEqual(points[1]!.negativeElbo, { mean: 139, deviation: Math.sqrt(2) });
  assert.match(figure.description, /^mnist, elbo: the lowest −ELBO is 110.0 nats, at β = 1\./);
  assert.match(figure.description, /Means over 1 to 2 seeds/);
  assert.match(figure.description, /β = 1: rate 20, distortion 90; β = 4: rate 11 ± 1.414/);
});

test("each data set with each objective has a chart; with no run finished there is none", () => {
  const fashion = { data: "fashion-mnist", objective: "iwae-5" };
  const result = {
    ...resultOf(20, 90),
    logLikelihood: { samples: 5, images: 9, mean: -88, standardError: 1 },
  };
  const { groups } = summarise([
    run(1, 1, { ...fashion, result }),
    run(1, 1, { result }),
    run(1, 2, { result: resultOf(21, 90) }),
  ]);
  assert.deepEqual(
    groups.map(({ data, objective }) => [data, objective]),
    [
      ["fashion-mnist", "iwae-5"],
      ["mnist", "elbo"],
    ],
  );
  assert.match(groups[0]!.figure.description, /One seed for each β/);
  assert.deepEqual(groups[0]!.points[0]!.logLikelihood, { mean: -88 });
  assert.equal(groups[1]!.points[0]!.logLikelihood, undefined, "only where all seeds have it");
  assert.deepEqual(summarise([run(1, 1)]).groups, []);
});
