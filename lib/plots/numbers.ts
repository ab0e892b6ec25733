/** 105.93 → "105.9", 60000 → "60,000", 0.00001234 → "1.234e-5": four significant digits, for people. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", "−");
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return minus(value.toLocaleString("en-US"));
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return minus(trim(value.toExponential(3)));
  return minus(Number(value.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 6 }));
}

const minus = (text: string) => text.replaceAll("-", "−").replace("e−", "e-").replace("e+", "e");
const trim = (text: string) => text.replace(/\.?0+e/, "e");

/**
 * Rounds to about a ten-thousandth of the range: finer than a pixel, and a notebook that holds
 * "1.234" instead of "1.2339999675750732" is a third of the size.
 */
export function roundToRange(values: ArrayLike<number>): number[] {
  const [low, high] = extent(values);
  const range = high - low;
  if (range === 0) return Array.from(values);
  const digits = 4 - Math.floor(Math.log10(range));
  if (digits < 0 || digits > 100) return Array.from(values, (value) => roundTo(value, 6));
  return Array.from(values, (value) => Number(value.toFixed(digits)));
}

/** Rounds to so many significant digits. */
export function roundTo(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** [smallest, largest] */
export function extent(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return [low, high];
}

/** Means over at most `bins` runs of neighbours, so that thousands of points become a readable line. */
export function binned(values: ArrayLike<number>, bins: number): number[] {
  const count = Math.min(bins, values.length);
  return Array.from({ length: count }, (_, bin) => {
    const from = Math.floor((bin * values.length) / count);
    const to = Math.floor(((bin + 1) * values.length) / count);
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i]!;
    return sum / (to - from);
  });
}

/** `count` rising indices over 0 … size − 1, evenly spread but out of step with any period in the data. */
export function spread(size: number, count: number): number[] {
  const kept = Math.min(size, count);
  const golden = (Math.sqrt(5) - 1) / 2;
  return Array.from({ length: kept }, (_, i) => {
    const start = Math.floor((i * size) / kept);
    const end = Math.floor(((i + 1) * size) / kept);
    return start + Math.floor(((i * golden) % 1) * (end - start));
  });
}
