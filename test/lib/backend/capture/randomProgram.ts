import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";

/**
 * A small program of tfjs operations. All its numbers are whole and small, so that single precision is exact and
 * every compiler must give the very same numbers.
 */
export interface Program {
  readonly instructions: readonly Instruction[];
  /** which of the values it returns */
  readonly results: readonly number[];
  /** whether its first two arguments are one and the same tensor */
  readonly twice: boolean;
}

/** Which operation, and numbers by which it chooses its operands among the values so far. */
interface Instruction {
  readonly operation: number;
  readonly choices: readonly number[];
}

/** Where a program runs: variables that it reads and assigns, and a tensor from outside. */
export interface Machine {
  readonly variables: readonly tf.Variable[];
  readonly outside: tf.Tensor;
}

export const programs = (length: number): fc.Arbitrary<Program> =>
  fc.record({
    instructions: fc.array(
      fc.record({
        operation: fc.nat(operations.length - 1),
        choices: fc.array(fc.nat(60), { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: length },
    ),
    results: fc.array(fc.nat(60), { minLength: 1, maxLength: 3 }),
    twice: fc.boolean(),
  });

/** How a program is shown when it fails. */
export const listing = ({ instructions, results, twice }: Program): string =>
  instructions
    .map(({ operation, choices }) => `${operations[operation]!.name}(${choices.join(",")})`)
    .concat(`return ${results.join(",")}${twice ? " of one argument twice" : ""}`)
    .join("; ");

export function machine(): Machine {
  return tf.tidy(() => ({
    variables: [
      tf.variable(tf.tensor2d([1, -2, 3, 4, 0, -6], [2, 3])),
      tf.variable(tf.tensor2d([5, 1, -1, 0, 2, 2], [2, 3])),
      tf.variable(tf.tensor1d([1, 2, 3])),
      tf.variable(tf.scalar(2)),
      tf.variable(tf.tensor1d([1, 0, 2], "int32")),
      tf.variable(tf.tensor2d([1, 0, 0, 1, 1, 0], [2, 3], "bool")),
    ],
    outside: tf.keep(tf.tensor1d([7, -7, 1])),
  }));
}

export const disposeMachine = ({ variables, outside }: Machine): void => {
  tf.dispose([...variables, outside]);
};

/** What a program is given: two tensors [2, 3] of float32, [3] int32, [2, 3] bool; new numbers at each call. */
export function inputsOf({ twice }: Program, call: number): tf.Tensor[] {
  const six = Array.from({ length: 6 }, (_, i) => ((call * 7 + i * 5 + i * i) % 11) - 5);
  const x = tf.tensor2d(six, [2, 3]);
  return [
    x,
    twice ? x : tf.tensor2d([...six].reverse(), [2, 3]),
    tf.tensor1d([call % 3, 2, (call + 1) % 3], "int32"),
    tf.tensor2d(
      six.map((value) => value > 0),
      [2, 3],
      "bool",
    ),
  ];
}

/** Runs a program as plain tfjs code. */
export function run(program: Program, { variables, outside }: Machine, inputs: tf.Tensor[]) {
  return tf.tidy(() => {
    const pool: tf.Tensor[] = [...inputs, ...variables, outside];
    for (const { operation, choices } of program.instructions) {
      const made = operations[operation]!.apply(new Operands(pool, variables, choices));
      pool.push(...made.filter(({ size, rank }) => size > 0 && size <= 64 && rank <= 4));
    }
    return program.results.map((choice) => pool[pool.length - 1 - (choice % pool.length)]!);
  });
}

/** Chooses what an operation works on. */
class Operands {
  private next = 0;

  constructor(
    private readonly pool: readonly tf.Tensor[],
    readonly variables: readonly tf.Variable[],
    private readonly choices: readonly number[],
  ) {}

  /** One of these; `undefined` if there is none. */
  of<T>(candidates: readonly T[]): T | undefined {
    const choice = this.choices[this.next++ % this.choices.length]!;
    return candidates[choice % Math.max(1, candidates.length)];
  }

  /** A value, rather a late one than an early one. */
  value(fits: (tensor: tf.Tensor) => boolean = () => true): tf.Tensor | undefined {
    return this.of(this.pool.filter(fits).reverse());
  }

  float(minRank = 0): tf.Tensor | undefined {
    return this.value(({ dtype, rank }) => dtype === "float32" && rank >= minRank);
  }

  axis({ rank }: tf.Tensor): number {
    return this.of(Array.from({ length: rank }, (_, i) => i)) ?? 0;
  }

  /** Two values of one type whose shapes broadcast. */
  pair(dtypes: readonly tf.DataType[]): [tf.Tensor, tf.Tensor] | undefined {
    const a = this.value(({ dtype }) => dtypes.includes(dtype));
    const b = a && this.value((other) => other.dtype === a.dtype && broadcasts(a, other));
    return a && b && [a, b];
  }
}

const broadcasts = (a: tf.Tensor, b: tf.Tensor): boolean => {
  try {
    tf.broadcastTo(a, tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)).dispose();
    return true;
  } catch {
    return false;
  }
};

/** Keeps numbers whole and within ±8. */
const small = (tensor: tf.Tensor): tf.Tensor =>
  tensor.dtype === "float32"
    ? tf.sub(tf.mod(tensor, 17), 8)
    : tensor.dtype === "int32"
      ? tf.sub(tf.mod(tensor, tf.scalar(17, "int32")), tf.scalar(8, "int32"))
      : tensor;

interface Operation {
  readonly name: string;
  readonly apply: (operands: Operands) => tf.Tensor[];
}

const unary = (name: string, f: (x: tf.Tensor) => tf.Tensor): Operation => ({
  name,
  apply: (operands) => {
    const x = operands.float();
    return x ? [f(x)] : [];
  },
});

const binary = (
  name: string,
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  dtypes: readonly tf.DataType[] = ["float32", "int32"],
): Operation => ({
  name,
  apply: (operands) => {
    const pair = operands.pair(dtypes);
    return pair ? [f(...pair)] : [];
  },
});

/** On one axis of a value of at least one. */
const onAxis = (
  name: string,
  f: (x: tf.Tensor, axis: number, operands: Operands) => tf.Tensor | tf.Tensor[],
  dtypes: readonly tf.DataType[] = ["float32", "int32"],
): Operation => ({
  name,
  apply: (operands) => {
    const x = operands.value(({ dtype, rank }) => dtypes.includes(dtype) && rank > 0);
    return x ? [f(x, operands.axis(x), operands)].flat() : [];
  },
});

const all = ["float32", "int32", "bool"] as const;

const operations: readonly Operation[] = [
  unary("abs", tf.abs),
  unary("neg", tf.neg),
  unary("sign", tf.sign),
  unary("relu", tf.relu),
  unary("square", (x) => small(tf.square(x))),
  unary("halfFloor", (x) => tf.floor(tf.mul(x, 0.5))),
  unary("clip", (x) => tf.clipByValue(x, -3, 3)),
  unary("leakyRelu", (x) => tf.leakyRelu(x, 2)),
  unary("onesLike", tf.onesLike),
  binary("add", (a, b) => small(tf.add(a, b))),
  binary("sub", (a, b) => small(tf.sub(a, b))),
  binary("mul", (a, b) => small(tf.mul(a, b))),
  binary("maximum", tf.maximum),
  binary("minimum", tf.minimum),
  binary("squaredDifference", (a, b) => small(tf.squaredDifference(a, b))),
  binary("less", tf.less),
  binary("greaterEqual", tf.greaterEqual),
  binary("equal", tf.equal),
  binary("notEqual", tf.notEqual),
  binary("and", tf.logicalAnd, ["bool"]),
  binary("or", tf.logicalOr, ["bool"]),
  onAxis("sum", (x, axis) => small(tf.sum(x, axis))),
  onAxis("sumKept", (x, axis) => small(tf.sum(x, axis, true))),
  onAxis("max", (x, axis) => tf.max(x, axis)),
  onAxis("min", (x, axis) => tf.min(x, axis)),
  onAxis("prod", (x, axis) => small(tf.prod(x, axis))),
  onAxis("mean", (x) => small(tf.mul(tf.mean(x), x.size)), ["float32"]),
  onAxis("any", (x, axis) => tf.any(x, axis), ["bool"]),
  onAxis("all", (x, axis) => tf.all(x, axis), ["bool"]),
  onAxis("argMax", (x, axis) => tf.argMax(x, axis)),
  onAxis("cumsum", (x, axis) => small(tf.cumsum(x, axis))),
  onAxis("reverse", (x, axis) => tf.reverse(x, axis), all),
  onAxis(
    "slice",
    (x, axis) => {
      const begin = x.shape.map((size, i) => (i === axis ? size >> 1 : 0));
      return tf.slice(x, begin);
    },
    all,
  ),
  onAxis("unstack", (x, axis) => tf.unstack(x, axis), all),
  onAxis("split", (x, axis) => tf.split(x, x.shape[axis]!, axis), all),
  onAxis("stack", (x, axis) => tf.stack([x, x], axis), all),
  onAxis("expandDims", (x, axis) => tf.expandDims(x, axis), all),
  onAxis(
    "concat",
    (x, axis, operands) => {
      const other = operands.value((y) => y.dtype === x.dtype && y.shape.join() === x.shape.join());
      return tf.concat([x, other!, x], axis);
    },
    all,
  ),
  onAxis("transpose", (x) => tf.transpose(x), all),
  onAxis("flatten", (x) => tf.reshape(x, [x.size]), all),
  onAxis("tile", (x, axis) =>
    tf.tile(
      x,
      x.shape.map((_, i) => (i === axis ? 2 : 1)),
    ),
  ),
  onAxis(
    "pad",
    (x) =>
      tf.pad(
        x,
        x.shape.map(() => [1, 0]),
        3,
      ),
    ["float32"],
  ),
  onAxis("gather", (x, axis) => {
    const last = tf.scalar(x.shape[axis]! - 1, "int32");
    return tf.gather(x, tf.stack([last, tf.zerosLike(last), last]), axis);
  }),
  {
    name: "gatherByValue",
    apply: (operands) => {
      const x = operands.float(1);
      const indices = operands.value(({ dtype, rank }) => dtype === "int32" && rank === 1);
      if (!x || !indices) return [];
      const size = tf.scalar(x.shape[0], "int32");
      return [tf.gather(x, tf.mod<tf.Tensor1D>(indices, size))];
    },
  },
  {
    name: "matMul",
    apply: (operands) => {
      const a = operands.value(({ dtype, rank }) => dtype === "float32" && rank === 2);
      const b = a && operands.value((y) => y.dtype === "float32" && y.rank === 2);
      if (!a || !b) return [];
      if (a.shape[1] === b.shape[0]) return [small(tf.matMul(a, b))];
      if (a.shape[1] === b.shape[1]) return [small(tf.matMul(a, b, false, true))];
      return a.shape[0] === b.shape[0] ? [small(tf.matMul(a, b, true))] : [];
    },
  },
  {
    name: "where",
    apply: (operands) => {
      const condition = operands.value(({ dtype }) => dtype === "bool");
      const a = condition && operands.value((y) => y.shape.join() === condition.shape.join());
      return condition && a ? [tf.where(condition, a, tf.zerosLike(a))] : [];
    },
  },
  {
    name: "cast",
    apply: (operands) => {
      const x = operands.value();
      return x ? [tf.cast(x, operands.of(all)!)] : [];
    },
  },
  {
    name: "oneHot",
    apply: (operands) => {
      const x = operands.value(({ dtype, rank }) => dtype === "int32" && rank === 1);
      return x ? [tf.oneHot(x, 3)] : [];
    },
  },
  {
    name: "gradient",
    apply: (operands) => {
      const x = operands.float();
      const other = x && operands.value((y) => y.dtype === "float32" && broadcasts(x, y));
      if (!x || !other) return [];
      return [small(tf.grad((y) => tf.sum(tf.mul(tf.square(y), other)))(x))];
    },
  },
  {
    name: "constant",
    apply: (operands) => [tf.tensor1d([operands.of([1, 2, 3, 4])!, 5, -6]), tf.fill([2, 1], 3)],
  },
  { name: "clone", apply: (operands) => [operands.value()!.clone()] },
  {
    name: "assign",
    apply: (operands) => {
      const variable = operands.of(operands.variables)!;
      const value = operands.value(
        ({ dtype, shape }) => dtype === variable.dtype && shape.join() === variable.shape.join(),
      );
      if (value && value !== variable) variable.assign(value);
      return [];
    },
  },
];
