"""Runs a notebook through Jupyter: execute.py NOTEBOOK RESULT FOLDER.

The notebook runs in FOLDER. RESULT gets it with its outputs, also when a cell fails; then the exit code is 1.
"""

import asyncio
import os
import signal
import sys
import time

# Until nbclient listens for it, Ctrl-C ends this program without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, DeadKernelError  # noqa: E402


class Progress:
    """One line for each code cell: its number, how it begins, and how long it took."""

    def __init__(self, cells):
        self.numbers = {index: n + 1 for n, index in enumerate(i for i, c in enumerate(cells) if c.cell_type == "code")}
        self.current = None
        self.started = 0.0

    def start(self, cell, cell_index):
        self.current = cell_index
        self.started = time.monotonic()
        lines = [line.strip() for line in cell.source.splitlines()]
        code = [line for line in lines if line and not line.startswith(("//", "/*", "*", "import "))]
        first = (code or lines or [""])[0]
        print(f"  [{self.numbers[cell_index]:>2}/{len(self.numbers)}] {first[:64]:<64}", end=" ", flush=True)

    def end(self, cell, cell_index, execute_reply=None):
        print(f"{time.monotonic() - self.started:7.1f} s", flush=True)


def main(source, result, folder):
    notebook = nbformat.read(source, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
    notebook.metadata["kernelspec"] = {"display_name": "TypeScript", "language": "typescript", "name": "tslab"}
    progress = Progress(notebook.cells)

    def new_client():
        return NotebookClient(
            notebook,
            kernel_name="tslab",
            timeout=None,
            startup_timeout=120,
            record_timing=False,
            resources={"metadata": {"path": folder}},
            on_cell_execute=progress.start,
            on_cell_executed=progress.end,
        )

    client = new_client()
    try:
        try:
            client.execute()
        except RuntimeError as error:
            if progress.current is not None or "died" not in str(error):
                raise
            # Another program may have taken a port that was free when Jupyter chose it: on others, once.
            client = new_client()
            client.execute()
        return 0
    except (KeyboardInterrupt, asyncio.CancelledError, AssertionError) as error:
        # nbclient answers a signal by ending the kernel, and then trips over its absence.
        if isinstance(error, AssertionError) and client.km is not None:
            raise
        print("\nStopped.", file=sys.stderr)
        return 130
    except (CellExecutionError, DeadKernelError) as error:
        report(notebook, progress, error)
        return 1
    except RuntimeError as error:
        print(f"The kernel did not start: {error}", file=sys.stderr)
        return 1
    finally:
        # Hours of work: not to be lost because a temporary folder was cleaned meanwhile.
        os.makedirs(os.path.dirname(result), exist_ok=True)
        nbformat.write(notebook, result)


def report(notebook, progress, error):
    """Shows the cell that failed and its error."""
    print(flush=True)
    cell = notebook.cells[progress.current]
    source = "\n".join(f"  {n:>3} | {line}" for n, line in enumerate(cell.source.splitlines(), 1))
    failures = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    if failures:
        trace = "\n".join("\n".join(output.traceback) for output in failures)
    elif isinstance(error, DeadKernelError):
        trace = "The kernel died. It may have run out of memory."
    else:
        trace = str(error)
    print(f"\nCode cell {progress.numbers[progress.current]} failed:\n\n{source}\n\n{trace}\n", file=sys.stderr)


if __name__ == "__main__":
    # Warnings about Python's own debugger and event loops tell a reader of TypeScript nothing.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    sys.exit(main(*sys.argv[1:]))
