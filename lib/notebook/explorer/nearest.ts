export interface Neighbour {
  /** which point */
  readonly at: number;
  /** Euclidean */
  readonly distance: number;
}

/**
 * The k points nearest to z, the nearest first.
 *
 * @param points [n × latent]
 */
export function nearest(points: Float32Array, z: readonly number[], k: number): Neighbour[] {
  const found: Neighbour[] = [];
  for (let at = 0; at < points.length / z.length; at++) {
    let square = 0;
    for (let j = 0; j < z.length; j++) square += (points[at * z.length + j]! - z[j]!) ** 2;
    const distance = Math.sqrt(square);
    if (found.length === k && distance >= found[k - 1]!.distance) continue;
    const place = found.findIndex((one) => one.distance > distance);
    found.splice(place === -1 ? found.length : place, 0, { at, distance });
    if (found.length > k) found.pop();
  }
  return found;
}
