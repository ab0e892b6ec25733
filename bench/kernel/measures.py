"""What is measured. Each part takes a kernel's spec, a folder to start it in and a record to write its numbers to.

A number that the kernel has none of is None: an answer that never came, a loop that went on.
"""

import re
import time

from cells import CELLS, cell
from kernel import Kernel, KernelStopped

LINES = re.compile(r"line \d+")


def milliseconds(start):
    return (time.perf_counter() - start) * 1000


def quantiles(samples, name):
    ordered = sorted(samples)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return {f"{name}_p50_ms": middle, f"{name}_p95_ms": late}


def started(spec, folder, **options):
    kernel = Kernel(spec, folder, **options)
    try:
        kernel.ready = get_ready(kernel)
    except BaseException:
        kernel.close()
        raise
    return kernel


def get_ready(kernel):
    """Seconds from the start of the process to the first kernel_info_reply. Returns when iopub is heard, too."""
    ready, heard, asked = None, False, None
    while ready is None or not heard:
        now = time.perf_counter() - kernel.started
        if kernel.process.poll() is not None or now > 30:
            raise KernelStopped("it did not become ready")
        # Again after a second, as Jupyter does; and soon where the status was published before we were subscribed.
        if asked is None or now - asked > (1 if ready is None else 0.05):
            kernel.send("kernel_info_request", {})
            asked = now
        found = kernel.receive(0.02)
        if found is None:
            continue
        channel, message = found
        # iopub_welcome is no answer
        heard = heard or (channel == "iopub" and message["msg_type"] == "status")
        if ready is None and message["msg_type"] == "kernel_info_reply":
            ready = time.perf_counter() - kernel.started
    kernel.drain()
    return ready


def start(spec, folder, record):
    """Ready, the first result, and the memory two seconds after it."""
    with started(spec, folder) as kernel:
        record["ready_s"] = kernel.ready

        def see(message):
            result = message["msg_type"] == "execute_result"
            # Stock tslab prints its results.
            printed = message["msg_type"] == "stream" and message["content"]["text"].strip() == "2"
            if (result or printed) and "first_result_s" not in record:
                record["first_result_s"] = time.perf_counter() - kernel.started

        kernel.run(cell(spec["language"], "trivial", 1), quiet=60, each=see)
        time.sleep(2)
        record.update(memory(kernel))


def memory(kernel):
    """PSS shares a page among the processes that map it; RSS counts it in each."""
    processes = kernel.processes()
    total = {"Pss": 0, "Rss": 0}
    for process in processes:
        with open(f"/proc/{process.pid}/smaps_rollup") as file:
            for line in file:
                name, _, rest = line.partition(":")
                if name in total:
                    total[name] += int(rest.split()[0])
    megabytes = {f"memory_{name.lower()}_mb": kilobytes * 1024 / 1e6 for name, kilobytes in total.items()}
    return {**megabytes, "processes": len(processes)}


def cells(spec, folder, record, count, before=0):
    """Round trips of `count` trivial cells, fresh and after `before` others, and what a reader who types waits for."""
    language = spec["language"]
    with started(spec, folder) as kernel:
        kernel.run(cell(language, "declare"), quiet=60)
        record.update(editing(kernel, language))
        if before:
            record.update(while_running(kernel, language))
        round_trips(kernel, language, record, "cell", count)
        if before:
            round_trips(kernel, language, {}, "", before)
            round_trips(kernel, language, record, f"cell_after_{before}", count)


def round_trips(kernel, language, record, name, count):
    samples = []
    try:
        for n in range(count):
            begun = time.perf_counter()
            kernel.run(cell(language, "trivial", n), quiet=5)
            samples.append(milliseconds(begun))
    except KernelStopped as stopped:
        raise KernelStopped(f"{stopped}, at trivial cell {len(samples) + 1}") from stopped
    finally:
        # Also of a kernel that hangs later.
        if len(samples) >= 100:
            record.update(quantiles(samples, name))


