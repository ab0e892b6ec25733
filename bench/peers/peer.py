"""What the peers share: the job, the protocol (a line of JSON in, a line out), and the order of the images."""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np


class Job:
    """What to train on, and from which weights. bench/engines/exportJob.ts writes the files."""

    def __init__(self, file):
        job = json.loads(Path(file).read_text())
        self._files = job["files"]
        self.model = job["model"]  # "mlp" or "convolution"
        self.batch = job["batch"]
        self.latent = job["latent"]
        self.chunk = job["chunk"]  # steps between two looks at the loss
        self.threads = job["threads"]
        self.train = self._array("train", np.uint8).reshape(-1, 784)
        self.test = self._array("test", np.uint8).reshape(-1, 784)
        self._weights = job["weights"]

    def weights(self):
        """Initial weights by name, in TensorFlow's layouts: [in, out], [height, width, in, out]."""
        flat = self._array("weights", np.float32)
        return {
            each["name"]: flat[each["from"] : each["from"] + int(np.prod(each["shape"]))].reshape(
                each["shape"]
            )
            for each in self._weights
        }

    def trajectory(self, name):
        """The batches' indices [steps, batch], and the noise of z [steps, batch, latent]."""
        indices = self._array(f"{name}-indices", np.int32).reshape(-1, self.batch)
        noise = self._array(f"{name}-noise", np.float32)
        return indices, noise.reshape(len(indices), self.batch, self.latent)

    def batches(self):
        """Indices of one batch after the other, an epoch's in a new order. An incomplete last batch is left out."""
        random = np.random.default_rng(0)
        while True:
            order = random.permutation(len(self.train)).astype(np.int32)
            for start in range(0, len(order) - self.batch + 1, self.batch):
                yield order[start : start + self.batch]

    def _array(self, name, dtype):
        return np.fromfile(self._files[name], dtype=dtype)


def milliseconds(work):
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def median_ms(work, rounds=15):
    """The first call, which may compile, is not counted."""
    work()
    return float(np.median([milliseconds(work) for _ in range(rounds)]))


def gflops(product, m, k, n, seconds=0.3):
    """The best of many products [m, k] · [k, n]: what the machine can do when nothing disturbs it."""
    milliseconds(product)
    best, spent = float("inf"), 0.0
    while spent < seconds * 1000:
        took = milliseconds(product)
        best, spent = min(best, took), spent + took
    return 2 * m * k * n / best / 1e6


def serve(make):
    """
    Answers the commands on standard input with what `make(job)` gives: an object with the methods
    `first() -> loss`, `trajectory(indices, noise) -> losses`, `steps(n) -> steps done`,
    `evaluate() -> loss`, `sample() -> images` and `product(m, k, n) -> a function`.
    """
    # What the library prints must not come between the lines.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(content):
        print(json.dumps(content), file=answers, flush=True)

    job = Job(sys.argv[-1])
    peer = make(job)

    def do(do, **arguments):
        if do == "first":
            losses = []
            return {"ms": milliseconds(lambda: losses.append(peer.first())), "loss": losses[0]}
        if do == "trajectory":
            return {"losses": [float(x) for x in peer.trajectory(*job.trajectory(arguments["name"]))]}
        if do == "steps":
            counts = []
            ms = milliseconds(lambda: counts.append(peer.steps(arguments["n"])))
            return {"ms": ms / counts[0], "steps": counts[0]}
        if do == "evaluate":
            losses = []
            ms = median_ms(lambda: losses.append(peer.evaluate()), rounds=1)
            return {"ms": ms, "loss": losses[-1]}
        if do == "sample":
            return {"ms": median_ms(peer.sample)}
        if do == "product":
            sizes = [arguments[name] for name in "mkn"]
            return {"gflops": gflops(peer.product(*sizes), *sizes)}
        raise ValueError(f"no command {do}")

    for line in sys.stdin:
        try:
            answer(do(**json.loads(line)))
        except Exception as error:  # the benchmark goes on without this number and says why
            answer({"error": f"{type(error).__name__}: {error}".splitlines()[0]})
