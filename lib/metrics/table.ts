import type * as tf from "@tensorflow/tfjs";

/** Numbers in rows, one row an example: [n × columns], as arrays, typed arrays, or a tensor. */
export type Table = readonly ArrayLike<number>[] | tf.Tensor2D;

/**
 * The table's columns.
 *
 * @throws TypeError  if it is no table
 * @throws RangeError if it is empty, its rows differ in length, or a number is not finite
 */
export function columnsOf(where: string, name: string, table: Table): Float64Array[] {
  const rows = Array.isArray(table)
    ? table.length
    : (table as Partial<tf.Tensor2D> | undefined)?.shape?.[0];
  const width = Array.isArray(table)
    ? (table[0] as Partial<ArrayLike<number>> | undefined)?.length
    : (table as Partial<tf.Tensor2D> | undefined)?.shape?.[1];
  if (rows === undefined || (rows > 0 && width === undefined)) {
    throw new TypeError(
      `${where}: ${name} must be a [n, ${name}] tensor or an array of rows. ` +
        `Pass one row of numbers an example.`,
    );
  }
  if (rows === 0 || !width) {
    throw new RangeError(`${where}: ${name} is empty. Pass at least one row of one number.`);
  }
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  const values = Array.isArray(table) ? undefined : (table as tf.Tensor2D).dataSync();
  for (let i = 0; i < rows; i++) {
    const row = (table as readonly ArrayLike<number>[])[i];
    if (!values && row?.length !== width) {
      throw new RangeError(
        `${where}: row ${i} of ${name} has ${String(row?.length)} numbers, row 0 has ${width}. ` +
          "Give all rows the same length.",
      );
    }
    for (let j = 0; j < width; j++) {
      const value = values ? values[i * width + j]! : row![j]!;
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `${where}: ${name}[${i}][${j}] is ${value}, expected a finite number. ` +
            "Leave the example out, or look at what made it.",
        );
      }
      columns[j]![i] = value;
    }
  }
  return columns;
}
