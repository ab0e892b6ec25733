"""Measures a workshop: N simulated participants run a chapter at once, each in a server and a kernel of their own.

`npm run workshop -- participants --count 10`, or with the Python of `.venv/workshop`: participants.py --count 10.
Starts a hub of its own with `jupyterhub_config.py` in a temporary folder, so nobody's work is touched. One participant
runs the chapter alone, then N do. Each does what the page does: log in with the password, start the server, open the
chapter, start a kernel, run the cells in order, save, and read again what was saved.
"""

import argparse
import asyncio
import contextlib
import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

import httpx
import nbformat
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

HERE = os.path.dirname(os.path.abspath(__file__))
PASSWORD = "a password for nobody"
SAMPLE_SECONDS = 2
# Which git ignores.
RESULTS = os.path.join(HERE, "data", "participants.json")


class Hub:
    """A hub of our own, its folder and its processes."""

    def __init__(self, memory):
        self.folder = tempfile.mkdtemp(prefix="vae-cookbook-workshop-")
        # Participants have Unix ids of their own where we are root, and must pass through to their homes.
        os.chmod(self.folder, 0o711)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = os.path.join(self.folder, "hub.log")
        environment = {**os.environ, "WORKSHOP_FOLDER": self.folder, "WORKSHOP_PASSWORD": PASSWORD}
        if memory:
            environment["WORKSHOP_MEMORY"] = memory
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [
                    *[sys.executable, "-m", "jupyterhub", "-f", os.path.join(HERE, "jupyterhub_config.py")],
                    *["--ip=127.0.0.1", f"--port={self.port}"],
                ],
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def ready(self):
        async with httpx.AsyncClient() as client:
            for _ in range(600):
                if self.process.poll() is not None:
                    break
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{self.address}/hub/health")).status_code == 200:
                        return
                await asyncio.sleep(0.2)
        sys.exit(f"participants: the hub did not start.\n{self.last_lines()}")

    def home(self, name):
        return os.path.join(self.folder, "users", name)

    def last_lines(self):
        with open(self.log) as log:
            return "".join(log.readlines()[-20:])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
        # The hub ends its servers; what it left, and nothing else, is ended here.
        for pid in [pid for pids in processes_by_participant(self.folder).values() for pid in pids]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process.poll() is None:
            self.process.kill()


