import { assignmentTarget, named } from "./assignments";
import { boundNames, isAssignable, isLet } from "./bindings";
import { isEarlier } from "./scope";
import type { Scope } from "./scope";
import { internals, ts } from "./typescript";

const { factory } = ts;

/** What of other cells a cell refers to. */
export interface CellNames {
  checker: ts.TypeChecker;
  /** The names of the cell itself. */
  locals: ReadonlyMap<string, ts.Symbol>;
  scope: Scope;
  /** How the object that cells share is called in the code. */
  shared: string;
}

/**
 * Rewrites code so that names of earlier cells, and the cell's own `let` and `var`, are read and written on the shared
 * object and nowhere else: a function then sees what a later cell assigned.
 */
export class SharedNames {
  /** Variables that were declared on the shared object. */
  readonly declared = new Set<string>();
  private readonly assignable: ReadonlyMap<string, ts.Symbol>;

  constructor(
    private readonly names: CellNames,
    private readonly context: ts.TransformationContext,
  ) {
    this.assignable = new Map([...names.locals].filter(([, symbol]) => isAssignable(symbol)));
  }

  /** `exports.name` */
  property(name: string): ts.PropertyAccessExpression {
    const object = factory.createIdentifier(this.names.shared);
    return factory.createPropertyAccessExpression(object, name);
  }

  readonly visit = (node: ts.Node): ts.VisitResult<ts.Node> => {
    if (ts.isIdentifier(node)) return this.isShared(node) ? this.reference(node) : node;
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isTaggedTemplateExpression(node)) {
      const template = ts.visitNode(node.template, this.visit, ts.isTemplateLiteral);
      const { tag, typeArguments } = node;
      return factory.updateTaggedTemplateExpression(
        node,
        this.callee(tag),
        typeArguments,
        template,
      );
    }
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isVariableStatement(node) && this.isOnShared(node.declarationList)) {
      return this.declare(node.declarationList).map((assigned) =>
        ts.setSourceMapRange(factory.createExpressionStatement(assigned), node),
      );
    }
    if (ts.isForStatement(node) && node.initializer && this.isListOnShared(node.initializer)) {
      const [first, ...rest] = this.declare(node.initializer);
      return factory.updateForStatement(
        node,
        first && rest.reduce((left, right) => factory.createComma(left, right), first),
        node.condition && this.expression(node.condition),
        node.incrementor && this.expression(node.incrementor),
        this.body(node.statement),
      );
    }
    if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
      if (this.isListOnShared(node.initializer)) return this.loop(node, node.initializer);
    }
    return ts.visitEachChild(node, this.visit, this.context);
  };

  readonly expression = (node: ts.Expression): ts.Expression =>
    ts.visitNode(node, this.visit, ts.isExpression);

  private readonly reference = (name: ts.Identifier): ts.Expression =>
    ts.setSourceMapRange(ts.setOriginalNode(this.property(name.text), name), name);

  private isShared(name: ts.Identifier, symbolOf?: () => ts.Symbol | undefined): boolean {
    const { checker, scope } = this.names;
    const { text } = name;
    const own = this.assignable.get(text);
    if (!own && !scope.isShared(text)) return false;
    const symbol = symbolOf ? symbolOf() : checker.getSymbolAtLocation(name);
    if (!symbol) return false;
    return own ? symbol === own : isEarlier(scope, text, symbol);
  }

  private isOnShared(list: ts.VariableDeclarationList): boolean {
    const [first] = boundNames(list);
    const declarations = first && this.assignable.get(first.text)?.declarations;
    return declarations?.some((declaration) => isWithin(declaration, list)) === true;
  }

  private isListOnShared(node: ts.ForInitializer): node is ts.VariableDeclarationList {
    return ts.isVariableDeclarationList(node) && this.isOnShared(node);
  }

  /** The assignments that a list of variables becomes. */
  private declare(list: ts.VariableDeclarationList): ts.Expression[] {
    for (const name of boundNames(list)) this.declared.add(name.text);
    return list.declarations.flatMap((declaration) => {
      const { name, initializer } = declaration;
      const isBareLet = !initializer && isLet(list);
      if (!initializer && !isBareLet) return [];
      const target = assignmentTarget(name, this.reference, this.expression);
      const value = initializer ? this.expression(initializer) : factory.createVoidZero();
      const assigned = ts.isIdentifier(name) ? named(name.text, value) : value;
      const assignment = factory.createAssignment(target, assigned);
      return [ts.setSourceMapRange(ts.setOriginalNode(assignment, declaration), declaration)];
    });
  }

  /** `for (var x of …)` */
  private loop(
    node: ts.ForInStatement | ts.ForOfStatement,
    list: ts.VariableDeclarationList,
  ): ts.Statement {
    for (const name of boundNames(list)) this.declared.add(name.text);
    const target = assignmentTarget(list.declarations[0]!.name, this.reference, this.expression);
    const over = this.expression(node.expression);
    const body = this.body(node.statement);
    return ts.isForInStatement(node)
      ? factory.updateForInStatement(node, target, over, body)
      : factory.updateForOfStatement(node, node.awaitModifier, target, over, body);
  }

  private body(statement: ts.Statement): ts.Statement {
    const visited = [this.visit(statement)].flat() as ts.Statement[];
    const [only] = visited;
    return only && visited.length === 1 ? only : factory.createBlock(visited);
  }

  private shorthand(node: ts.ShorthandPropertyAssignment): ts.ObjectLiteralElementLike {
    const { name, objectAssignmentInitializer } = node;
    const fallback = objectAssignmentInitializer && this.expression(objectAssignmentInitializer);
    const value = () => this.names.checker.getShorthandAssignmentValueSymbol(node);
    if (!this.isShared(name, value)) {
      return factory.updateShorthandPropertyAssignment(node, name, fallback);
    }
    const target = this.reference(name);
    const right = fallback ? factory.createAssignment(target, fallback) : target;
    return ts.setOriginalNode(factory.createPropertyAssignment(name.text, right), node);
  }

  private call(node: ts.CallExpression): ts.Expression {
    const values = ts.visitNodes(node.arguments, this.visit, ts.isExpression);
    const called = this.callee(node.expression);
    if (!ts.isCallChain(node)) {
      return factory.updateCallExpression(node, called, node.typeArguments, values);
    }
    return factory.updateCallChain(node, called, node.questionDotToken, node.typeArguments, values);
  }

  /** `this` of a function that is called by its name alone is undefined, not the shared object. */
  private callee(node: ts.LeftHandSideExpression): ts.Expression {
    const name = internals.skipOuterExpressions(node);
    if (!ts.isIdentifier(name) || !this.isShared(name)) return this.expression(node);
    const pair = factory.createComma(factory.createNumericLiteral(0), this.reference(name));
    return ts.setSourceMapRange(factory.createParenthesizedExpression(pair), node);
  }
}

function isWithin(node: ts.Node, ancestor: ts.Node): boolean {
  return ts.findAncestor(node, (at) => at === ancestor) !== undefined;
}
