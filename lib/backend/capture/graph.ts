import type { Attribute, Binding } from "./nativeBackend";
import { operation } from "./operations";
import type { ArgDef, AttrValue, NodeDef, OpDef, TensorProto } from "./proto";
import type { Constant, RecordedNode, Recording, Source, Type } from "./recording";

/** A recording as the nodes of a function's body, and what each of its values is called there. */
export interface Graph {
  readonly nodes: NodeDef[];
  readonly nameOf: (source: Source) => string;
}

/** @param inputName what the function's arguments are called: of arguments, variables and tensors from outside */
export function graphOf(
  binding: Binding,
  recording: Recording,
  inputName: (from: "argument" | "variable" | "outside", index: number) => string,
): Graph {
  const outputs: string[][] = [];
  const nameOf = (source: Source): string => {
    if (source.from === "constant") return `constant${source.index}:output:0`;
    if (source.from === "node") return outputs[source.index]![source.output]!;
    return inputName(source.from, source.index);
  };
  const nodes = recording.constants.map((constant, i) => constantNode(`constant${i}`, constant));
  for (const [i, node] of recording.nodes.entries()) {
    const definition = operation(binding, node.op);
    const attr = attributesOf(
      binding,
      definition,
      node,
      node.inputs.map((source) => typeOf(recording, source)),
    );
    const name = `node${i}`;
    nodes.push({ name, op: node.op, input: node.inputs.map(nameOf), attr });
    outputs.push(
      definition.outputArg.flatMap((arg) =>
        Array.from({ length: countOf(arg, attr) }, (_, k) => `${name}:${arg.name}:${k}`),
      ),
    );
  }
  return { nodes, nameOf };
}

/** The type of a value in a recording. */
export function typeOf(recording: Recording, source: Source): Type {
  if (source.from === "argument") return recording.arguments[source.index]!;
  if (source.from === "variable") return recording.variables[source.index]!.type;
  if (source.from === "outside") return recording.outside[source.index]!.type;
  if (source.from === "node") return recording.nodes[source.index]!.outputs[source.output]!;
  return recording.constants[source.index]!;
}

/** A tensor of fixed values; one repeated value is written once. */
export function constantNode(name: string, { dtype, shape, values }: Constant): NodeDef {
  const tensor: TensorProto = { dtype, tensorShape: { dim: shape.map((size) => ({ size })) } };
  const [first] = values;
  if (first !== undefined && values.every((value) => Object.is(value, first))) {
    if (values instanceof Float32Array) tensor.floatVal = [first];
    else if (values instanceof Int32Array) tensor.intVal = [first];
    else tensor.boolVal = [first !== 0];
  } else {
    tensor.tensorContent = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  return { name, op: "Const", input: [], attr: { dtype: { type: dtype }, value: { tensor } } };
}

/** Every attribute must be on a node: those that were given, those that the inputs imply, the defaults. */
function attributesOf(
  binding: Binding,
  { name, inputArg, attr = [] }: OpDef,
  node: RecordedNode,
  inputs: readonly Type[],
): Record<string, AttrValue> {
  const attributes: Record<string, AttrValue> = {};
  for (const given of node.attributes) attributes[given.name] = attributeValue(binding, given);
  let next = 0;
  const lists = inputArg.filter((arg) => arg.numberAttr || arg.typeListAttr).length;
  for (const arg of inputArg) {
    const isList = Boolean(arg.numberAttr || arg.typeListAttr);
    const count =
      arg.numberAttr && attributes[arg.numberAttr] !== undefined
        ? attributes[arg.numberAttr]!.i!
        : isList && lists === 1
          ? inputs.length - (inputArg.length - 1)
          : 1;
    const types = inputs.slice(next, next + count).map(({ dtype }) => dtype);
    next += count;
    if (arg.numberAttr) attributes[arg.numberAttr] ??= { i: count };
    if (arg.typeAttr && types[0] !== undefined) attributes[arg.typeAttr] ??= { type: types[0] };
    if (arg.typeListAttr) attributes[arg.typeListAttr] ??= { list: { type: types } };
  }
  for (const { name: attribute, defaultValue } of attr) {
    if (attributes[attribute]) continue;
    if (!defaultValue) {
      throw new Error(
        `capture: ${name} was recorded without ${attribute}. Call it outside the step.`,
      );
    }
    attributes[attribute] = defaultValue;
  }
  return attributes;
}

function countOf({ numberAttr, typeListAttr }: ArgDef, attr: Record<string, AttrValue>): number {
  if (numberAttr) return attr[numberAttr]!.i!;
  if (typeListAttr) return attr[typeListAttr]!.list!.type!.length;
  return 1;
}

function attributeValue(binding: Binding, { type, value }: Attribute): AttrValue {
  const isList = Array.isArray(value);
  switch (type) {
    case binding.TF_ATTR_STRING:
      return { s: new TextEncoder().encode(value as string) };
    case binding.TF_ATTR_INT:
      return isList ? { list: { i: value as number[] } } : { i: value as number };
    case binding.TF_ATTR_FLOAT:
      return isList ? { list: { f: value as number[] } } : { f: value as number };
    case binding.TF_ATTR_BOOL:
      return isList ? { list: { b: value as boolean[] } } : { b: value as boolean };
    case binding.TF_ATTR_TYPE:
      return { type: value as number };
    case binding.TF_ATTR_SHAPE:
      return { shape: { dim: (value as number[]).map((size) => ({ size })) } };
    default:
      throw new Error(
        `capture: an attribute of kind ${type} is not known. Call it outside the step.`,
      );
  }
}
