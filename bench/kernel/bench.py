"""Measures kernels side by side: bench.py < JSON of what to measure. Prints JSON; progress goes to stderr.

{"kernels": [{"id", "argv", "language", "interrupt", "env"}], "folder", "rounds", "slowRounds"}
"""

import json
import platform
import sys
import time
from functools import partial

import measures
from kernel import KernelStopped


def suite(slow):
    """The parts of one round. Those that take long are in the first rounds only."""
    parts = {
        "start": measures.start,
        "cells": partial(measures.cells, count=200, before=1000 if slow else 0),
        "10,000 lines": partial(measures.lines, name="10k", count=10_000),
    }
    if slow:
        parts |= {
            "100,000 lines": partial(measures.lines, name="100k", count=100_000),
            "slow reader": partial(measures.lines, name="slow", count=100_000, slow=True),
            "interrupt, awaited": measures.interrupt_awaited,
            "interrupt, loop": measures.interrupt_loop,
        }
    return parts


def main():
    job = json.load(sys.stdin)
    kernels = job["kernels"]
    values = {spec["id"]: {} for spec in kernels}
    # A kernel that hung or lost its process would only do so again, at the price of the patience.
    given_up, notes = set(), []
    began = time.perf_counter()
    for number in range(job["rounds"]):
        # In turn, and each round begins with another one: what the machine does meanwhile meets all of them.
        turn = number % len(kernels)
        for part, measure in suite(number < job["slowRounds"]).items():
            for spec in kernels[turn:] + kernels[:turn]:
                name, record = spec["id"], {}
                if (name, part) in given_up:
                    continue
                head = f"{time.perf_counter() - began:4.0f} s  round {number + 1} of {job['rounds']}"
                print(f"{head}  {part}: {name}", file=sys.stderr, flush=True)
                try:
                    measure(spec, job["folder"], record)
                except (KernelStopped, RuntimeError) as error:
                    notes.append({"kernel": name, "part": part, "what": str(error)[:300]})
                    given_up.add((name, part))
                for key, value in record.items():
                    values[name].setdefault(key, []).append(value)
    seconds = time.perf_counter() - began
    print(json.dumps({"python": platform.python_version(), "seconds": seconds, "values": values, "notes": notes}))


main()
