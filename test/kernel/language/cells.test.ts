import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { Notebook } from "./notebook";

/** A sequence of cells and the value of the last of them. */
type Case = [name: string, cells: string[], value: unknown];

const cases: Case[] = [
  ["a last expression", ["const two = 2;\ntwo + 1"], 3],
  ["no last expression", ["const two = 2;"], undefined],
  ["a last expression before types", ["1 + 1; interface Later { a: number }\ntype T = Later;"], 2],
  ["a last expression before empty statements", ["7;;"], 7],
  ["a promise as last expression is awaited", ["Promise.resolve(5)"], 5],
  ["a string as last expression", ['"use strict"'], "use strict"],
  [
    "an object of earlier names",
    ["const a = 1, b = 'x';", "({ a, b, c: { a } })"],
    { a: 1, b: "x", c: { a: 1 } },
  ],
  [
    "shorthands in a call",
    [
      "const beta = 4; const seed = 1;",
      "((o: object) => JSON.stringify(o))({ beta, epochs: 2, seed })",
    ],
    '{"beta":4,"epochs":2,"seed":1}',
  ],
  [
    "shorthand with a comment",
    ["const a = 1; const d = 2;", "const o = {\n  a, // {b}\n  c: { d },\n}; o"],
    { a: 1, c: { d: 2 } },
  ],
  ["shorthand in a template", ["const π = 3;", "`${JSON.stringify({ π })}`"], '{"π":3}'],
  ["shorthand as a target", ["let a = 0; const o = { a: 5 };", "({ a } = o); a"], 5],
  [
    "shorthand as a target with a default",
    ["let a = 0; const o: { a?: number } = {};", "({ a = 9 } = o); a"],
    9,
  ],
  [
    "shorthand parameters are left alone",
    ["const a = 1;", "function f({ a }: { a: number }) { return a; } f({ a: 7 })"],
    7,
  ],
  ["let, assigned in a later cell", ["let n = 1;", "n = n + 4;", "n"], 5],
  [
    "let, all assignments",
    ["let n = 1; let m = 2;", "n++; ++n; n += 2; n **= 2; [n, m] = [m, n]; [n, m]"],
    [2, 25],
  ],
  [
    "let without a value",
    ["let n: number | undefined = 3;", "let n: number | undefined; n"],
    undefined,
  ],
  [
    "let, assigned behind a function's back",
    ["let n = 1; const read = () => n;", "n = 7; read()"],
    7,
  ],
  [
    "let, assigned by a function",
    ["let n = 1; function add() { n += 1; }", "n = 10; add(); n"],
    11,
  ],
  [
    "let in patterns",
    [
      "let [a, { b, ...c }, d = a + 1, , ...e] = [1, { b: 2, x: 3 }, undefined, 0, 4, 5];",
      "[a, b, c, d, e]",
    ],
    [1, 2, { x: 3 }, 2, [4, 5]],
  ],
  [
    "let in a pattern with renaming",
    [
      "const key = 'q'; let { p: x = 1, [key]: y } = { q: 2 } as { p?: number; q: number };",
      "[x, y]",
    ],
    [1, 2],
  ],
  [
    "const in patterns",
    ["const { a, b: [c], ...rest } = { a: 1, b: [2], d: 3 };", "[a, c, rest]"],
    [1, 2, { d: 3 }],
  ],
  ["var", ["var v = 1; var v = 2;", "v"], 2],
  [
    "var in a block and a loop",
    [
      "if (true) { var v = 3; } for (var i = 0; i < 4; i++); for (var k of [8, 9]); for (var q in { z: 0 });",
      "[v, i, k, q]",
    ],
    [3, 4, 9, "z"],
  ],
  [
    "var without a value",
    ["var v: number | undefined = 3;", "var v: number | undefined; v"],
    undefined,
  ],
  [
    "loops over earlier names",
    [
      "let x = 0; let y: string;",
      "for (x of [1, 2]); for (y in { k: 1 }); for (x = 5; x < 8; x++); [x, y!]",
    ],
    [8, "k"],
  ],
  [
    "block-scoped names hide earlier ones",
    [
      "const i = 'outer';",
      "let s = 0; for (let i = 0; i < 3; i++) s += i; { const i = 9; s += i; } [s, i]",
    ],
    [12, "outer"],
  ],
  [
    "functions",
    ["function f(n: number): number { return n <= 1 ? 1 : n * f(n - 1); }", "f(5)"],
    120,
  ],
  ["functions before their statement", ["early(); function early() { return 1; }", "early()"], 1],
  [
    "functions that are generators or asynchronous",
    [
      "function* g() { yield 1; yield 2; } async function h() { return 3; } async function* k() { yield 4; }",
      "const all = []; for await (const x of k()) all.push(x); [...g(), await h(), ...all]",
    ],
    [1, 2, 3, 4],
  ],
  [
    "a function calls one of a later cell of that name",
    [
      "function inner() { return 1; }",
      "function outer() { return inner(); }",
      "function inner() { return 2; }",
      "outer()",
    ],
    2,
  ],
  [
    "`this` of an earlier function is undefined",
    [
      "function f(this: unknown) { return this; } const o = { f };",
      "[f(), (f)(), f!(), f?.(), o.f() === o]",
    ],
    [undefined, undefined, undefined, undefined, true],
  ],
  [
    "overloads",
    [
      "function f(x: string): string;\nfunction f(x: number): number;\nfunction f(x: any): any { return x; }",
      "const s: string = f('a'); const n: number = f(1); [s, n]",
    ],
    ["a", 1],
  ],
  [
    "generics",
    [
      "class Box<T extends object = {}> { constructor(readonly value: T) {} map<U extends object>(f: (value: T) => U): Box<U> { return new Box(f(this.value)); } }",
      "new Box({ a: 1 }).map(({ a }) => ({ b: a + 1 })).value.b",
    ],
    2,
  ],
  [
    "default parameters, templates, spreads",
    [
      "const base = 10; const list = [1, 2]; const o = { p: 1 };",
      "const f = (x = base, ...more: number[]) => x + more.length; [f(), f(1, ...list), `${base}`, { ...o }]",
    ],
    [10, 3, "10", { p: 1 }],
  ],
  [
    "optional chains, non-null, casts",
    [
      "const o: { a?: { b: number } } | undefined = { a: { b: 2 } } as { a?: { b: number } } | undefined;",
      "[o?.a?.b, o!.a!.b, (o as { a: { b: number } }).a.b, (o satisfies object | undefined) === o]",
    ],
    [2, 2, 2, true],
  ],
  [
    "names of properties and labels",
    [
      "const a = 1; const b = 2;",
      "const o = { a: 5, b() { return 6; }, get c() { return 7; } }; class C { a = 8; static b = 9; } a: for (;;) { break a; } [o.a, o.b(), new C().a, C.b, { b: 3 }.b, a]",
    ],
    [5, 6, 8, 9, 3, 1],
  ],
  [
    "names of earlier properties in patterns",
    [
      "const beta = 1; const o: { beta: number } = { beta: 2 };",
      "const { beta: other } = o; const f = ({ beta }: typeof o) => beta; [other, f(o), beta]",
    ],
    [2, 2, 1],
  ],
  [
    "computed names",
    ["const key = 'k' as const;", "({ [key]: 1, [`${key}2`]: 2 })"],
    { k: 1, k2: 2 },
  ],
  [
    "tagged templates",
    [
      "const tag = (s: TemplateStringsArray, ...v: number[]) => s.join('|') + v.join(); const n = 3;",
      "tag`a${n}b`",
    ],
    "a|b3",
  ],
  [
    "typeof, keyof and indexed types of earlier names",
    [
      "const o = { a: 1, b: 'x' } as const; let n = 2;",
      "type K = keyof typeof o; const k: K = 'a'; const v: (typeof o)['b'] = 'x'; const m: typeof n = 3; [o[k], v, m, typeof n]",
    ],
    [1, "x", 3, "number"],
  ],
  [
    "classes",
    [
      "class Animal { #name: string; constructor(name: string) { this.#name = name; } get name() { return this.#name; } static make() { return new Animal('made'); } }",
      "class Dog extends Animal { bark() { return `${this.name}!`; } } [new Dog('rex').bark(), Animal.make().name]",
    ],
    ["rex!", "made"],
  ],
  [
    "a class is declared again",
    ["class P { a = 1; }", "class P { b = 2; } const p = new P();", "p.b"],
    2,
  ],
  [
    "a class is declared again, its instances keep its type",
    [
      "class P { private a = 1; get() { return this.a; } } const old = new P();",
      "class P { private b = 2; }",
      "old.get()",
    ],
    1,
  ],
  [
    "class expressions",
    [
      "const C = class { x = 1; }; let D = class extends C { y = 2; };",
      "[new D().x, new D().y, C.name, D.name]",
    ],
    [1, 2, "C", "D"],
  ],
  [
    "abstract classes, interfaces, implements",
    [
      "interface Shape { area(): number } abstract class Base implements Shape { abstract area(): number; twice() { return 2 * this.area(); } }",
      "class Square extends Base implements Shape { constructor(private a: number) { super(); } override area() { return this.a ** 2; } } new Square(3).twice()",
    ],
    18,
  ],
  [
    "class members of every kind",
    [
      "class M { static #n = 0; static { M.#n = 5; } static get n() { return M.#n; } declare z: number; accessor w = 4; constructor(public readonly q = 2) {} }",
      "[M.n, new M().w, new M().q]",
    ],
    [5, 4, 2],
  ],
  [
    "functions keep their names",
    ["let f = () => 1; const g = function () { return 2; };", "[f.name, g.name]"],
    ["f", "g"],
  ],
  [
    "enumerations",
    ["enum E { A, B = 'b' } const enum F { X = 4 }", "[E.A, E.B, F.X, E[0]]"],
    [0, "b", 4, "A"],
  ],
  [
    "namespaces",
    [
      "namespace N { export const a = 1; export namespace M { export type T = string; export const b = 2; } export interface I { x: number } }",
      "const t: N.M.T = 's'; const i: N.I = { x: N.a }; [N.a, N.M.b, t, i.x]",
    ],
    [1, 2, "s", 1],
  ],
  [
    "a namespace is still there after one more cell",
    ["namespace N { export const a = 1; }", "1", "2", "N.a"],
    1,
  ],
  [
    "a namespace joined to a function",
    ["function f() { return 1; } namespace f { export const x = 2; }", "0", "[f(), f.x]"],
    [1, 2],
  ],
  ["properties added to a function", ["function f() { return 1; } f.x = 2;", "f.x"], 2],
  [
    "an interface and a constant of one name",
    [
      "interface Opt { a: number } const Opt = { make: (): Opt => ({ a: 1 }) };",
      "0",
      "const o: Opt = Opt.make(); o.a",
    ],
    1,
  ],
  [
    "a type in place of a class leaves its value",
    [
      "class A { static s = 1; }",
      "interface A { z: string }",
      "const a: A = { z: 'z' }; [A.s, a.z]",
    ],
    [1, "z"],
  ],
  [
    "a type is declared again",
    [
      "type T = string; interface I { a: string }",
      "type T = number; interface I { b: number }",
      "const t: T = 1; const i: I = { b: 2 }; [t, i.b]",
    ],
    [1, 2],
  ],
  [
    "a type that others are made of is declared again",
    [
      "type T = string; type L = T[]; const l: L = ['a'];",
      "type T = number;",
      "const x: string = l[0] ?? ''; const y: L = ['b']; [x, y]",
    ],
    ["a", ["b"]],
  ],
  [
    "recursive and conditional types",
    [
      "type Json = string | number | Json[] | { [k: string]: Json }; type El<T> = T extends (infer U)[] ? U : never; type Map2<T> = { [K in keyof T]?: T[K] };",
      "const j: Json = { a: [1, { b: 'c' }] }; const e: El<number[]> = 1; const m: Map2<{ q: number }> = {}; [j, e, m]",
    ],
    [{ a: [1, { b: "c" }] }, 1, {}],
  ],
  ["unique symbols", ["const s = Symbol('s'); const o = { [s]: 1 };", "o[s]"], 1],
  [
    "tuples and readonly",
    [
      "const t = [1, 'a'] as const; const r: readonly number[] = [1];",
      "const [n, s] = t; [n + 1, s.toUpperCase(), r.length]",
    ],
    [2, "A", 1],
  ],
  [
    "type guards and assertions",
    [
      "function isS(x: unknown): x is string { return typeof x === 'string'; } function must(x: unknown): asserts x { if (!x) throw new Error(); }",
      "const v: unknown = 'v'; must(v); isS(v) ? v.length : 0",
    ],
    1,
  ],
  [
    "imports of every kind",
    [
      "import fs, * as all from 'node:fs'; import { join as glue, type ParsedPath } from 'node:path'; import type { Stats } from 'node:fs'; import 'node:os'; import os from 'node:os';",
      "const s: Stats | undefined = undefined; const p: ParsedPath | undefined = undefined; [typeof fs.readFileSync, typeof all.statSync, glue('a', 'b'), typeof os.cpus, s, p]",
    ],
    ["function", "function", "a/b", "function", undefined, undefined],
  ],
  [
    "an import is used where it stands",
    ["import { join } from 'node:path'; join('a', 'b')"],
    "a/b",
  ],
  [
    "an import's name is declared again",
    ["import { join } from 'node:path';", "const join = 3;", "join + 1"],
    4,
  ],
  [
    "a cell of imports runs twice",
    ["import { join } from 'node:path';", "import { join } from 'node:path';", "join('x')"],
    "x",
  ],
  [
    "dynamic imports",
    [
      "const { sep } = await import('node:path'); const name = 'node:os';",
      "const os = (await import(name)) as typeof import('node:os'); [sep, typeof os.cpus]",
    ],
    ["/", "function"],
  ],
  [
    "exports are left out",
    [
      "export const x = 1; export function f() { return x; } export class C {} export type T = number; export default function g() { return 2; }\nexport { y };\nconst y = 3;",
      "const t: T = 4; [x, f(), new C() instanceof C, g(), y, t]",
    ],
    [1, 1, true, 2, 3, 4],
  ],
  [
    "declared elsewhere",
    [
      "declare const process2: number; declare function later(): void; declare var globalThing: string;",
      "Object.assign(globalThis, { globalThing: 'there' }); globalThing",
    ],
    "there",
  ],
  [
    "a cell that uses the word exports",
    [
      "const a = 1; let b = 2;",
      "const f = (exports: number) => exports + a; const o = { exports: 3 }; b = 5; [f(1), o.exports, b]",
    ],
    [2, 3, 5],
  ],
  [
    "names that begin with underscores",
    ["const __a = 1; let __b = 2; class __C {}", "__b += 1; [__a, __b, typeof __C]"],
    [1, 3, "function"],
  ],
  [
    "names of JavaScript's own",
    [
      "const name = 'n'; const toString = () => 't'; const constructor = 1; let hasOwnProperty = 2; const event = 3;",
      "hasOwnProperty = 4; [name, toString(), constructor, hasOwnProperty, event]",
    ],
    ["n", "t", 1, 4, 3],
  ],
  [
    "tslab's name for the last expression is free",
    ["const tsLastExpr = 5; tsLastExpr + 1", "1", "tsLastExpr"],
    5,
  ],
  [
    "using",
    [
      "const log: string[] = []; const make = (n: string) => ({ n, [Symbol.dispose]() { log.push(n); } });",
      "using a = make('a'); log.push(`in ${a.n}`);",
      "log",
    ],
    ["in a", "a"],
  ],
  [
    "await using",
    [
      "const log: string[] = []; const make = (n: string) => ({ async [Symbol.asyncDispose]() { log.push(n); } });",
      "await using a = make('a'); log.push('in');",
      "log",
    ],
    ["in", "a"],
  ],
  ["comments alone", ["// nothing\n/* at all */"], undefined],
  ["Windows line ends", ["const a = 1;\r\nlet b = 2;\r\nb += a;\r\nb"], 3],
  [
    "characters beyond the basic plane",
    ["const 𝒙 = '😀'; let 変数 = 𝒙;", "変数 += 𝒙; 変数.length"],
    4,
  ],
  [
    "closures in loops",
    [
      "const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) fs.push(() => i);",
      "fs.map((f) => f())",
    ],
    [0, 1, 2],
  ],
  [
    "declare global",
    [
      "class Own { x = 1; static make() { return new Own(); } }\ndeclare global { var made: Own; interface Array<T> { second(): T | undefined } }\nArray.prototype.second = function () { return this[1]; };\nglobalThis.made = Own.make();",
      "const o: Own = made; [[1, 2].second(), o instanceof Own]",
    ],
    [2, true],
  ],
  [
    "declare global, again",
    [
      "declare global { interface Array<T> { second(): T | undefined } }\nArray.prototype.second = function () { return this[1]; };",
      "declare global { interface Array<T> { second(): number } }\nArray.prototype.second = function () { return 5; };",
      "const n: number = ['a', 'b'].second(); n",
    ],
    5,
  ],
  [
    "declare a module that has no types",
    [
      "declare module 'semver/functions/major.js' { const major: (v: string) => number; export default major; }\nimport major from 'semver/functions/major.js'; major('3.1.0')",
      "declare module 'semver/functions/major.js' { const major: (v: string) => number; export default major; }",
      "import major from 'semver/functions/major.js'; const three: number = major('3.1.0'); three",
    ],
    3,
  ],
  [
    "add to a module",
    [
      "declare module 'os' { interface CpuInfo { extra: number } }",
      "import type { CpuInfo } from 'node:os'; const extra: CpuInfo['extra'] = 4; extra",
    ],
    4,
  ],
  [
    "decorators",
    [
      "const marked: string[] = []; function mark(value: abstract new () => object, context: ClassDecoratorContext) { marked.push(String(context.name)); }",
      "@mark class A {}\nnew A();\nmarked",
    ],
    ["A"],
  ],
  [
    "names that are words elsewhere",
    [
      "let type = 1, as = 2, from = 3, of = 4, async = 5, get = 6, set = 7, using = 8;",
      "type += as; [type, from, of, async, get, set, using]",
    ],
    [3, 3, 4, 5, 6, 7, 8],
  ],
  [
    "an import in place of a constant, and the other way round",
    [
      "const join = 1;",
      "import { join } from 'node:path';",
      "const s: string = join('a'); const sep = 1;",
      "import { sep } from 'node:path'; const join = 5;",
      "[join, sep]",
    ],
    [5, "/"],
  ],
  [
    "a type in place of a constant",
    ["const Both = 1;", "type Both = string;", "const b: Both = 'b'; [Both, b]"],
    [1, "b"],
  ],
  [
    "an imported type in place of a constant",
    ["const Stats = 1;", "import type { Stats } from 'node:fs';", "const s: Stats | 2 = 2; s"],
    2,
  ],
  [
    "var where one statement stands",
    [
      "if (true) var a = 1, b = 2; else var c = 3; for (var i = 0; i < 1; i++) var d = 4, e = 5; for (var k in { x: 1 }) var f: number | undefined; for (const m of [7]) var g = m, h = 8; do var j = 9, l = 10; while (false);",
      "[a, b, i, d, e, k, f, g, h, j, l]",
    ],
    [1, 2, 1, 4, 5, "x", undefined, 7, 8, 9, 10],
  ],
  ["a result of type void", ["const f = (): void => undefined;", "f()"], undefined],
];

