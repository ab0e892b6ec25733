import type { Classes } from "./codesAndFactors";

/** `bins` intervals of equal width from the smallest value to the largest, as classes; a constant is in bin 0. */
export function discretised(values: Float64Array, bins: number): Classes {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? bins / (high - low) : 0;
  // The largest value would begin a bin of its own.
  const of = Int32Array.from(values, (v) => Math.min(bins - 1, Math.floor((v - low) * scale)));
  return { of, count: bins };
}

/** H(a) = −Σ p log p, of the observed frequencies, in nats. */
export function entropy(a: Classes): number {
  return mutualInformation(a, a);
}

/** I(a; b) = Σ p(a, b) log (p(a, b) / (p(a) p(b))), of the observed frequencies, in nats. */
export function mutualInformation(a: Classes, b: Classes): number {
  const n = a.of.length;
  const joint = new Float64Array(a.count * b.count);
  const [ofA, ofB] = [new Float64Array(a.count), new Float64Array(b.count)];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a.of[i]!, b.of[i]!];
    joint[x * b.count + y]! += 1;
    ofA[x]! += 1;
    ofB[y]! += 1;
  }
  let information = 0;
  joint.forEach((both, cell) => {
    const [x, y] = [Math.floor(cell / b.count), cell % b.count];
    if (both > 0) information += (both / n) * Math.log((both * n) / (ofA[x]! * ofB[y]!));
  });
  return information;
}
