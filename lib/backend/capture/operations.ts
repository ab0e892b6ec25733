import type { Binding } from "./nativeBackend";
import { decodeOps, type OpDef } from "./proto";
import { refuse } from "./refusal";

/** How many values they return depends on the values they are given; tfjs counts on shapes that stay. */
const GIVES_ANY_SHAPE = /^(UniqueV2|NonMaxSuppressionV[35])$/;

let known: Map<string, OpDef> | undefined;

/** TensorFlow's own description of an operation: names of arguments, kinds of attributes. */
export function operation(binding: Binding, op: string): OpDef {
  known ??= decodeOps(binding.opList());
  const definition = known.get(op);
  if (!definition)
    throw new Error(`capture: TensorFlow has no operation ${op}. Run \`npm run setup\`.`);
  if (definition.isStateful) {
    throw refuse(
      `uses ${op}, which keeps a state inside TensorFlow`,
      "For chance use standardNormal or uniform with a key that is an argument",
    );
  }
  if (GIVES_ANY_SHAPE.test(op)) {
    throw refuse(`uses ${op}, whose result has a shape that depends on values`, "Call it outside");
  }
  return definition;
}
