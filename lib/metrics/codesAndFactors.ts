import { columnsOf, type Table } from "./table";

/** A factor's values as classes: equal values, equal class; a larger value, a larger class. */
export interface Classes {
  /** [n], each in 0 … count − 1 */
  readonly of: Int32Array;
  readonly count: number;
}

export interface CodesAndFactors {
  /** examples */
  readonly n: number;
  /** [dims], each [n] */
  readonly codes: Float64Array[];
  /** [factors], each [n] */
  readonly factors: Float64Array[];
  /** [factors] */
  readonly classes: Classes[];
}

/** A factor with more values than this is not taken for a set of classes. */
const mostClasses = 256;

/**
 * The columns of codes and factors that belong together.
 *
 * @throws TypeError  if one is no table
 * @throws RangeError if they differ in length, there are fewer than two code dimensions (every score compares
 *                    dimensions), or a factor has one value only, or more than 256
 */
export function codesAndFactors(where: string, codes: Table, factors: Table): CodesAndFactors {
  const codeColumns = columnsOf(where, "codes", codes);
  const factorColumns = columnsOf(where, "factors", factors);
  const n = codeColumns[0]!.length;
  if (factorColumns[0]!.length !== n) {
    throw new RangeError(
      `${where}: there are ${n} codes and ${factorColumns[0]!.length} rows of factors. Pass one row of each an example.`,
    );
  }
  if (codeColumns.length < 2) {
    throw new RangeError(
      `${where}: the codes have 1 dimension, but the score compares dimensions. Pass a code of at least 2.`,
    );
  }
  const classes = factorColumns.map((column, factor) => classesOf(where, factor, column));
  return { n, codes: codeColumns, factors: factorColumns, classes };
}

function classesOf(where: string, factor: number, column: Float64Array): Classes {
  const values = [...new Set(column)].sort((a, b) => a - b);
  if (values.length < 2) {
    throw new RangeError(
      `${where}: factor ${factor} is ${values[0]!} in every example, so nothing can depend on it. ` +
        "Leave its column out, or draw more examples.",
    );
  }
  if (values.length > mostClasses) {
    throw new RangeError(
      `${where}: factor ${factor} has ${values.length} different values, at most ${mostClasses} are taken for classes. ` +
        "Round it to fewer values.",
    );
  }
  const classOf = new Map(values.map((value, index) => [value, index]));
  return { of: Int32Array.from(column, (value) => classOf.get(value)!), count: values.length };
}
