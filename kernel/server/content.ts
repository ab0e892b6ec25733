/** Reads the fields of a message's content, which a front end may have filled with anything. */
export class Content {
  constructor(
    private readonly type: string,
    private readonly fields: Readonly<Record<string, unknown>>,
  ) {}

  text(name: string, fallback?: string): string {
    return this.get(name, "a string", isText, fallback);
  }

  flag(name: string, fallback: boolean): boolean {
    return this.get(name, "true or false", isFlag, fallback);
  }

  /** A whole number of at least 0. */
  count(name: string, fallback?: number): number {
    return this.get(name, "a whole number", isCount, fallback);
  }

  /** Undefined where it is missing or null. */
  optionalNumber(name: string): number | undefined {
    const value = this.fields[name] ?? undefined;
    return value === undefined ? undefined : this.get(name, "a number", isNumber);
  }

  object(name: string): Record<string, unknown> {
    return this.get(name, "an object", isObject, {});
  }

  private get<T>(name: string, rule: string, is: (value: unknown) => value is T, fallback?: T): T {
    const value = this.fields[name] ?? fallback;
    if (is(value)) return value;
    const got = (JSON.stringify(value) as string | undefined)?.slice(0, 80);
    throw new TypeError(`${this.type}: ${name} must be ${rule}, got ${got}.`);
  }
}

const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