class Participant:
    """One person at the page, and what became of their chapter."""

    def __init__(self, hub, name, chapter, limit):
        self.hub, self.name, self.chapter, self.limit = hub, name, chapter, limit
        self.cells = []
        self.problems = []
        self.ready_seconds = self.chapter_seconds = None
        self.numbers = None

    async def run(self, values, everyone_ready):
        try:
            await asyncio.wait_for(self._run(values, everyone_ready), self.limit)
        except asyncio.TimeoutError:
            self.problems.append(f"not done after {self.limit} s")
        except Exception as error:  # One participant's failure is a result, not the end of the others.
            self.problems.append(f"{type(error).__name__}: {error}")
        finally:
            everyone_ready.leave(self)

    async def _run(self, values, everyone_ready):
        started = time.monotonic()
        timeout = httpx.Timeout(300)
        async with httpx.AsyncClient(base_url=self.hub.address, timeout=timeout, follow_redirects=True) as client:
            token = await self._log_in(client)
            await self._start_server(client, token)
            headers = {"Authorization": f"token {token}"}
            server = f"/user/{self.name}/api"
            path = f"{server}/contents/notebooks/{self.chapter}"
            model = good(await client.get(path, headers=headers)).json()
            notebook = nbformat.from_dict(model["content"])
            clear(notebook, values)
            session = good(
                await client.post(
                    f"{server}/sessions",
                    headers=headers,
                    json={
                        "path": f"notebooks/{self.chapter}",
                        "name": self.chapter,
                        "type": "notebook",
                        "kernel": {"name": "tslab"},
                    },
                )
            ).json()
            kernel = await Kernel.open(self.hub.address + server, session["kernel"]["id"], token)
            self.ready_seconds = time.monotonic() - started
            await everyone_ready.wait(self)

            started = time.monotonic()
            await self._run_cells(notebook, kernel)
            self.chapter_seconds = time.monotonic() - started
            body = {"type": "notebook", "format": "json", "content": notebook}
            good(await client.put(path, headers=headers, json=body))
            self._look_at_what_was_saved(notebook)

    async def _log_in(self, client):
        await client.get("/hub/login")
        secret = client.cookies.get("_xsrf", path="/hub/")
        form = {"username": self.name, "password": PASSWORD, "_xsrf": secret}
        answer = await client.post("/hub/login", data=form, follow_redirects=False)
        if answer.status_code != 302:
            raise RuntimeError(f"the log-in was answered with status {answer.status_code}")
        headers = {"X-XSRFToken": client.cookies.get("_xsrf", path="/hub/"), "Referer": f"{self.hub.address}/hub/home"}
        answer = good(await client.post(f"/hub/api/users/{self.name}/tokens", headers=headers, json={}))
        return answer.json()["token"]

    async def _start_server(self, client, token):
        headers = {"Authorization": f"token {token}"}
        user = f"/hub/api/users/{self.name}"
        good(await client.post(f"{user}/server", headers=headers))
        while not good(await client.get(user, headers=headers)).json()["servers"].get("", {}).get("ready"):
            await asyncio.sleep(0.5)

    async def _run_cells(self, notebook, kernel):
        for number, cell in enumerate(code_cells(notebook), 1):
            started = time.monotonic()
            await kernel.run(cell)
            self.cells.append({"cell": number, "begins": begins(cell), "seconds": time.monotonic() - started})
            failed = [output for output in cell.outputs if output.output_type == "error"]
            if failed:
                raise RuntimeError(f"cell {number}: {failed[0].ename}: {failed[0].evalue}")

    def _look_at_what_was_saved(self, sent):
        """The file on disk: every cell as it was sent, run once and in order, without an error, and with the numbers."""
        with open(os.path.join(self.hub.home(self.name), "notebooks", self.chapter)) as file:
            saved = nbformat.read(file, as_version=4)
        if [cell.source for cell in saved.cells] != [cell.source for cell in sent.cells]:
            self.problems.append("the saved cells are not those that were run")
        if [cell.get("outputs") for cell in saved.cells] != [cell.get("outputs") for cell in sent.cells]:
            self.problems.append("the saved outputs are not those that the kernel sent")
        counts = [cell.execution_count for cell in code_cells(saved)]
        if counts != list(range(1, len(counts) + 1)):
            self.problems.append(f"the cells were not run once each, in order: {counts}")
        outputs = [output for cell in code_cells(saved) for output in cell.outputs]
        if any(output.output_type == "error" for output in outputs):
            self.problems.append("an error is among the saved outputs")
        self.numbers = numbers_of(saved)
        if not self.numbers or not all(math.isfinite(value) for value in self.numbers.values()):
            self.problems.append("the chapter's numbers are missing")

    @property
    def slowest(self):
        return max(self.cells, key=lambda cell: cell["seconds"], default=None)


class Kernel:
    """A kernel as the page sees it: one websocket for requests, answers and outputs."""

    def __init__(self, socket):
        self.socket = socket
        self.session = uuid.uuid4().hex
        # Outputs by their display ids, and what they were last updated to.
        self.displays, self.updates = {}, {}

    @classmethod
    async def open(cls, server, kernel, token):
        url = f"{server.replace('http', 'ws', 1)}/kernels/{kernel}/channels"
        request = HTTPRequest(url, headers={"Authorization": f"token {token}"}, connect_timeout=300)
        opened = cls(await websocket_connect(request, max_message_size=200_000_000))
        await opened._ask("kernel_info_request", {})
        return opened

    async def _ask(self, kind, content):
        """Sends a request and gives the messages that belong to it, until it is answered and the kernel idle."""
        request = uuid.uuid4().hex
        header = {"msg_id": request, "msg_type": kind, "session": self.session, "username": "", "version": "5.4"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        await self.socket.write_message(json.dumps({**message, "buffers": []}))
        messages, waiting = [], {"answer", "idle"}
        while waiting:
            text = await self.socket.read_message()
            if text is None:
                raise RuntimeError("the connection to the kernel was lost")
            if isinstance(text, bytes):
                continue  # A widget's picture, which only a page draws.
            message = json.loads(text)
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] in ("restarting", "dead"):
                raise RuntimeError(f"the kernel is {content['execution_state']}")
            if kind == "update_display_data":
                self._update(content)
            if message["parent_header"].get("msg_id") != request:
                continue
            messages.append(message)
            if message["channel"] == "shell":
                waiting.discard("answer")
            elif kind == "status" and content["execution_state"] == "idle":
                waiting.discard("idle")
        return messages

    async def run(self, cell):
        messages = await self._ask(
            "execute_request",
            {"code": cell.source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True},
        )
        for message in messages:
            kind = message["header"]["msg_type"]
            if kind == "execute_reply":
                cell.execution_count = message["content"]["execution_count"]
            elif kind == "clear_output":
                cell.outputs = []
            elif kind in ("stream", "display_data", "execute_result", "error"):
                self._add(cell, message)

    def _add(self, cell, message):
        output = nbformat.v4.output_from_msg(message)
        last = cell.outputs[-1] if cell.outputs else None
        if last and output.output_type == "stream" == last.output_type and last.name == output.name:
            last.text += output.text
            return
        cell.outputs.append(output)
        display = message["content"].get("transient", {}).get("display_id")
        if display:
            self.displays.setdefault(display, []).append(output)
            # Updates are noted as they come, outputs once the cell is done.
            output.data = self.updates.pop(display, output.data)

    def _update(self, content):
        display, data = content["transient"]["display_id"], nbformat.from_dict(content["data"])
        self.updates[display] = data
        for output in self.displays.get(display, []):
            output.data = data


