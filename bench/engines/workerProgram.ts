import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * The worker as JavaScript, so that the start of its process is that of Node and the library, without a compiler.
 *
 * @param folder inside the checkout, so that the library is found from it
 * @returns      the program
 */
export function workerProgram(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of ["worker", "trainee", "steps"]) {
    const { outputText } = ts.transpileModule(readFileSync(join(__dirname, `${name}.ts`), "utf8"), {
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
      },
    });
    writeFileSync(join(folder, `${name}.js`), outputText);
  }
  return join(folder, "worker.js");
}
