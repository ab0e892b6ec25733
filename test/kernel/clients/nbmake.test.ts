/** nbmake, pytest's plugin for notebooks: it passes a good notebook and fails a bad one, as with ipykernel. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Cell, Language } from "./clients";
import { inFolder, notebook, python } from "./clients";

const good: Record<Language, Cell[]> = {
  typescript: [
    { source: "const half = (n: number): number => n / 2;" },
    { source: "half(3)" },
    { source: 'throw new Error("meant");', tags: ["raises-exception"] },
    { source: 'console.log("done");' },
  ],
  python: [
    { source: "half = lambda n: n / 2" },
    { source: "half(3)" },
    { source: 'raise Exception("meant")', tags: ["raises-exception"] },
    { source: 'print("done")' },
  ],
};

const bad: Record<Language, Cell[]> = {
  typescript: [{ source: "const one = 1;" }, { source: 'throw new RangeError("too far");' }],
  python: [{ source: "one = 1" }, { source: 'raise ValueError("too far")' }],
};

const wrong: Record<Language, Cell[]> = {
  typescript: [{ source: 'const n: number = "text";' }],
  python: [{ source: "1 +" }],
};

async function pytest(
  language: Language,
  cells: Cell[],
): Promise<{ status: number; said: string }> {
  let result = { status: -1, said: "" };
  await inFolder(async (folder, write) => {
    const path = write("book.ipynb", notebook(language, cells));
    const words = ["-m", "pytest", "--nbmake", "-p", "no:cacheprovider", "--color=no", path];
    const { status, stdout, stderr } = await python(words, { cwd: folder });
    result = { status: status ?? -1, said: stdout + stderr };
  });
  return result;
}

suite("nbmake", { timeout: 900_000 }, () => {
  for (const [name, cells, status] of [
    ["a good notebook passes", good, 0],
    ["one whose cell throws fails", bad, 1],
    ["one with a type error fails", wrong, 1],
  ] as const) {
    test(name, async () => {
      const [ours, peer] = await Promise.all([
        pytest("typescript", cells.typescript),
        pytest("python", cells.python),
      ]);
      assert.equal(ours.status, status, ours.said);
      assert.equal(peer.status, status, peer.said);
    });
  }

  test("what failed is said", async () => {
    const { said } = await pytest("typescript", bad.typescript);
    assert.match(said, /RangeError: too far/);
    assert.match(said, /throw new RangeError/);
    assert.match((await pytest("typescript", wrong.typescript)).said, /TS2322/);
  });
});
