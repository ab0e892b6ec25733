/**
 * Refuses what would not come back from JSON as it was: NaN and infinities (they become null), undefined,
 * functions, typed arrays and tensors (they become objects).
 *
 * @throws TypeError naming the first such place
 */
export function expectJson(where: string, name: string, value: unknown): void {
  const problem = whatIsNotJson(value);
  if (problem === undefined) return;
  throw new TypeError(
    `${where}: ${name}${problem.path} is ${problem.what}, which JSON cannot keep. ` +
      `Use finite numbers, strings, booleans, null, and arrays and objects of them; Array.from makes an array.`,
  );
}

function whatIsNotJson(value: unknown): { path: string; what: string } | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") {
    return Number.isFinite(value) ? undefined : { path: "", what: String(value) };
  }
  if (typeof value !== "object") return { path: "", what: described(value) };
  const plain =
    Array.isArray(value) ||
    Object.getPrototypeOf(value) === null ||
    // Objects of a notebook's cells may come from another realm: their prototype is another `Object`'s.
    Object.getPrototypeOf(Object.getPrototypeOf(value)) === null;
  if (!plain) return { path: "", what: `a ${value.constructor.name}` };
  for (const [key, inner] of Object.entries(value)) {
    const problem = whatIsNotJson(inner);
    if (problem) {
      const step = Array.isArray(value) ? `[${key}]` : `.${key}`;
      return { path: step + problem.path, what: problem.what };
    }
  }
  return undefined;
}

const described = (value: unknown): string =>
  value === undefined ? "undefined" : `a ${typeof value}`;
