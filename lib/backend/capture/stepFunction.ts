import { graphOf, typeOf, type Graph } from "./graph";
import type { Binding } from "./nativeBackend";
import type { ArgDef, FunctionDef, NodeDef } from "./proto";
import type { Recording } from "./recording";

type InputKind = "argument" | "variable" | "outside";

/** A recorded step as a function: (arguments, variables, tensors from outside) → (results, assigned variables). */
export function stepFunction(binding: Binding, recording: Recording): FunctionDef {
  const { nodes, nameOf } = graphOf(binding, recording, (kind, i) => `${kind}${i}`);
  const outputs = outputsOf(recording, nodes, nameOf);
  return {
    signature: {
      name: "",
      inputArg: [
        ...recording.arguments.map(({ dtype }, i) => argument("argument", i, dtype)),
        ...stateArguments(recording),
      ],
      outputArg: outputs.map(({ dtype }, i) => ({ name: `output${i}`, type: dtype })),
    },
    nodeDef: nodes,
    ret: Object.fromEntries(outputs.map(({ name }, i) => [`output${i}`, name])),
  };
}

/** The variables that a step uses, and the tensors from outside, as arguments of a function. */
export function stateArguments({ variables, outside }: Recording): ArgDef[] {
  return [
    ...variables.map(({ type }, i) => argument("variable", i, type.dtype)),
    ...outside.map(({ type }, i) => argument("outside", i, type.dtype)),
  ];
}

/**
 * The values that leave a step: its results, then what it assigns. Each is a node of its own, since a function
 * must not hand back an argument under its own name.
 */
export function outputsOf(
  recording: Recording,
  nodes: NodeDef[],
  nameOf: Graph["nameOf"],
): { name: string; dtype: number; shape: readonly number[] }[] {
  const leaving = [...recording.results, ...recording.assigned.map(({ value }) => value)];
  return leaving.map((source, i) => {
    const { dtype, shape } = typeOf(recording, source);
    const name = `leaving${i}`;
    nodes.push({ name, op: "Identity", input: [nameOf(source)], attr: { T: { type: dtype } } });
    return { name: `${name}:output:0`, dtype, shape };
  });
}

const argument = (kind: InputKind, i: number, dtype: number): ArgDef => ({
  name: `${kind}${i}`,
  type: dtype,
});