class Gate:
    """Opens once all participants wait at it or have gone."""

    def __init__(self, participants):
        self.missing = set(participants)
        self.open = asyncio.Event()

    def leave(self, participant):
        self.missing.discard(participant)
        if not self.missing:
            self.open.set()

    async def wait(self, participant):
        self.leave(participant)
        await self.open.wait()


class Memory:
    """The memory of the hub's processes while others work: proportional set sizes, so that nothing counts twice."""

    def __init__(self, hub):
        self.hub = hub
        self.peaks = {}
        self.total_peak = 0
        self.largest_process = 0

    async def __aenter__(self):
        self.task = asyncio.create_task(self._sample())
        return self

    async def __aexit__(self, *_):
        self.task.cancel()

    async def _sample(self):
        while True:
            sizes = await asyncio.to_thread(self._sizes)
            for name, size in sizes.items():
                self.peaks[name] = max(self.peaks.get(name, 0), size)
            self.total_peak = max(self.total_peak, sum(sizes.values()))
            await asyncio.sleep(SAMPLE_SECONDS)

    def _sizes(self):
        sizes = {}
        for name, pids in processes_by_participant(self.hub.folder).items():
            each = [proportional_set_size(pid) for pid in pids]
            sizes[name] = sum(each)
            self.largest_process = max([self.largest_process, *each])
        return sizes


def processes_by_participant(folder):
    """The processes of each participant's server and kernels, told by the home in their environment."""
    found = {}
    prefix = f"HOME={folder}/users/".encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/environ", "rb") as file:
            for entry in file.read().split(b"\0"):
                if entry.startswith(prefix):
                    found.setdefault(entry[len(prefix) :].decode(), []).append(int(pid))
    return found


def proportional_set_size(pid):
    """Bytes; memory that n processes share counts as an nth."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def clear(notebook, values):
    """A chapter without outputs, and with other values in its parameters cell."""
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
        if "parameters" in cell.metadata.get("tags", []):
            for name, value in values.items():
                lines = cell.source.split("\n")
                found = [n for n, line in enumerate(lines) if line.startswith(f"const {name} = ")]
                if not found:
                    sys.exit(f"participants: the chapter has no parameter {name}.")
                lines[found[0]] = f"const {name} = {value};"
                cell.source = "\n".join(lines)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def begins(cell):
    lines = [line for line in cell.source.splitlines() if line and not line.startswith(("//", "import "))]
    return (lines or [""])[0][:40]


def numbers_of(notebook):
    for output in code_cells(notebook)[-1].outputs:
        shown = output.get("data", {}).get("application/json")
        if shown and "numbers" in shown:
            return {number["name"]: number["value"] for number in shown["numbers"]}
    return None


def good(answer):
    if answer.status_code >= 400:
        raise RuntimeError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:200]}")
    return answer


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


async def at_once(hub, names, arguments):
    """Lets them all run the chapter; gives them and their memory."""
    people = [Participant(hub, name, arguments.chapter, arguments.limit) for name in names]
    gate = Gate(people)
    async with Memory(hub) as memory:
        await asyncio.gather(*(person.run(arguments.values, gate) for person in people))
    return people, memory


async def leave(hub, person):
    """Ends their server, so that its memory does not count among the others'."""
    for _ in range(300):
        pids = processes_by_participant(hub.folder).get(person.name, [])
        if not pids:
            return
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        await asyncio.sleep(0.2)


