import { internals, ts } from "./typescript";

const { factory } = ts;

/** Turns the left side of a declaration into that of an assignment: `{ a, b: [c] = d }` keeps its shape. */
export function assignmentTarget(
  name: ts.BindingName,
  reference: (name: ts.Identifier) => ts.Expression,
  visit: (value: ts.Expression) => ts.Expression,
): ts.Expression {
  if (ts.isIdentifier(name)) return reference(name);
  const target = ({ name, initializer }: ts.BindingElement): ts.Expression => {
    const inner = assignmentTarget(name, reference, visit);
    return initializer ? factory.createAssignment(inner, visit(initializer)) : inner;
  };
  if (ts.isArrayBindingPattern(name)) {
    const elements = name.elements.map((element) => {
      if (ts.isOmittedExpression(element)) return element;
      return element.dotDotDotToken
        ? factory.createSpreadElement(target(element))
        : target(element);
    });
    return ts.setTextRange(factory.createArrayLiteralExpression(elements), name);
  }
  const properties = name.elements.map((element) => {
    if (element.dotDotDotToken) return factory.createSpreadAssignment(target(element));
    return factory.createPropertyAssignment(propertyOf(element, visit), target(element));
  });
  return ts.setTextRange(factory.createObjectLiteralExpression(properties), name);
}

function propertyOf(
  { propertyName, name }: ts.BindingElement,
  visit: (value: ts.Expression) => ts.Expression,
): ts.PropertyName {
  if (!propertyName) return factory.createIdentifier((name as ts.Identifier).text);
  if (!ts.isComputedPropertyName(propertyName)) return propertyName;
  return factory.updateComputedPropertyName(propertyName, visit(propertyName.expression));
}

/** `let f = () => 1` names its function `f`; an assignment to a property of that name would not. */
export function named(name: string, value: ts.Expression): ts.Expression {
  const inner = internals.skipOuterExpressions(value);
  const isAnonymous =
    ts.isArrowFunction(inner) ||
    ((ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && !inner.name);
  if (!isAnonymous) return value;
  const holder = factory.createObjectLiteralExpression([
    factory.createPropertyAssignment(name, value),
  ]);
  return factory.createPropertyAccessExpression(
    factory.createParenthesizedExpression(holder),
    name,
  );
}
