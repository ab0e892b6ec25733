import type { Recording } from "./recording";
import { refuse } from "./refusal";

/**
 * Two runs of the same step must have done the same. What differs came from JavaScript and would be frozen:
 * a draw, a counter, a condition.
 *
 * @throws Error that says what differs and how to mend it
 */
export function expectSame(first: Recording, second: Recording): void {
  const operations = ({ nodes }: Recording): string =>
    JSON.stringify(nodes.map(({ op, attributes, inputs }) => [op, attributes, inputs]));
  const links = ({ results, assigned }: Recording): string => JSON.stringify([results, assigned]);
  for (const [i, constant] of first.constants.entries()) {
    const other = second.constants[i];
    if (!other || JSON.stringify(other.shape) !== JSON.stringify(constant.shape)) break;
    const at = constant.values.findIndex((value, k) => !Object.is(value, other.values[k]));
    if (at === -1) continue;
    const [was, is] = [constant.values[at]!, other.values[at]!];
    throw constant.values.length > 1
      ? refuse(
          `uses numbers from JavaScript that are new at each run (a tensor of shape [${constant.shape.join(", ")}], ` +
            `first ${was}, then ${is}), perhaps tf.randomNormal or tf.dropout`,
          "Draw with standardNormal or uniform and a key that is an argument, or pass the tensor as an argument",
        )
      : refuse(
          `uses a number from JavaScript that changes (${was}, then ${is}), perhaps a counter or a schedule`,
          "Pass it as an argument, tf.scalar(…), or keep it in a tf.variable",
        );
  }
  const outside = first.outside.some(({ dataId }, i) => second.outside[i]?.dataId !== dataId);
  if (outside) {
    throw refuse(
      "uses a tensor from outside that is another one each time",
      "Pass it as an argument",
    );
  }
  const variables = first.variables.some((v, i) => second.variables[i]?.variable !== v.variable);
  if (variables || operations(first) !== operations(second) || links(first) !== links(second)) {
    throw refuse(
      "does not do the same at each run: a condition in JavaScript decides what it computes",
      "Compute the condition with tensors (tf.where), or capture each branch as a step of its own",
    );
  }
}
