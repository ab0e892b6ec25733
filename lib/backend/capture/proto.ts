import protobuf from "protobufjs";

/**
 * The messages of TensorFlow that describe a function, with the fields that are used here.
 *
 * @see tensorflow/core/framework: function.proto, op_def.proto, node_def.proto, attr_value.proto, tensor.proto
 */
const definitions = `
syntax = "proto3";

message FunctionDef {
  OpDef signature = 1;
  repeated NodeDef node_def = 3;
  map<string, string> ret = 4;
}

message OpList { repeated OpDef op = 1; }

message OpDef {
  string name = 1;
  repeated ArgDef input_arg = 2;
  repeated ArgDef output_arg = 3;
  repeated AttrDef attr = 4;
  bool is_stateful = 17;
  message ArgDef {
    string name = 1;
    int32 type = 3;
    string type_attr = 4;
    string number_attr = 5;
    string type_list_attr = 6;
  }
  message AttrDef {
    string name = 1;
    string type = 2;
    AttrValue default_value = 3;
  }
}

message NodeDef {
  string name = 1;
  string op = 2;
  repeated string input = 3;
  map<string, AttrValue> attr = 5;
}

message AttrValue {
  message ListValue {
    repeated bytes s = 2;
    repeated int64 i = 3;
    repeated float f = 4;
    repeated bool b = 5;
    repeated int32 type = 6;
    repeated TensorShapeProto shape = 7;
  }
  oneof value {
    ListValue list = 1;
    bytes s = 2;
    int64 i = 3;
    float f = 4;
    bool b = 5;
    int32 type = 6;
    TensorShapeProto shape = 7;
    TensorProto tensor = 8;
    NameAttrList func = 10;
  }
}

message NameAttrList { string name = 1; }

message TensorShapeProto {
  repeated Dim dim = 2;
  bool unknown_rank = 3;
  message Dim { int64 size = 1; }
}

message TensorProto {
  int32 dtype = 1;
  TensorShapeProto tensor_shape = 2;
  bytes tensor_content = 4;
  repeated float float_val = 5;
  repeated int32 int_val = 7;
  repeated bool bool_val = 11;
}
`;

export interface ArgDef {
  name: string;
  type?: number;
  typeAttr?: string;
  numberAttr?: string;
  typeListAttr?: string;
}

export interface OpDef {
  name: string;
  inputArg: ArgDef[];
  outputArg: ArgDef[];
  attr?: { name: string; type: string; defaultValue?: AttrValue | null }[];
  isStateful?: boolean;
}

export interface TensorProto {
  dtype: number;
  tensorShape: Shape;
  tensorContent?: Uint8Array;
  floatVal?: number[];
  intVal?: number[];
  boolVal?: boolean[];
}

export interface Shape {
  dim: { size: number }[];
}

/** One of the fields. */
export interface AttrValue {
  list?: { s?: Uint8Array[]; i?: number[]; f?: number[]; b?: boolean[]; type?: number[] };
  s?: Uint8Array;
  i?: number;
  f?: number;
  b?: boolean;
  type?: number;
  shape?: Shape;
  tensor?: TensorProto;
  func?: { name: string };
}

export interface NodeDef {
  name: string;
  op: string;
  /** "argument" or "node:output:index" */
  input: string[];
  attr: Record<string, AttrValue>;
}

export interface FunctionDef {
  signature: OpDef;
  nodeDef: NodeDef[];
  /** output → "node:output:index" */
  ret: Record<string, string>;
}

let messages: protobuf.Root | undefined;

function message(name: string): protobuf.Type {
  messages ??= protobuf.parse(definitions).root;
  return messages.lookupType(name);
}

export function encodeFunction(definition: FunctionDef): Uint8Array {
  const type = message("FunctionDef");
  return type.encode(type.fromObject(definition)).finish();
}

/** Every operation that TensorFlow knows, by its name. */
export function decodeOps(list: Uint8Array): Map<string, OpDef> {
  const type = message("OpList");
  const { op } = type.toObject(type.decode(list), { longs: Number, arrays: true }) as {
    op: OpDef[];
  };
  return new Map(op.map((definition) => [definition.name, definition]));
}
