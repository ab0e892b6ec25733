import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { exportJob } from "../../../bench/engines/exportJob";
import type { Job } from "../../../bench/engines/job";
import { models } from "../../../bench/engines/models";

test("a job: weights where it says they are, and the images and noise of twenty steps", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-job-"));
  try {
    for (const model of models) {
      const small = { ...model, batch: 3 };
      const file = await exportJob(folder, small, { train: "elsewhere" });
      const job = JSON.parse(readFileSync(file, "utf8")) as Job;
      // A copy: the buffer of a small file is part of a larger one.
      const content = (name: string) => Uint8Array.from(readFileSync(job.files[name]!));
      const sizes = job.weights.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
      const ends = job.weights.map(({ from }, i) => from + sizes[i]!);
      assert.deepEqual(
        job.weights.map(({ from }) => from),
        [0, ...ends.slice(0, -1)],
      );
      assert.equal(content("weights").length, 4 * ends.at(-1)!);
      assert.ok(job.weights.some(({ name }) => name === "encoder/logVariance/weight"));
      for (const name of ["drawn", "still"]) {
        assert.equal(content(`${name}-indices`).length, 4 * 20 * 3);
        assert.equal(content(`${name}-noise`).length, 4 * 20 * 3 * model.latent);
      }
      const indices = new Int32Array(content("drawn-indices").buffer);
      assert.ok(indices.every((index) => index >= 0 && index < 60_000));
      assert.ok(new Set(indices).size > 50);
      assert.ok(new Float32Array(content("still-noise").buffer).every((value) => value === 0));
      assert.equal(job.files["train"], "elsewhere");
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
