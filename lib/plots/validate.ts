/** Refuses an empty list, and NaN or an infinity in it. */
export function requireFinite(caller: string, name: string, values: ArrayLike<number>): void {
  if (values.length === 0) {
    throw new RangeError(`${caller}: ${name} is empty. There is nothing to draw.`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `${caller}: ${name}[${i}] is ${values[i]}; a chart needs finite numbers. ` +
          `Find where it arises (a logarithm of 0? a division by 0?), or leave that point out.`,
      );
    }
  }
}

/** Refuses two lists that should go together and do not. */
export function requireSameLength(
  caller: string,
  name: string,
  values: { readonly length: number },
  otherName: string,
  other: { readonly length: number },
): void {
  if (values.length !== other.length) {
    throw new RangeError(
      `${caller}: ${name} has ${values.length} entries, ${otherName} has ${other.length}. ` +
        `They belong together one to one.`,
    );
  }
}

/** Refuses a count that is not a whole number of at least `minimum`. */
export function requireCount(caller: string, name: string, value: number, minimum = 1): void {
  if (!Number.isInteger(value) || value < minimum) {
    throw new RangeError(
      `${caller}: ${name} is ${value}; it must be a whole number of at least ${minimum}.`,
    );
  }
}
