import { binCount, type BinnedFeatures } from "./binnedFeatures";

/** A split node, or a leaf. */
interface Node {
  /** −1 marks a leaf */
  feature: number;
  /** examples up to this bin go left */
  bin: number;
  /** node numbers */
  left: number;
  right: number;
  /** a leaf's number, in the order in which leaves were made */
  leaf: number;
}

export interface RegressionTree {
  readonly nodes: readonly Node[];
  readonly leaves: number;
  /** [n], the leaf of each training example */
  readonly leafOf: Uint8Array;
}

interface Split {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
}

/**
 * A tree of the given depth, each split the one that lowers the squared error most:
 * gain = (Σ_left y)² / n_left + (Σ_right y)² / n_right − (Σ y)² / n.
 *
 * @param target     [n]
 * @param importance [dims], to which each split adds its gain
 * @param random     uniform on [0, 1): which of equally good features is split, so that copies share what they explain
 * @see Breiman et al. 1984, section 8.4
 */
export function regressionTree(
  features: BinnedFeatures,
  target: Float64Array,
  depth: number,
  importance: Float64Array,
  random: () => number,
): RegressionTree {
  const leafOf = new Uint8Array(features.n);
  const nodes: Node[] = [];
  let leaves = 0;

  const grow = (examples: Int32Array, histogram: Histogram | undefined, left: number): number => {
    const node: Node = { feature: -1, bin: 0, left: 0, right: 0, leaf: 0 };
    const number = nodes.push(node) - 1;
    const split = histogram && bestSplit(features, histogram, random);
    if (!split) {
      node.leaf = leaves++;
      for (const example of examples) leafOf[example] = node.leaf;
      return number;
    }
    importance[split.feature]! += split.gain;
    node.feature = split.feature;
    node.bin = split.bin;
    const [below, above] = parted(features, examples, split);
    const [ofBelow, ofAbove] =
      left > 1 ? childHistograms(features, target, histogram, below, above) : [];
    node.left = grow(below, ofBelow, left - 1);
    node.right = grow(above, ofAbove, left - 1);
    return number;
  };
  const all = Int32Array.from({ length: features.n }, (_, i) => i);
  grow(all, depth > 0 ? histogramOf(features, target, all) : undefined, depth);
  return { nodes, leaves, leafOf };
}

/** The leaf that an example falls into. */
export function leafAt(tree: RegressionTree, features: BinnedFeatures, example: number): number {
  let node = tree.nodes[0]!;
  while (node.feature >= 0) {
    const bin = features.bins[example * features.dims + node.feature]!;
    node = tree.nodes[bin <= node.bin ? node.left : node.right]!;
  }
  return node.leaf;
}

/** Of a node's examples, by feature and bin: [dims × bins]. */
interface Histogram {
  readonly n: number;
  /** Σ y and Σ y² over the examples */
  readonly total: number;
  readonly squares: number;
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

function histogramOf(
  { dims, bins }: BinnedFeatures,
  target: Float64Array,
  examples: Int32Array,
): Histogram {
  const sums = new Float64Array(dims * binCount);
  const counts = new Int32Array(dims * binCount);
  let [total, squares] = [0, 0];
  const n = examples.length;
  for (let i = 0; i < n; i++) {
    const example = examples[i]!;
    const y = target[example]!;
    total += y;
    squares += y * y;
    const row = example * dims;
    for (let d = 0; d < dims; d++) {
      const cell = d * binCount + bins[row + d]!;
      sums[cell] = sums[cell]! + y;
      counts[cell] = counts[cell]! + 1;
    }
  }
  return { n, total, squares, sums, counts };
}

/** Counts the smaller child alone; the other one is what is left of the parent. */
function childHistograms(
  features: BinnedFeatures,
  target: Float64Array,
  parent: Histogram,
  below: Int32Array,
  above: Int32Array,
): [Histogram, Histogram] {
  const smallerIsBelow = below.length <= above.length;
  const smaller = histogramOf(features, target, smallerIsBelow ? below : above);
  const larger: Histogram = {
    n: parent.n - smaller.n,
    total: parent.total - smaller.total,
    squares: parent.squares - smaller.squares,
    sums: parent.sums.map((sum, cell) => sum - smaller.sums[cell]!),
    counts: parent.counts.map((count, cell) => count - smaller.counts[cell]!),
  };
  return smallerIsBelow ? [smaller, larger] : [larger, smaller];
}

function parted(
  { bins, dims, n }: BinnedFeatures,
  examples: Int32Array,
  { feature, bin }: Split,
): [Int32Array, Int32Array] {
  const [below, above] = [new Int32Array(n), new Int32Array(n)];
  let [b, a] = [0, 0];
  for (let i = 0; i < examples.length; i++) {
    const example = examples[i]!;
    if (bins[example * dims + feature]! <= bin) below[b++] = example;
    else above[a++] = example;
  }
  return [below.subarray(0, b), above.subarray(0, a)];
}

function bestSplit(
  { dims }: BinnedFeatures,
  { n, total, squares, sums, counts }: Histogram,
  random: () => number,
): Split | undefined {
  const parent = (total * total) / n;
  // Below this the gain is rounding: the targets are equal, or the split tells nothing.
  let threshold = 1e-12 * squares;
  let [feature, bestBin] = [-1, 0];
  // The first of equally good splits stays, so the order of the features is random.
  const order = Int32Array.from({ length: dims }, (_, d) => d);
  for (let visited = 0; visited < dims; visited++) {
    const chosen = visited + Math.floor(random() * (dims - visited));
    const d = order[chosen]!;
    order[chosen] = order[visited]!;
    let [sum, count] = [0, 0];
    for (let bin = 0; bin < binCount; bin++) {
      const cell = d * binCount + bin;
      const here = counts[cell]!;
      if (here === 0) continue;
      sum += sums[cell]!;
      count += here;
      if (count === n) break;
      const rest = total - sum;
      const gain = (sum * sum) / count + (rest * rest) / (n - count) - parent;
      if (gain > threshold) {
        threshold = gain;
        feature = d;
        bestBin = bin;
      }
    }
  }
  return feature < 0 ? undefined : { gain: threshold, feature, bin: bestBin };
}
