import * as tf from "@tensorflow/tfjs";
import { alea } from "seedrandom";
import { applyBins, binnedFeatures, type BinnedFeatures } from "./binnedFeatures";
import type { Classes } from "./codesAndFactors";
import { leafAt, regressionTree, type RegressionTree } from "./regressionTree";

export interface BoostedTreesOptions {
  /** trees a class */
  rounds: number;
  /** splits from root to leaf */
  depth: number;
  learningRate: number;
  /** of the choice between equally good splits */
  seed: number;
  signal?: AbortSignal | undefined;
}

export interface BoostedTrees {
  /** [dims], the shares of the squared error that splits on each feature removed; they sum to 1, or all are 0 */
  readonly importance: Float64Array;
  /** [n], the likeliest class of each example. @param columns [dims], each [n] */
  predict(columns: readonly Float64Array[]): Int32Array;
}

interface Tree {
  readonly tree: RegressionTree;
  /** what each leaf adds to the class's score, the learning rate included */
  readonly steps: Float64Array;
}

/**
 * Gradient-boosted trees for K classes: scores F_k start at log prior_k; each round adds to each F_k a small regression
 * tree fitted to 1[y = k] − softmax_k(F), its leaves set by one Newton step.
 *
 * @param columns [dims], each [n]
 * @throws the signal's reason if it is aborted
 * @see Friedman 2001, algorithm 6 and section 8.1; Hastie, Tibshirani & Friedman 2009, algorithm 10.4
 */
export async function boostedTrees(
  columns: readonly Float64Array[],
  { of: labels, count }: Classes,
  { rounds, depth, learningRate, seed, signal }: BoostedTreesOptions,
): Promise<BoostedTrees> {
  const features = binnedFeatures(columns);
  const prior = new Float64Array(count);
  for (const label of labels) prior[label]! += 1 / labels.length;
  const importance = new Float64Array(columns.length);
  const scores = startingScores(prior, labels.length);
  const forest: Tree[][] = [];
  const random = alea(String(seed));

  for (let round = 0; round < rounds; round++) {
    signal?.throwIfAborted();
    const residuals = residualsOf(scores, labels);
    forest.push(
      residuals.map((residual, k) => {
        const tree = regressionTree(features, residual, depth, importance, random);
        const steps = leafSteps(tree, residual, count).map((step) => learningRate * step);
        const score = scores[k]!;
        for (let i = 0; i < score.length; i++) score[i]! += steps[tree.leafOf[i]!]!;
        return { tree, steps };
      }),
    );
    await tf.nextFrame();
  }

  const total = importance.reduce((a, b) => a + b, 0);
  return {
    importance: total > 0 ? importance.map((gain) => gain / total) : importance,
    predict: (others) => likeliest(forest, prior, applyBins(others, features.edges)),
  };
}

function startingScores(prior: Float64Array, n: number): Float64Array[] {
  // A class that no example has stays as unlikely as it can be.
  return Array.from(prior, (p) => new Float64Array(n).fill(Math.log(Math.max(p, 1e-12))));
}

/** 1[y = k] − softmax_k(F), [classes], each [n]. */
function residualsOf(scores: readonly Float64Array[], labels: Int32Array): Float64Array[] {
  const residuals = scores.map((score) => new Float64Array(score.length));
  for (let i = 0; i < labels.length; i++) {
    let largest = -Infinity;
    for (const score of scores) if (score[i]! > largest) largest = score[i]!;
    let total = 0;
    for (const score of scores) total += Math.exp(score[i]! - largest);
    for (let k = 0; k < scores.length; k++) {
      const probability = Math.exp(scores[k]![i]! - largest) / total;
      residuals[k]![i] = (labels[i] === k ? 1 : 0) - probability;
    }
  }
  return residuals;
}

/** (K − 1) / K · Σ r / Σ |r| (1 − |r|) in each leaf. */
function leafSteps(tree: RegressionTree, residual: Float64Array, classes: number): Float64Array {
  const slope = new Float64Array(tree.leaves);
  const curvature = new Float64Array(tree.leaves);
  for (let i = 0; i < residual.length; i++) {
    const leaf = tree.leafOf[i]!;
    const r = residual[i]!;
    slope[leaf]! += r;
    curvature[leaf]! += Math.abs(r) * (1 - Math.abs(r));
  }
  // A leaf whose examples are all certain has nothing left to learn.
  return slope.map((sum, leaf) =>
    curvature[leaf]! > 1e-150 ? ((classes - 1) / classes) * (sum / curvature[leaf]!) : 0,
  );
}

function likeliest(
  forest: readonly (readonly Tree[])[],
  prior: Float64Array,
  features: BinnedFeatures,
): Int32Array {
  const scores = startingScores(prior, features.n);
  for (const trees of forest) {
    trees.forEach(({ tree, steps }, k) => {
      for (let i = 0; i < features.n; i++) scores[k]![i]! += steps[leafAt(tree, features, i)]!;
    });
  }
  return Int32Array.from({ length: features.n }, (_, i) => {
    let best = 0;
    for (let k = 1; k < scores.length; k++) if (scores[k]![i]! > scores[best]![i]!) best = k;
    return best;
  });
}
