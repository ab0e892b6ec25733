"""Runs a notebook of unknown origin within limits: execute.py NOTEBOOK RESULT FOLDER SECONDS MEGABYTES.

The notebook runs in FOLDER; a cell that fails does not end it. RESULT gets it with its outputs, however it ended, and
in its metadata under "run" how that was: "finished", "time", "memory", "processes", "died" or "not started".
"""

import asyncio
import ctypes
import logging
import os
import signal
import sys
import threading
import time

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

INTERVAL = 0.1  # seconds between two looks at the resident pages
SHARES = 2.0  # seconds between two looks at whose they are, which takes 30 ms a process
MOST_PROCESSES = 64
MOST_THREADS = 1000
MOST_TEXT = 1_000_000  # characters kept of a cell's outputs
MOST_FILE = 2 << 30  # bytes of one file


class Guard(threading.Thread):
    """Looks at the kernel and all that it started, and ends them when they take more than they may.

    A limit of the address space (RLIMIT_AS) is of no use: TensorFlow and V8 reserve four times what they use, and it
    counts for each process by itself. So the memory in use is added up: the resident pages of each process, which are
    quickly read and never too few; and where that is beyond the limit, and now and then, with the pages that several
    processes share divided among them (PSS).
    """

    def __init__(self, seconds, megabytes):
        super().__init__(daemon=True)
        self.deadline = time.monotonic() + seconds
        self.limit = megabytes * 1e6
        self.parent = os.getppid()
        self.peak = 0
        self.ended = None

    def run(self):
        looked = 0.0
        while self.ended is None:
            if os.getppid() != self.parent:  # whoever asked for this is gone
                end_family()
                os._exit(130)
            tree = family()
            used = sum(resident(process) for process in tree)
            if used > self.limit or time.monotonic() > looked + SHARES:
                used = sum(share(process) for process in tree)
                looked = time.monotonic()
                self.peak = max(self.peak, used)
            if used > self.limit:
                self.ended = "memory"
            elif time.monotonic() > self.deadline:
                self.ended = "time"
            elif len(tree) > MOST_PROCESSES or sum(threads(process) for process in tree) > MOST_THREADS:
                self.ended = "processes"
            else:
                time.sleep(INTERVAL)
        end_family()


def family():
    return psutil.Process().children(recursive=True)


def end_family():
    """Until nobody is left: while some are ended, others may start."""
    for _ in range(50):
        left = [process for process in family() if is_alive(process)]
        for process in left:
            try:
                process.kill()
            except psutil.Error:
                pass
        if not left:
            return
        time.sleep(0.02)


def is_alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def resident(process):
    """Bytes of the pages in memory."""
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0  # it has ended


def share(process):
    """The same with pages that several processes share divided among them, where a system tells."""
    try:
        return process.memory_full_info().pss if sys.platform == "linux" else process.memory_info().rss
    except (psutil.Error, OSError):
        return 0


def threads(process):
    try:
        return process.num_threads()
    except psutil.Error:
        return 0


def adopt():
    """On Linux, a program that leaves the process that started it becomes our child, and stays in the family."""
    if sys.platform == "linux":
        PR_SET_CHILD_SUBREAPER = 36
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Client(NotebookClient):
    """Keeps no more of a cell's outputs than MOST_TEXT, so that a loop which prints cannot fill the memory here."""

    def output(self, outs, msg, display_id, cell_index):
        size = len(str(msg["content"]))
        kept = self.kept.get(cell_index, 0)
        self.kept[cell_index] = kept + size
        if kept + size <= MOST_TEXT:
            return super().output(outs, msg, display_id, cell_index)
        if kept <= MOST_TEXT:
            outs.append(nbformat.v4.new_output("stream", name="stderr", text="More was shown here and is left out.\n"))
        return None


def main(source, result, folder, seconds, megabytes):
    notebook = nbformat.read(source, as_version=4)
    client = Client(
        notebook,
        kernel_name="tslab",
        timeout=None,
        startup_timeout=60,
        allow_errors=True,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": folder}},
    )
    client.kept = {}
    adopt()
    guard = Guard(float(seconds), float(megabytes))
    guard.start()
    started = time.monotonic()
    ended = "died"
    try:
        client.execute()
        ended = "finished"
    except DeadKernelError:
        pass
    except (RuntimeError, TimeoutError) as error:
        ended = "died" if client.code_cells_executed > 0 else "not started"
        print(error, file=sys.stderr)
    except (asyncio.CancelledError, KeyboardInterrupt):
        end_family()
        return 130
    finally:
        stopped = guard.ended
        guard.ended = stopped or ended
        end_family()
        notebook.metadata["run"] = {
            "ended": stopped or ended,
            "seconds": round(time.monotonic() - started, 1),
            "megabytes": round(guard.peak / 1e6),
        }
        nbformat.write(notebook, result)
    return 0


if __name__ == "__main__":
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE, MOST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    sys.exit(main(*sys.argv[1:]))