def report(person, memory):
    return {
        "participant": person.name,
        "readySeconds": person.ready_seconds,
        "chapterSeconds": person.chapter_seconds,
        "slowestCell": person.slowest,
        "peakBytes": memory.peaks.get(person.name, 0),
        "numbers": person.numbers,
        "ok": not person.problems,
        "problems": person.problems,
        "cells": person.cells,
    }


def table(rows):
    """The participants as lines of text, for people."""

    def seconds(value):
        return "–" if value is None else f"{value:.1f}"

    lines = [("participant", "ready s", "chapter s", "slowest cell", "s", "peak MB", "")]
    for row in rows:
        cell = row["slowestCell"]
        lines.append(
            (
                row["participant"],
                seconds(row["readySeconds"]),
                seconds(row["chapterSeconds"]),
                f"{cell['cell']}: {cell['begins']}" if cell else "–",
                seconds(cell and cell["seconds"]),
                f"{row['peakBytes'] / 1e6:.0f}",
                "ok" if row["ok"] else "; ".join(row["problems"]),
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    left = (0, 3, 6)
    return "\n".join(
        "  ".join(
            text.ljust(widths[n]) if n in left and n < 6 else text.rjust(widths[n]) if n < 6 else text
            for n, text in enumerate(line)
        ).rstrip()
        for line in lines
    )


async def measure(hub, arguments):
    await hub.ready()
    print(f"One participant alone, then {arguments.count} at once, on {os.cpu_count()} processors …", flush=True)
    (alone,), memory_alone = await at_once(hub, ["alone"], arguments)
    first = report(alone, memory_alone)
    print(f"\n{table([first])}\n", flush=True)
    await leave(hub, alone)
    people, memory = await at_once(hub, [f"person-{n + 1:02}" for n in range(arguments.count)], arguments)
    rows = [report(person, memory) for person in people]
    return {
        "chapter": arguments.chapter,
        "count": arguments.count,
        "processors": os.cpu_count(),
        "parameters": arguments.values,
        "alone": first,
        "participants": rows,
        "totalPeakBytes": memory.total_peak,
        "largestProcessBytes": max(memory.largest_process, memory_alone.largest_process),
        "slowestAgainstAlone": ratio([row["chapterSeconds"] for row in rows], first["chapterSeconds"]),
        "sameNumbersAsAlone": all(row["numbers"] == first["numbers"] for row in rows),
        "ok": first["ok"] and all(row["ok"] for row in rows),
    }


def ratio(times, alone):
    return max(times) / alone if alone and all(times) else None


def read_arguments():
    parser = argparse.ArgumentParser(prog="npm run workshop -- participants", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=10, help="participants at once (10)")
    parser.add_argument("--chapter", default="00-start-here.ipynb", help="a file of notebooks/ (00-start-here.ipynb)")
    parser.add_argument("--limit", type=float, default=3600, help="seconds for one participant (3600)")
    parser.add_argument("--memory", help="the most that one process gets (jupyterhub_config.py: 4G)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another parameter, such as epochs=1")
    parser.add_argument("--output", default=RESULTS, help="the results as JSON (workshop/data/participants.json)")
    arguments = parser.parse_args()
    if arguments.count < 1:
        parser.error("--count must be at least 1")
    if not os.path.isfile(os.path.join(HERE, "..", "notebooks", os.path.basename(arguments.chapter))):
        parser.error(f"--chapter: notebooks has no {arguments.chapter}")
    arguments.chapter = os.path.basename(arguments.chapter)
    arguments.values = dict(pair.split("=", 1) for pair in arguments.set)
    return arguments


def main():
    arguments = read_arguments()
    hub = Hub(arguments.memory)
    try:
        results = asyncio.run(measure(hub, arguments))
    finally:
        hub.stop()
    print(table(results["participants"]))
    slower = results["slowestAgainstAlone"]
    print(
        f"\nTogether {results['totalPeakBytes'] / 1e6:.0f} MB at the peak, without the hub; "
        f"the largest process {results['largestProcessBytes'] / 1e6:.0f} MB."
        + (f" The slowest took {slower:.1f} × the time of one alone." if slower else "")
        + (" All have the same numbers." if results["sameNumbersAsAlone"] else " Their numbers differ.")
    )
    os.makedirs(os.path.dirname(os.path.abspath(arguments.output)), exist_ok=True)
    with open(arguments.output, "w") as file:
        json.dump(results, file, indent=2)
        file.write("\n")
    print(f"Saved: {arguments.output}")
    if results["ok"]:
        shutil.rmtree(hub.folder)
        return 0
    print(f"Not all went well; the hub's folder is kept: {hub.folder}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
