/** What cells can import, in a notebook that lies anywhere on the disk. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { outputsOf, resultOf, startKernel } from "./client";
import type { Kernel } from "./client";

const files = {
  "lib/shapes.ts": `import { pi } from "./constants.js";
export interface Circle { radius: number }
export function area({ radius }: Circle): number {
  if (radius < 0) throw new RangeError("no such circle");
  return pi * radius ** 2;
}
`,
  "lib/constants.ts": "export const pi = 3;\n",
  "node_modules/waits/package.json": JSON.stringify({
    ...{ name: "waits", version: "1.0.0", type: "module" },
    exports: { ".": { types: "./index.d.ts", import: "./index.js" }, "./part": "./part.js" },
  }),
  "node_modules/waits/index.js":
    "export const awaited = await Promise.resolve('awaited');\nexport default function twice(n) { return 2 * n; }\n",
  "node_modules/waits/index.d.ts":
    "export const awaited: string;\nexport default function twice(n: number): number;\n",
  "node_modules/waits/part.js": "export const part = 7;\n",
  "node_modules/waits/part.d.ts": "export const part: number;\n",
  "node_modules/old/package.json": JSON.stringify({ name: "old", version: "1.0.0" }),
  "node_modules/old/index.js": "module.exports = { name: 'old', sum: (a, b) => a + b };\n",
  "node_modules/old/index.d.ts":
    "export declare const name: string;\nexport declare function sum(a: number, b: number): number;\n",
};

suite("imports", { timeout: 240_000 }, () => {
  let folder: string;
  let kernel: Kernel;
  const result = async (code: string) => {
    const cell = await kernel.execute(code);
    assert.equal(cell.reply.status, "ok", `${code}\n${String(cell.reply["traceback"])}`);
    return resultOf(cell);
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "kernel-modules-"));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await mkdir(join(folder, "notebooks"));
    kernel = await startKernel({ folder: join(folder, "notebooks") });
  });
  after(async () => {
    await kernel.stop();
    await rm(folder, { recursive: true });
  });

  test("an ES module with top-level await, its default, and a part of it", async () => {
    assert.equal(
      await result('import twice, { awaited } from "waits";\nawaited + twice(4)'),
      "awaited8",
    );
    assert.equal(
      await result('import * as all from "waits";\nall.default(all.awaited.length)'),
      "14",
    );
    assert.equal(await result('import { part } from "waits/part";\npart'), "7");
    assert.equal(await result('(await import("waits")).awaited'), "awaited");
    assert.equal(await result("awaited + twice(1)"), "awaited2", "in a later cell");
  });

  test("the package of vega 6 that has a top-level await", async () => {
    const cell = '// @ts-expect-error it has no types\nimport * as canvas from "vega-canvas";\n';
    assert.equal(await result(`${cell}Object.keys(canvas).includes("image")`), "true");
  });

  test("CommonJS, Node's own modules, and require", async () => {
    assert.equal(await result('import { name, sum } from "old";\nname + sum(1, 2)'), "old3");
    assert.equal(await result('import { basename } from "node:path";\nbasename("/a/b")'), "b");
    assert.equal(await result('import fs from "fs";\ntypeof fs.readFileSync'), "function");
    assert.equal(await result('(await import("node:os")).EOL.length'), "1");
  });

  test("the cookbook itself, with its types", async () => {
    assert.equal(
      await result('import { gaussianKl, tf } from "vae-cookbook";\ntypeof gaussianKl'),
      "function",
    );
    const wrong = await kernel.execute("const wrong: string = tf.scalar(1);");
    assert.match(wrong.reply.evalue!, /not assignable to type 'string'/);
  });

  test("TypeScript files, also those that they import, and again when they change", async () => {
    const use =
      'import { area, type Circle } from "../lib/shapes";\nconst c: Circle = { radius: 2 };\narea(c)';
    assert.equal(await result(use), "12");
    await writeFile(join(folder, "lib/constants.ts"), "export const pi = 3.5;\n");
    assert.equal(await result(use), "14");
    assert.equal(await result('(await import("../lib/constants")).pi'), "3.5");
  });

  test("a file is run once, also when another one imports it later", async () => {
    await writeFile(join(folder, "lib/thing.ts"), "export class Thing {}\n");
    await writeFile(
      join(folder, "lib/isThing.ts"),
      'import { Thing } from "./thing";\nexport const isThing = (value: unknown) => value instanceof Thing;\n',
    );
    await result('import { Thing } from "../lib/thing";\nconst thing = new Thing();');
    assert.equal(await result('import { isThing } from "../lib/isThing";\nisThing(thing)'), "true");
  });

  test("an error in a TypeScript file shows its line; a type error in it, its place", async () => {
    const thrown = await kernel.execute("area({ radius: -1 })");
    const [, ...frames] = outputsOf(thrown, "error")[0]!["traceback"] as string[];
    assert.match(frames[0]!, /^ +at \.\.\/lib\/shapes\.ts:4 +if \(radius < 0\) throw/);
    assert.match(frames[1]!, /^ +at cell\[\d+\]\.ts:1 +area\(/);
    await writeFile(join(folder, "lib/constants.ts"), 'export const pi: number = "3";\n');
    const wrong = await kernel.execute('import { pi } from "../lib/constants";\npi');
    assert.equal(wrong.reply.ename, "TypeScriptError");
    assert.match(
      (wrong.reply["traceback"] as string[])[0]!,
      /^\.\.\/lib\/constants\.ts:1:14 - TS2322/,
    );
    await writeFile(join(folder, "lib/constants.ts"), "export const pi = 3;\n");
    assert.equal(await result('import { pi } from "../lib/constants";\npi'), "3");
  });

  test("what cannot be found is a type error that says so", async () => {
    const cell = await kernel.execute('import { x } from "nowhere";');
    assert.match(cell.reply.evalue!, /Cannot find module 'nowhere'/);
    const file = await kernel.execute('import { x } from "../lib/nowhere";');
    assert.match(file.reply.evalue!, /Cannot find module '..\/lib\/nowhere'/);
  });
});
