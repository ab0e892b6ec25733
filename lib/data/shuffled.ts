import { alea } from "seedrandom";

/** The numbers 0 … n − 1 in random order, every order equally likely (Fisher–Yates). */
export function shuffled(n: number, seed: number): Int32Array {
  const random = alea(String(seed));
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}
