import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { Notebook } from "./notebook";

suite("files around a notebook", { timeout: 240_000 }, () => {
  let root: string;
  let now = Date.now() / 1000;

  before(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "language-")));
  });
  after(async () => {
    await rm(root, { recursive: true });
  });

  /** Writes a file, of a time of its own: two writes may fall into one tick of the file system's clock. */
  const write = async (path: string, text: string) => {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    now += 2;
    await utimes(file, now, now);
  };
  const open = async (folder: string) => {
    await mkdir(join(root, folder), { recursive: true });
    return new Notebook(join(root, folder));
  };

  test("a notebook far from every project is strict, and knows Node and the kernel's packages", async () => {
    const notebook = await open("alone");
    assert.deepEqual(
      await notebook.run("console.log === undefined || process.platform.length > 0"),
      true,
    );
    assert.equal(notebook.errors("function f(x) {}").length, 1);
    assert.equal(notebook.errors("const list = [1]; list[0].toFixed()").length, 1);
    assert.deepEqual(
      notebook.errors("import { Vae } from 'vae-cookbook'; const v = new Vae({ latent: 2 });"),
      [],
    );
    assert.equal(
      notebook.errors("import { Vae } from 'vae-cookbook'; new Vae({ latent: 'x' })").length,
      1,
    );
    assert.deepEqual(notebook.errors("import { display } from 'tslab';"), []);
    const { imports } = notebook.compile("import { tf } from 'vae-cookbook'; tf.ones([1])");
    assert.deepEqual(imports, [{ specifier: "vae-cookbook", isDynamic: false }]);
  });

  test("types of a package that the notebook does not import by name go from cell to cell", async () => {
    const notebook = await open("alone");
    notebook.compile(
      "import { Vae } from 'vae-cookbook'; const v = new Vae({ latent: 2 }); const encode = v.encode;",
    );
    notebook.language.settle({ completed: true, assigned: [] });
    const [error] = notebook.errors(
      "const wrong: number = encode; type Vae = 1; const other: Vae = 1;",
    );
    assert.match(
      error ?? "",
      /Type '\(images: .*Tensor2D.*\) => .*Posterior' is not assignable to type 'number'/,
    );
  });

  test("the nearest tsconfig.json, and what it extends", async () => {
    await write(
      "loose/base.json",
      JSON.stringify({ compilerOptions: { strict: false, lib: ["es2022", "dom"] } }),
    );
    await write(
      "loose/tsconfig.json",
      '{ "extends": "./base.json", "compilerOptions": { "noEmit": true, /* why */ "module": "commonjs", "target": "es5", "isolatedModules": true, "composite": true, "outDir": "out", "rootDir": "src", }, }',
    );
    const notebook = await open("loose/deep/down");
    assert.deepEqual(
      notebook.errors("function f(x) { return x; } document.title; [1].at(-1)!.toFixed()"),
      [],
    );
    assert.equal(
      await notebook.run("class A { #x = 1; get() { return this.#x; } } await new A().get()"),
      1,
    );
  });

  test("TypeScript beside and above the notebook", async () => {
    await write(
      "project/lib/x.ts",
      "import { two } from './deep/y.js';\nexport const three: number = two + 1;\nexport type T = 'a';\nexport { two };",
    );
    await write(
      "project/lib/deep/y.ts",
      "export const two = 2;\nexport const later = async () => (await import('node:path')).sep;",
    );
    await write("project/notebooks/own.ts", "export default class Own { name = 'own'; }");
    const notebook = await open("project/notebooks");
    assert.equal(await notebook.run("import { three, type T } from '../lib/x'; three"), 3);
    assert.deepEqual(
      await notebook.run(
        "import Own from './own.ts'; import { later } from '../lib/deep/y'; [new Own().name, await later()]",
      ),
      ["own", "/"],
    );
    assert.deepEqual(
      await notebook.run("const t: T = 'a'; const x = await import('../lib/x'); [t, x.two, three]"),
      ["a", 2, 3],
    );

    notebook.language.reset();
    const { sideModules, imports } = notebook.compile("import { three } from '../lib/x'; three");
    assert.deepEqual(
      sideModules.map(({ path }) => path),
      [join(root, "project/lib/x.ts"), join(root, "project/lib/deep/y.ts")],
    );
    assert.deepEqual(imports, [
      { specifier: "../lib/x", isDynamic: false },
      { specifier: "./deep/y.js", isDynamic: false, from: join(root, "project/lib/x.ts") },
      { specifier: "node:path", isDynamic: true, from: join(root, "project/lib/deep/y.ts") },
    ]);
    assert.deepEqual(
      notebook.compile("import { three } from '../lib/x'; three").sideModules,
      [],
      "they are sent once",
    );
  });

  test("a file that changes", async () => {
    await write("changing/x.ts", "export const value = 1;");
    await write("changing/y.ts", "import { value } from './x';\nexport const twice = 2 * value;");
    const notebook = await open("changing");
    const cell = "import { twice } from './y'; import { value } from './x'; [value, twice]";
    assert.deepEqual(await notebook.run(cell), [1, 2]);

    await write("changing/x.ts", "export const value = 10;");
    assert.deepEqual(await notebook.run(cell), [10, 20]);

    await write("changing/x.ts", "export const value = 'text';");
    assert.deepEqual(notebook.errors(cell), [
      "y.ts 2:26-2:31 TS2363 The right-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.",
    ]);

    await rm(join(root, "changing/x.ts"));
    assert.equal(notebook.errors("import './x';\nimport { value } from './x';").length, 1);
    assert.match(
      notebook.errors("import { twice } from './y'; twice")[0] ?? "",
      /^y\.ts 1:23-1:28 TS2307/,
    );

    await write("changing/x.ts", "export const value = 5;");
    assert.deepEqual(await notebook.run(cell), [5, 10]);
  });

  test("a file and a package that come while the kernel runs", async () => {
    const notebook = await open("coming");
    assert.equal(
      notebook.errors("import { a } from './later'; import { b } from 'later-package';").length,
      2,
    );
    await write("coming/later.ts", "export const a = 1;");
    await write(
      "coming/node_modules/later-package/package.json",
      '{ "name": "later-package", "types": "i.d.ts", "main": "i.js" }',
    );
    await write("coming/node_modules/later-package/i.d.ts", "export declare const b: number;");
    await write("coming/node_modules/later-package/i.js", "exports.b = 2;");
    assert.deepEqual(
      await notebook.run("import { a } from './later'; import { b } from 'later-package'; [a, b]"),
      [1, 2],
    );
  });

  test("a package that is linked from the workspace and built again", async () => {
    await write(
      "linked/packages/p/package.json",
      '{ "name": "p", "types": "i.d.ts", "main": "i.js" }',
    );
    await write("linked/packages/p/i.js", "exports.p = 1;");
    await write("linked/packages/p/i.d.ts", "export declare const p: string;");
    await mkdir(join(root, "linked/node_modules"));
    await symlink("../packages/p", join(root, "linked/node_modules/p"));
    const notebook = await open("linked");
    const cell = "import { p } from 'p'; const n: number = p;";
    assert.equal(notebook.errors(cell).length, 1);
    await write("linked/packages/p/i.d.ts", "export declare const p: number;");
    assert.deepEqual(notebook.errors(cell), []);
  });

  test("packages with `exports`, and with files of their own for `import`", async () => {
    await write(
      "exporting/node_modules/q/package.json",
      '{ "name": "q", "type": "module", "exports": { ".": { "types": "./i.d.ts", "import": "./i.mjs" }, "./sub": { "types": "./s.d.ts", "default": "./s.js" } } }',
    );
    await write(
      "exporting/node_modules/q/i.d.ts",
      "export declare const q: 1; declare const d: 'default'; export default d;",
    );
    await write("exporting/node_modules/q/s.d.ts", "export declare const s: 2;");
    const notebook = await open("exporting");
    assert.deepEqual(
      notebook.errors(
        "import d, { q } from 'q'; import { s } from 'q/sub'; const a: [1, 2, 'default'] = [q, s, d];",
      ),
      [],
    );
    assert.equal(notebook.errors("import 'q/other'; import { x } from 'q/other';").length, 1);
  });

  test("JSON and JavaScript", async () => {
    await write("data/d.json", '{ "a": { "b": [1, 2] } }');
    await write("data/j.js", "/** @param {number} x */\nexports.twice = (x) => 2 * x;");
    const notebook = await open("data");
    assert.deepEqual(
      await notebook.run(
        "import d from './d.json'; import { twice } from './j.js'; const n: number[] = d.a.b; [n, twice(3)]",
      ),
      [[1, 2], 6],
    );
    assert.equal(notebook.errors("import { twice } from './j.js'; twice('x')").length, 1);
  });

  test("what is wrong with a file is told at its place", async () => {
    await write("wrong/lib/z.ts", "export const z = 1;\nexport const bad: string = z;");
    await write("wrong/lib/syntax.ts", "export const = 1;");
    await write("wrong/lib/waits.ts", "export const z = await 1;");
    const notebook = await open("wrong/notebooks");
    const cell = "import { z } from '../lib/z';\nz";
    assert.deepEqual(notebook.errors(cell), [
      "../lib/z.ts 2:14-2:17 TS2322 Type 'number' is not assignable to type 'string'.",
    ]);
    assert.deepEqual(notebook.errors(cell).length, 1, "also the second time");
    assert.deepEqual(notebook.errors("1 + 1"), [], "only of cells that import it");
    assert.match(
      notebook.errors("import * as s from '../lib/syntax'; s")[0] ?? "",
      /^\.\.\/lib\/syntax\.ts 1:14-1:15 TS1134/,
    );
    assert.match(
      notebook.errors("import { z } from '../lib/waits'; z")[0] ?? "",
      /^\.\.\/lib\/waits\.ts 1:18-1:25 TS1309/,
    );
    const conversion = notebook.language.convert(cell);
    assert.ok(!conversion.ok);
    assert.equal(conversion.diagnostics[0]?.text, "export const bad: string = z;");
  });

  test("the browser's types for one who asks", async () => {
    const notebook = await open("browser");
    assert.equal(notebook.errors("const e: HTMLElement | undefined = undefined;").length, 1);
    assert.deepEqual(
      notebook.errors('/// <reference lib="dom" />\nconst e: HTMLElement | undefined = undefined;'),
      [],
    );
  });
});
