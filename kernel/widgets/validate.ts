import { inspect } from "node:util";

/** Throws a TypeError unless it is a number that is neither infinite nor NaN. */
export function requireNumber(caller: string, name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError(`${caller}: ${name} must be a finite number, got ${inspect(value)}.`);
}

export function requireText(caller: string, name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${caller}: ${name} must be a string, got ${inspect(value)}.`);
}

export function requireFlag(caller: string, name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${caller}: ${name} must be true or false, got ${inspect(value)}.`);
}

export function requireOneOf<T>(
  caller: string,
  name: string,
  value: unknown,
  allowed: readonly T[],
): T {
  const found = allowed.find((item) => Object.is(item, value));
  if (found !== undefined || allowed.includes(value as T)) return found as T;
  const list = allowed.map((item) => inspect(item, { depth: 0 })).join(", ");
  throw new RangeError(
    `${caller}: ${name} must be one of ${list}, got ${inspect(value, { depth: 0 })}.`,
  );
}

/** Throws unless min < max. */
export function requireRange(caller: string, min: unknown, max: unknown): void {
  if (requireNumber(caller, "min", min) < requireNumber(caller, "max", max)) return;
  throw new RangeError(
    `${caller}: min must be smaller than max, got min ${inspect(min)} and max ${inspect(max)}.`,
  );
}

/** Throws unless the value is a number between min and max. */
export function requireWithin(caller: string, value: unknown, min: number, max: number): number {
  const number = requireNumber(caller, "value", value);
  if (number >= min && number <= max) return number;
  throw new RangeError(
    `${caller}: value must be from ${min} to ${max}, got ${number}. Give the widget a wider range.`,
  );
}
