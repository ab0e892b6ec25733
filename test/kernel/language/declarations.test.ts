import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Declarations } from "../../../kernel/language/declarations";
import type { Declared, NamePlace } from "../../../kernel/language/declared";

const all = { completed: true, assigned: [] };

const own = (name: string): NamePlace => ({ name, meaning: "own" });
const type = (name: string): NamePlace => ({ name, meaning: "type" });

function declared(
  kind: "class" | "const" | "type",
  name: string,
  ...rest: Declared["pieces"]
): Declared {
  const pieces = [`declare ${kind} `, own(name), ...rest, ";\n"];
  const value = kind !== "type";
  return { name, source: name, value, type: kind !== "const", isAmbient: false, pieces };
}

function textOf(declarations: Declarations): string {
  const [settled, recent] = declarations.texts();
  return settled.replace("export {};\n", "") + recent.replace("export {};\n", "");
}

suite("what cells have declared", () => {
  test("a name that is declared again takes the place of the old one", () => {
    const declarations = new Declarations();
    declarations.take([declared("const", "a", ": 1")], all);
    declarations.take([declared("const", "a", ": 2"), declared("const", "b", ": 3")], all);
    assert.equal(textOf(declarations), "declare const a: 2;\ndeclare const b: 3;\n");
  });

  test("what others are made of lives on under another name, as long as they do", () => {
    const declarations = new Declarations();
    declarations.take(
      [declared("class", "A", " { a }"), declared("const", "x", ": ", type("A"))],
      all,
    );
    declarations.take([declared("class", "A", " { b }")], all);
    assert.equal(
      textOf(declarations),
      "declare class A { b };\ndeclare const x: A_1;\ndeclare class A_1 { a };\n",
    );
    declarations.take([declared("const", "x", ": ", type("A"))], all);
    assert.equal(textOf(declarations), "declare class A { b };\ndeclare const x: A;\n");
  });

  test("what is declared again word for word stays what it was", () => {
    const declarations = new Declarations();
    const cell = () => [
      declared("class", "A", " { b: ", type("B"), " }"),
      declared("class", "B", " { a: ", type("A"), " }"),
    ];
    declarations.take(cell(), all);
    declarations.take([declared("const", "x", ": ", type("A"))], all);
    declarations.take(cell(), all);
    assert.doesNotMatch(textOf(declarations), /_\d/);
    declarations.take([declared("class", "B", " { }")], all);
    assert.match(textOf(declarations), /class A \{ b: B_1 \};/);
  });

  test("a type in place of a class leaves the value", () => {
    const declarations = new Declarations();
    declarations.take([declared("class", "A", " { a }")], all);
    declarations.take([declared("type", "A", " = 1")], all);
    assert.equal(
      textOf(declarations),
      "declare class A_1 { a };\ndeclare const A: typeof A_1;\ndeclare type A = 1;\n",
    );
    assert.equal(declarations.isShared("A"), true);
  });

  test("of a cell that failed: types, and values that were assigned", () => {
    const declarations = new Declarations();
    declarations.take([declared("const", "a", ": 1"), declared("const", "b", ": 1")], all);
    const again = [
      declared("const", "a", ": 2"),
      declared("const", "b", ": 2"),
      declared("type", "T", " = 2"),
    ];
    declarations.take(again, { completed: false, assigned: ["b"] });
    assert.equal(
      textOf(declarations),
      "declare const a: 1;\ndeclare const b: 2;\ndeclare type T = 2;\n",
    );
  });

  test("what no name leads to is forgotten", () => {
    const declarations = new Declarations();
    for (let i = 0; i < 200; i++) {
      declarations.take(
        [declared("class", "A", ` { a${i} }`), declared("const", "x", ": ", type("A"))],
        all,
      );
      declarations.texts();
    }
    const [settled, recent] = declarations.texts();
    assert.ok(settled.length + recent.length < 200, settled + recent);
  });

  test("the first file stays the same while few things change", () => {
    const declarations = new Declarations();
    const names = Array.from({ length: 60 }, (_, i) => declared("const", `x${i}`, `: ${i}`));
    declarations.take(names, all);
    const [settled] = declarations.texts();
    for (let i = 0; i < 40; i++) {
      declarations.take([declared("const", `x${i}`, ": string")], all);
      assert.equal(declarations.texts()[0], settled);
    }
    assert.match(declarations.texts()[1], /x39: string/);
    declarations.clear();
    assert.equal(textOf(declarations), "");
  });
});
