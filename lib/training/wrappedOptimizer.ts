import type { Optimizer } from "./optimizer";

/** An optimizer that makes its updates another way; all else is the wrapped one's. */
export function wrappedOptimizer(optimizer: Optimizer, apply: Optimizer["apply"]): Optimizer {
  return {
    get learningRate() {
      return optimizer.learningRate;
    },
    set learningRate(value) {
      optimizer.learningRate = value;
    },
    prepare: (weights) => {
      optimizer.prepare(weights);
    },
    apply,
    state: () => optimizer.state(),
    restore: (state) => {
      optimizer.restore(state);
    },
    dispose: () => {
      optimizer.dispose();
    },
  };
}
