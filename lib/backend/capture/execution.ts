import { release, use } from "./functions";
import type { NativeBackend, NativeTensor } from "./nativeBackend";
import { idOf } from "./nativeTensors";
import type { FunctionDef } from "./proto";
import type { Recording } from "./recording";

/** How a function runs: compiled by XLA, or by TensorFlow's own graph executor. */
export type Compiler = "xla" | "graph";

/** A registered function, ready to be called. */
export class NativeFunction {
  private readonly name: string;
  private hasRun = false;

  /** @param parts functions that this one calls */
  constructor(
    private readonly backend: NativeBackend,
    definition: FunctionDef,
    private readonly compiler: Compiler,
    parts: readonly string[] = [],
  ) {
    this.name = use(backend.binding, definition, parts);
  }

  /** @throws CannotCompile from the first call, if XLA does not take the function; nothing has been done then */
  call(inputs: readonly number[], outputs: number): NativeTensor[] {
    const { binding } = this.backend;
    const isXla = this.compiler === "xla";
    const mustCompile = { name: "_XlaMustCompile", type: binding.TF_ATTR_BOOL, value: isXla };
    try {
      const results = binding.executeOp(this.name, [mustCompile], inputs, outputs);
      if (isXla && !this.hasRun) binding.freeMemory();
      this.hasRun = true;
      return results;
    } catch (error) {
      throw isXla && !this.hasRun ? new CannotCompile(error) : error;
    }
  }

  dispose(): void {
    release(this.backend.binding, this.name);
  }
}

/** XLA does not take a function. */
export class CannotCompile extends Error {
  constructor(cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause);
    super(/Message: (.*)/.exec(text)?.[1] ?? text, { cause });
  }
}

const said = new Set<string>();

/** Tells the reader once what XLA lacks, so that a step runs without. */
export function sayCannotCompile({ message }: CannotCompile): void {
  const lacking = [...message.matchAll(/(\w+) \(No registered/g)].map(([, op]) => op);
  const reason = lacking.length > 0 ? `it has no ${lacking.join(", ")}` : message.slice(0, 200);
  if (said.has(reason)) return;
  said.add(reason);
  console.warn(`capture: XLA cannot compile this step (${reason}), so it runs without.`);
}

/** The native tensors of the variables and outside tensors that a recording uses, as they are now. */
export function stateIds(backend: NativeBackend, { variables, outside }: Recording): number[] {
  for (const { variable } of variables) {
    if (variable.isDisposed) {
      throw new Error(
        `capture: the variable ${variable.name}, which the step uses, has been disposed. Capture the step again.`,
      );
    }
  }
  for (const { dataId } of outside) {
    if (!backend.tensorMap.has(dataId)) {
      throw new Error(
        "capture: a tensor from outside, which the step uses, has been disposed. Keep it as long as the step, " +
          "or pass it as an argument.",
      );
    }
  }
  return [
    ...variables.map(({ variable }) => idOf(backend, variable)),
    ...outside.map((tensor) => idOf(backend, tensor)),
  ];
}

/** Gives the variables that a step assigns their new values. */
export function assign(
  backend: NativeBackend,
  { variables, assigned }: Recording,
  values: readonly NativeTensor[],
): void {
  for (const [i, { variable }] of assigned.entries()) {
    const value = backend.createOutputTensor(values[i]!);
    variables[variable]!.variable.assign(value);
    value.dispose();
  }
}
