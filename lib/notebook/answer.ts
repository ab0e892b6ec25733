import { formatNumber } from "../plots/numbers";
import type { Matrix } from "../plots";

/** A number, numbers, rows of numbers, or a tensor (read, not disposed). */
export type Answer = number | ArrayLike<number> | readonly (readonly number[])[] | Matrix;

/** An answer as it was read: the numbers in row-major order, and their shape. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The reader's numbers, or in words why there are none. */
export function attempt(yours: unknown): Numbers | string {
  let value = yours;
  try {
    if (typeof value === "function") value = (value as () => unknown)();
  } catch (error) {
    return `not done yet (${error instanceof Error ? error.message : String(error)}).`;
  }
  if (isNothing(value) || (Array.isArray(value) && value.some(isNothing))) return "not done yet.";
  if (value instanceof Promise) return "your value is a promise. Put `await` before it.";
  let answer;
  try {
    answer = read(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `your value cannot be read (${reason.replace(/\.$/, "")}). Is it a tensor that tf.tidy or dispose has freed?`;
  }
  if (answer === undefined) {
    if (isRagged(value)) return "the rows of your value are not equally long.";
    const kind = typeof value;
    return `your value is ${kind === "object" ? "an" : "a"} ${kind}; numbers are wanted.`;
  }
  // A stub may give NaN; if only some of the numbers are, there is work to judge.
  if (answer.values.length > 0 && answer.values.every(Number.isNaN)) {
    return "not done yet: your value is NaN, not a number.";
  }
  return answer;
}

const isNothing = (value: unknown) => value === undefined || value === null;

/** Whether it is numbers, but in rows of several lengths. */
function isRagged(value: unknown): boolean {
  return Array.isArray(value) && value.every((row) => read(row) !== undefined || isRagged(row));
}

/** The numbers in a value; undefined if it holds anything else, or rows of several lengths. */
export function read(value: unknown): Numbers | undefined {
  if (typeof value === "number") return { shape: [], values: [value] };
  if (typeof value !== "object" || value === null) return undefined;
  if ("dataSync" in value && "shape" in value) {
    const tensor = value as Matrix;
    return { shape: tensor.shape, values: Array.from(tensor.dataSync()) };
  }
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return undefined;
  const items = Array.from(value as unknown as ArrayLike<unknown>, read);
  if (items.some((item) => item === undefined)) return undefined;
  const [first] = items;
  if (items.some((item) => String(item!.shape) !== String(first!.shape))) return undefined;
  return {
    shape: [items.length, ...(first?.shape ?? [])],
    values: items.flatMap((item) => item!.values),
  };
}

/** The first of the numbers, for a table. */
export function brief({ shape, values }: Numbers): string {
  const shown = values.slice(0, 4).map(formatNumber).join(", ") + (values.length > 4 ? ", …" : "");
  return shape.length === 0 ? shown : `[${shown}]`;
}