def editing(kernel, language, count=20):
    """Completion of a string's and an object's members, and whether a cell is complete."""
    complete, check, right = [], [], []
    for _ in range(count):
        for code, expected in CELLS[language]["complete"]:
            begun = time.perf_counter()
            reply = kernel.ask("complete_request", {"code": code, "cursor_pos": len(code)})
            complete.append(milliseconds(begun))
            right.append(any(expected in match for match in reply.get("matches", [])))
        begun = time.perf_counter()
        kernel.ask("is_complete_request", {"code": cell(language, "check")})
        check.append(milliseconds(begun))
    return {
        **quantiles(complete, "completion"),
        "completion_right_percent": 100 * sum(right) / len(right),
        "is_complete_p50_ms": quantiles(check, "is_complete")["is_complete_p50_ms"],
    }


def while_running(kernel, language, busy=3000, patience=0.55):
    """Milliseconds until an answer, in the middle of a cell of three seconds."""
    code, member = cell(language, "inspect"), CELLS[language]["complete"][1][0]
    requests = {
        "comm_info": {},
        "is_complete": {"code": cell(language, "check")},
        "inspect": {"code": code, "cursor_pos": len(code), "detail_level": 0},
        "complete": {"code": member, "cursor_pos": len(member)},
    }
    running = kernel.execute(cell(language, "busy", busy))
    time.sleep(0.3)
    record = {}
    for name, content in requests.items():
        begun = time.perf_counter()
        answered = kernel.replied_within(kernel.send(f"{name}_request", content), patience)
        record[f"running_{name}_ms"] = milliseconds(begun) if answered else None
    # All of it must have been while the cell was at it: its reply is still to come.
    kernel.finish(running, quiet=10)
    kernel.drain()
    return record


def lines(spec, folder, record, name, count, slow=False):
    """Prints lines; how long it took, and how many had arrived when the kernel said that it was done."""
    # A reader who pauses, with room for ten messages: what does not fit waits in the kernel, or is lost.
    options = {"receive_limit": 10} if slow else {}
    with started(spec, folder, **options) as kernel:
        kernel.run(cell(spec["language"], "trivial", 1), quiet=60)
        record.update({f"lines_{name}_s": None, f"lines_{name}_arrived": 0})
        begun = time.perf_counter()

        def see(message):
            if message["msg_type"] == "stream":
                record[f"lines_{name}_arrived"] += len(LINES.findall(message["content"]["text"]))
            if slow and time.perf_counter() - begun < 1:
                time.sleep(0.005)

        kernel.finish(kernel.execute(cell(spec["language"], "print", count)), quiet=6, each=see)
        record[f"lines_{name}_s"] = time.perf_counter() - begun


def interrupt_awaited(spec, folder, record):
    """Seconds from an interrupt to the end of a cell that awaits, and whether its work went on."""
    language = spec["language"]
    with started(spec, folder) as kernel:
        kernel.run(cell(language, "count"), quiet=60)
        record["interrupt_await_s"] = None
        record["interrupt_await_s"] = interrupted(kernel, cell(language, "waiting"))
        # Stock tslab refuses cells for a moment.
        time.sleep(0.5)
        record["goes_on_percent"] = 100.0 * (ticks(kernel, language) != ticks(kernel, language, later=0.3))


def interrupt_loop(spec, folder, record):
    """Seconds from an interrupt to the end of an endless loop, after which the next cell must run."""
    language = spec["language"]
    with started(spec, folder) as kernel:
        kernel.run(cell(language, "trivial", 1), quiet=60)
        record["interrupt_loop_s"] = None
        record["interrupt_loop_s"] = interrupted(kernel, cell(language, "endless"))
        time.sleep(0.5)
        kernel.run(cell(language, "trivial", 2), quiet=10)


def interrupted(kernel, code, patience=4):
    sent = kernel.execute(code)
    time.sleep(0.5)
    begun = time.perf_counter()
    kernel.interrupt()
    if not kernel.replied_within(sent, patience):
        raise KernelStopped(f"the cell still runs {patience} s after the interrupt")
    return time.perf_counter() - begun


def ticks(kernel, language, later=0):
    time.sleep(later)
    text = []

    def see(message):
        if message["msg_type"] == "stream":
            text.append(message["content"]["text"])

    kernel.run(cell(language, "counted"), quiet=5, each=see)
    return re.findall(r"ticks=(\d+)", "".join(text))
