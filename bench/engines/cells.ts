import { spreadOf, type Spread } from "../common/spread";

/** "0.41 (0.40–0.44)", the median and the range. */
export function cellOf(found: Spread | undefined, digits: number, factor = 1): string {
  if (found === undefined) return "–";
  const [median, least, most] = [found.median, found.least, found.most].map((value) =>
    formatted(value * factor, digits),
  ) as [string, string, string];
  return least === most ? median : `${median} (${least}–${most})`;
}

export function formatted(value: number, digits: number): string {
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Of values that are all there. */
export function spread(values: readonly number[] | undefined): Spread | undefined {
  const found = spreadOf(values);
  return typeof found === "object" ? found : undefined;
}
