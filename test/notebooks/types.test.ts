/** The code cells of a chapter, put together as one module, obey the project's strict TypeScript. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { codeCells, readNotebook, sourceOf } from "../../scripts/runner/notebook";
import { chapters, folder, pathOf, repository } from "./chapters";

for (const chapter of chapters) {
  test(`${chapter} is strict TypeScript`, { timeout: 120_000 }, async () => {
    const cells = codeCells(await readNotebook(pathOf(chapter))).map(sourceOf);
    assert.deepEqual(typeErrors(chapter, cells), []);
  });
}

test("a type error is found, and told by cell and line", () => {
  const cells = ["const a: number = 1;", "// no error\nconst b: string = [a][0];"];
  const [error, ...others] = typeErrors("99-none", cells);
  assert.match(error!, /^code cell 2, line 2: TS2322: Type 'number \| undefined' is not assignable/);
  assert.deepEqual(others, []);
});

function typeErrors(chapter: string, cells: string[]): string[] {
  const name = join(folder, `${chapter}.ts`);
  const text = `export {};\n${cells.join("\n")}\n`;
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === name ? ts.createSourceFile(path, text, rest[0]) : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line;
    return `${place(cells, (line ?? 1) - 1)}: TS${diagnostic.code}: ${message}`;
  });
}

/** The project's own settings; only that a cell may await and that packages are found as in the kernel differs. */
function compilerOptions(): ts.CompilerOptions {
  const path = join(repository, "tsconfig.json");
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const parsed = ts.convertCompilerOptionsFromJson(config.compilerOptions, repository).options;
  return {
    ...parsed,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
}

function place(cells: string[], line: number): string {
  let start = 0;
  for (const [index, cell] of cells.entries()) {
    const length = cell.split("\n").length;
    if (line < start + length) return `code cell ${index + 1}, line ${line - start + 1}`;
    start += length;
  }
  return "after the last cell";
}
