import type { Inspection } from "./contract";
import { attachDocumentation, linksAsWords } from "./documentation";
import type { Project } from "./project";
import { isScopeOf } from "./scope";
import { internals, neverCancelled, ts } from "./typescript";

/** So many lines of a definition are shown. */
const shownLines = 60;

interface Found {
  signature: string;
  documentation: string;
  tags: readonly ts.JSDocTagInfo[];
  symbol?: ts.Symbol;
}

/**
 * What is known of the name at, or just before, an offset; within the parentheses of a call, of what is called.
 *
 * @param sourceOf what cells wrote to declare a name
 */
export function inspect(
  project: Project,
  file: ts.SourceFile,
  offset: number,
  detail: 0 | 1,
  sourceOf: (name: string) => string | undefined,
): Inspection | undefined {
  const { program } = project;
  const checker = program.getTypeChecker();
  const found =
    atName(checker, file, offset) ??
    (offset > 0 ? atName(checker, file, offset - 1) : undefined) ??
    inCall(program, file, offset);
  if (!found) return undefined;
  const source =
    detail === 1 && found.symbol ? definition(found.symbol, checker, file, sourceOf) : "";
  return render(found, source);
}

function atName(checker: ts.TypeChecker, file: ts.SourceFile, offset: number): Found | undefined {
  const node = internals.getTouchingPropertyName(file, offset);
  if (!isNameLike(node)) return undefined;
  const symbol = checker.getSymbolAtLocation(node);
  if (!symbol) return undefined;
  attachDocumentation(symbol, checker);
  const { displayParts, documentation, tags } =
    internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      node.parent,
      node,
    );
  const signature = ts.displayPartsToString(displayParts);
  if (signature === "") return undefined;
  return {
    signature,
    documentation: linksAsWords(ts.displayPartsToString(documentation)),
    tags: tags ?? [],
    symbol,
  };
}

function isNameLike(node: ts.Node): boolean {
  const { ThisKeyword, SuperKeyword } = ts.SyntaxKind;
  if (node.kind === ThisKeyword || node.kind === SuperKeyword) return true;
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return true;
  // The name of a module, or of a property.
  return ts.isStringLiteralLike(node) && !ts.isExpressionStatement(node.parent);
}

function inCall(program: ts.Program, file: ts.SourceFile, offset: number): Found | undefined {
  const reason: ts.SignatureHelpTriggerReason = { kind: "invoked" };
  const help = internals.SignatureHelp.getSignatureHelpItems(
    program,
    file,
    offset,
    reason,
    neverCancelled,
  );
  const item = help?.items[help.selectedItemIndex];
  if (!item) return undefined;
  const { prefixDisplayParts, separatorDisplayParts, suffixDisplayParts, parameters } = item;
  const between = ts.displayPartsToString(separatorDisplayParts);
  const inside = parameters.map(({ displayParts }) => ts.displayPartsToString(displayParts));
  const start = ts.displayPartsToString(prefixDisplayParts);
  const end = ts.displayPartsToString(suffixDisplayParts);
  return {
    signature: `${start}${inside.join(between)}${end}`,
    documentation: linksAsWords(ts.displayPartsToString(item.documentation)),
    tags: item.tags,
  };
}

function definition(
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
  file: ts.SourceFile,
  sourceOf: (name: string) => string | undefined,
): string {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  const sources = (target.declarations ?? []).map((declaration) => {
    const owner = declaration.getSourceFile();
    const written = isScopeOf(file, owner) ? sourceOf(target.name) : undefined;
    return written ?? statementOf(declaration).getText(owner);
  });
  const lines = [...new Set(sources)].join("\n").split("\n");
  const rest = lines.length - shownLines;
  if (rest > 0) lines.splice(shownLines, rest, `// … ${rest} more lines`);
  return lines.join("\n");
}

/** `const f = …`, where only `f = …` declares. */
function statementOf(declaration: ts.Declaration): ts.Node {
  if (ts.isSourceFile(declaration)) return declaration;
  if (!ts.isVariableDeclaration(declaration)) return declaration;
  return ts.isVariableStatement(declaration.parent.parent)
    ? declaration.parent.parent
    : declaration;
}

function render({ signature, documentation, tags }: Found, source: string): Inspection {
  const text = (parts: ts.SymbolDisplayPart[] | undefined) =>
    linksAsWords(ts.displayPartsToString(parts));
  const told = tags.map((tag) => [`@${tag.name}`, text(tag.text)] as const);
  const plainTags = told.map(([name, text]) => `${name} ${text}`.trimEnd()).join("\n");
  const markdownTags = told.map(([name, text]) => `*${name}* ${text}`.trimEnd()).join("  \n");
  const join = (parts: string[]) => parts.filter((part) => part !== "").join("\n\n");
  const code = (text: string) => (text === "" ? "" : `\`\`\`typescript\n${text}\n\`\`\``);
  return {
    plain: join([signature, documentation, plainTags, source]),
    markdown: join([code(signature), documentation, markdownTags, code(source)]),
  };
}
