import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { backend, checkpointFolder, resultFolder } from "../../../lib/backend";
import { Vae } from "../../../lib/models";
import { fit } from "../../../lib/training";
import { bars } from "../training/images";

let root: string;
before(async () => {
  await backend();
  root = await mkdtemp(join(tmpdir(), "vae-cookbook-"));
});
after(() => rm(root, { recursive: true }));

test("what was saved is there for another program with the same settings, in any order", async () => {
  const folder = join(root, "same");
  const first = resultFolder(folder, { data: "mnist", epochs: 3 });
  await first.save(4, { rate: 11, kl: [1, 2] });
  const second = resultFolder(folder, { epochs: 3, data: "mnist" });
  assert.deepEqual(await second.load(4), { rate: 11, kl: [1, 2] });
  assert.equal(await second.load(0.4), undefined);
});

test("results of other settings are kept apart", async () => {
  const folder = join(root, "apart");
  const [a, b] = [1, 2].map((seed) => resultFolder(folder, { seed }));
  await a!.save(1, "a");
  await b!.save(1, "b");
  assert.deepEqual(await a!.all(), [{ value: 1, result: "a" }]);
  await b!.clear();
  assert.deepEqual(await b!.all(), []);
  assert.equal(await a!.load(1), "a");
});

test("all come in the order in which they were saved, the newest last", async () => {
  const results = resultFolder(join(root, "order"), {});
  for (const beta of [4, 0.1, 16, 4]) await results.save(beta, beta);
  assert.deepEqual(
    (await results.all()).map(({ value }) => value),
    [0.1, 16, 4],
  );
});

test("values that would have the same file name are told apart", async () => {
  const results = resultFolder(join(root, "names"), {});
  const values = ["a b", "a/b", "a_b", "../a", 1, "1", { seed: 1, beta: 2 }, [1]];
  for (const value of values) await results.save(value, JSON.stringify(value));
  for (const value of values) assert.equal(await results.load(value), JSON.stringify(value));
  assert.equal(await results.load({ beta: 2, seed: 1 }), JSON.stringify({ seed: 1, beta: 2 }));
  assert.equal((await results.all()).length, values.length);
});

test("a damaged file is named, and so is the remedy", async () => {
  const folder = join(root, "damaged");
  const results = resultFolder(folder, {});
  await results.save(1, 1);
  const [inner] = await readdir(folder);
  const [name] = await readdir(join(folder, inner!));
  const file = join(folder, inner!, name!);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.slice(0, 20));
  await assert.rejects(() => results.load(1), /resultFolder: .*\.json is damaged .*Delete it/);
  await writeFile(file, "{}");
  await assert.rejects(() => results.all(), /it is no result/);
});

test("refuses what JSON cannot keep", async () => {
  assert.throws(() => resultFolder("x", { beta: NaN }), /resultFolder: settings\.beta is NaN/);
  const results = resultFolder(join(root, "refused"), {});
  await assert.rejects(() => results.save(1, { f: () => 1 }), /the result\.f is a function/);
  assert.deepEqual(await results.all(), []);
});

test("a checkpoint of a value is the folder's own, and goes when it is removed", async () => {
  const folder = join(root, "checkpoint");
  const results = resultFolder(folder, {});
  const checkpoint = results.checkpoint(0.5);
  const vae = new Vae({ input: 16, hidden: [4], latent: 2, seed: 1 });
  await fit(vae, bars(10), { epochs: 1, checkpoint });
  const [inner] = await readdir(folder);
  const [name] = await readdir(join(folder, inner!));
  assert.match(name!, /^0\.5-/);
  assert.ok((await checkpointFolder(join(folder, inner!, name!)).load!()).weightData);
  assert.deepEqual(await results.all(), []);
  await results.removeCheckpoint(0.5);
  assert.deepEqual(await readdir(join(folder, inner!)), []);
  assert.equal((await checkpoint.load!()).weightData, undefined);
});
