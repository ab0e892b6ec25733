import { localsOf } from "./scope";
import { ts } from "./typescript";
import type { Problem } from "./unexport";

/** The code of a cell is given these, so a cell cannot have its own. */
const reserved = ["exports", "require"];

export function reservedNames(cell: ts.SourceFile): Problem[] {
  const locals = localsOf(cell);
  return reserved.flatMap((name) => {
    const declaration = locals.get(name)?.declarations?.find((one) => !isType(one));
    const place = declaration && (ts.getNameOfDeclaration(declaration) ?? declaration);
    if (!place) return [];
    const start = place.getStart(cell);
    // TypeScript says so of CommonJS modules.
    const rule = `Compiler reserves name '${name}' in top level scope of a module.`;
    const message = `Duplicate identifier '${name}'. ${rule}`;
    return [{ start, length: place.end - start, code: 2441, message }];
  });
}

function isType(declaration: ts.Declaration): boolean {
  return ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
}
