import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerProcess } from "../../../bench/engines/workerProcess";

/** A worker of one line for each command: what `answer` gives of it. */
const speaking = (answer: string): WorkerProcess =>
  new WorkerProcess(
    {
      argv: [
        process.execPath,
        "-e",
        `const answer = (command, job) => ${answer};
        require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
          console.log(JSON.stringify(answer(JSON.parse(line), process.argv.at(-1))));
        });`,
      ],
      env: process.env,
    },
    "the job",
  );

test("a line in, a line out, with the job as the last argument", async () => {
  const worker = speaking("({ ...command, job })");
  assert.deepEqual(await worker.ask({ do: "steps", n: 3 }), { do: "steps", n: 3, job: "the job" });
  assert.deepEqual(await worker.ask({ do: "sample" }), { do: "sample", job: "the job" });
  assert.ok(worker.age > 0);
  await worker.stop();
  await assert.rejects(worker.ask({ do: "sample" }), /its process has ended/);
});

test("what a worker complains of, and how it ends", async () => {
  const complaining = speaking('({ error: "no such engine" })');
  await assert.rejects(complaining.ask({ do: "first" }), /^Error: no such engine$/);
  await complaining.stop();
  const failing = speaking('(console.error("out of memory"), process.exit(3))');
  await assert.rejects(failing.ask({ do: "first" }), /ended with status 3: out of memory$/);
  await failing.stop();
  const missing = new WorkerProcess({ argv: ["/no/such/program"], env: {} }, "job");
  await assert.rejects(missing.ask({ do: "first" }), /ENOENT/);
  await missing.stop();
});

test("a worker that does not end when asked is ended", { timeout: 20_000 }, async () => {
  const worker = speaking("(process.stdin.on('end', () => setInterval(() => {}, 1000)), {})");
  await worker.ask({ do: "first" });
  await worker.stop();
});
