import { use } from "./functions";
import { graphOf } from "./graph";
import type { Binding } from "./nativeBackend";
import type { ArgDef, AttrValue, FunctionDef, NodeDef } from "./proto";
import type { Recording, Type } from "./recording";
import { outputsOf, stateArguments } from "./stepFunction";

/**
 * A recorded step, repeated inside one function: (count, rows, variables, tensors from outside) → (results of every
 * step, assigned variables). Step i takes row i of each of the rows; its results are row i of the results.
 * For XLA alone: TensorFlow's own executor runs a loop slower than single calls.
 *
 * @param capacity rows in the rows and in the results, of which `count` are used
 */
export function loopFunction(
  binding: Binding,
  recording: Recording,
  capacity: number,
): { definition: FunctionDef; parts: string[] } {
  const loop = new LoopBuilder(binding, recording, capacity);
  return { definition: loop.whole(), parts: loop.parts };
}

class LoopBuilder {
  readonly parts: string[];
  private readonly int32: number;
  private readonly results: readonly Type[];
  private readonly rows: ArgDef[];
  private readonly state: ArgDef[];
  private readonly collected: ArgDef[];
  /** what goes round: the step's number, how many steps, then the rest */
  private readonly carried: ArgDef[];

  constructor(
    private readonly binding: Binding,
    private readonly recording: Recording,
    private readonly capacity: number,
  ) {
    this.int32 = binding.TF_INT32;
    const leaving = outputsOf(recording, [], () => "");
    this.results = leaving.slice(0, recording.results.length);
    this.rows = recording.arguments.map(({ dtype }, i) => ({ name: `rows${i}`, type: dtype }));
    this.state = stateArguments(recording);
    this.collected = this.results.map(({ dtype }, i) => ({ name: `collected${i}`, type: dtype }));
    this.carried = [
      { name: "step", type: this.int32 },
      { name: "count", type: this.int32 },
      ...this.rows,
      ...this.state,
      ...this.collected,
    ];
    this.parts = [this.condition(), this.body()].map((definition) => use(binding, definition));
  }

  whole(): FunctionDef {
    const start = this.results.map(({ dtype, shape }, i) =>
      this.zeros(`start${i}`, dtype, [this.capacity, ...shape]),
    );
    const [cond, body] = this.parts.map((name): AttrValue => ({ func: { name } }));
    const types = this.carried.map(({ type }) => type!);
    const given = [...this.rows, ...this.state].map(({ name }) => name);
    const loop = node(
      "loop",
      "StatelessWhile",
      ["first:output:0", "count", ...given, ...start.map(({ name }) => `${name}:output:0`)],
      {
        T: { list: { type: types } },
        cond: cond!,
        body: body!,
        output_shapes: { list: {} },
        parallel_iterations: { i: 10 },
      },
    );
    const position = (name: string) => this.carried.findIndex((argument) => argument.name === name);
    const leaving = [
      ...this.collected,
      ...this.recording.assigned.map(({ variable }) => this.state[variable]!),
    ].map(({ name, type }) => ({ type: type!, from: `loop:output:${position(name)}` }));
    return {
      signature: {
        name: "",
        inputArg: [{ name: "count", type: this.int32 }, ...this.rows, ...this.state],
        outputArg: leaving.map(({ type }, i) => ({ name: `output${i}`, type })),
      },
      nodeDef: [this.zeros("first", this.int32, []), ...start, loop],
      ret: Object.fromEntries(leaving.map(({ from }, i) => [`output${i}`, from])),
    };
  }

  private condition(): FunctionDef {
    return {
      signature: {
        name: "",
        inputArg: this.carried,
        outputArg: [{ name: "goesOn", type: 10 /* DT_BOOL */ }],
      },
      nodeDef: [node("less", "Less", ["step", "count"], { T: { type: this.int32 } })],
      ret: { goesOn: "less:z:0" },
    };
  }

  private body(): FunctionDef {
    const { recording, int32 } = this;
    const T = { type: int32 };
    const nodes = [
      this.zeros("zero", int32, []),
      constant("one", int32, [], 1),
      node("next", "AddV2", ["step", "one:output:0"], { T }),
      ...this.rows.map(({ name, type }, i) =>
        node(`row${i}`, "GatherV2", [name, "step", "zero:output:0"], {
          batch_dims: { i: 0 },
          Tparams: { type: type! },
          Tindices: T,
          Taxis: T,
        }),
      ),
    ];
    const graph = graphOf(this.binding, recording, (kind, i) =>
      kind === "argument" ? `row${i}:output:0` : `${kind}${i}`,
    );
    nodes.push(...graph.nodes);
    const leaving = outputsOf(recording, nodes, graph.nameOf);
    const ret: Record<string, string> = Object.fromEntries(
      this.carried.map(({ name }) => [name, name]),
    );
    ret["step"] = "next:z:0";
    for (const [i, { dtype, shape }] of this.results.entries()) {
      nodes.push(
        node(`one${i}`, "ExpandDims", [leaving[i]!.name, "zero:output:0"], {
          T: { type: dtype },
          Tdim: T,
        }),
        node(`at${i}`, "Pack", ["step", ...shape.map(() => "zero:output:0")], {
          T,
          N: { i: 1 + shape.length },
          axis: { i: 0 },
        }),
        node(
          `put${i}`,
          "XlaDynamicUpdateSlice",
          [`collected${i}`, `one${i}:output:0`, `at${i}:output:0`],
          { T: { type: dtype }, Tindices: T },
        ),
      );
      ret[`collected${i}`] = `put${i}:output:0`;
    }
    for (const [i, { variable }] of recording.assigned.entries()) {
      ret[this.state[variable]!.name] = leaving[this.results.length + i]!.name;
    }
    // A function hands back no argument under its own name.
    for (const { name, type } of this.carried) {
      if (ret[name] !== name) continue;
      nodes.push(node(`same_${name}`, "Identity", [name], { T: { type: type! } }));
      ret[name] = `same_${name}:output:0`;
    }
    return {
      signature: { name: "", inputArg: this.carried, outputArg: this.carried },
      nodeDef: nodes,
      ret,
    };
  }

  private zeros(name: string, dtype: number, shape: readonly number[]): NodeDef {
    return constant(name, dtype, shape, 0);
  }
}

function node(name: string, op: string, input: string[], attr: Record<string, AttrValue>): NodeDef {
  return { name, op, input, attr };
}

/** One number repeated. */
function constant(name: string, dtype: number, shape: readonly number[], value: number): NodeDef {
  const tensorShape = { dim: shape.map((size) => ({ size })) };
  const isFloat = dtype === 1; // DT_FLOAT
  const isBool = dtype === 10; // DT_BOOL
  const values = isFloat
    ? { floatVal: [value] }
    : isBool
      ? { boolVal: [value !== 0] }
      : { intVal: [value] };
  return node(name, "Const", [], {
    dtype: { type: dtype },
    value: { tensor: { dtype, tensorShape, ...values } },
  });
}