/** Where `await` may stand outside of functions. */
const awaits: [string, unknown][] = [
  ["await 1", 1],
  ["const x = await 2; x", 2],
  ["let y = (await 3) + 1; y", 4],
  ["const { a, b = await 5 } = await { a: 1, b: undefined }; [a, b]", [1, 5]],
  ["let [c = await 6] = []; c", 6],
  ["let s = 0; for await (const x of [1, 2]) s += x; s", 3],
  ["let t = 0; for (const x of await [1, 2]) t += x; t", 3],
  ["if (await true) { await 1; } 'if'", "if"],
  ["while (await false); do { await 1; } while (await false); 'while'", "while"],
  ["switch (await 1) { case await 1: await 2; } 'switch'", "switch"],
  ["try { throw await 1; } catch (e) { await 2; } finally { await 3; } 'try'", "try"],
  ["label: { await 1; break label; } 'label'", "label"],
  ["`${await 'template'}`", "template"],
  ["[await 1, ...(await [2])]", [1, 2]],
  ["({ [await 'k']: await 1, ...(await { z: 2 }) })", { k: 1, z: 2 }],
  ["Math.max(await 1, await 2)", 2],
  ["(await ((x: number) => x * 2))(await 4)", 8],
  ["new (await Date)(await 0).getTime()", 0],
  ["(await { a: { b: 1 } })?.a.b", 1],
  ["(await null) ?? (await 'c')", "c"],
  [
    "class K { static [await 'm']() { return 1; } } Object.getOwnPropertyNames(K).includes('m')",
    true,
  ],
  ["class L extends (await Object) {} typeof L", "function"],
  ["const f = async () => { await 1; return 2; }; await f()", 2],
  ["enum E { A = 1 } await E.A", 1],
  ["(await 1) as number satisfies number", 1],
  ["typeof (await 1)", "number"],
  ["void (await 1)", undefined],
  ["!(await false)", true],
  ["import { join } from 'node:path'; await join('a')", "a"],
];

suite("cells", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));

  for (const [name, cells, value] of cases) {
    test(name, async () => {
      notebook.language.reset();
      for (const name of Object.keys(notebook.shared))
        Reflect.deleteProperty(notebook.shared, name);
      let last: unknown;
      for (const cell of cells) last = await notebook.run(cell);
      assert.deepEqual(last, value);
    });
  }

  for (const [source, value] of awaits) {
    test(`await: ${source}`, async () => {
      notebook.language.reset();
      assert.equal(notebook.compile(source).isAsync, true);
      assert.deepEqual(await notebook.run(source), value);
    });
  }

  test("a cell that does not wait outside of its functions is not asynchronous", () => {
    const sources = [
      "const f = async () => await 1; f",
      "async function f() { for await (const x of [1]) x; } async function* g() { yield await 1; }",
      "class C { async m() { await 1; } x = async () => await 2; }",
      "const o = { async m() { await 1; } };",
    ];
    for (const source of sources) assert.equal(notebook.compile(source).isAsync, false, source);
  });
});
