"""Jupyter's own client, driven by lines of JSON: one request on stdin, one answer on stdout."""

import base64
import json
import queue
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager


class Client:
    def __init__(self, folder, transport="tcp", encryption=None, ip=None, quiet=False):
        self.options = {"transport": transport, **({"ip": ip} if ip else {})}
        self.settings = {"cwd": folder, **({"transport_encryption": encryption} if encryption else {})}
        if quiet:
            self.settings["stderr"] = subprocess.DEVNULL
        try:
            self.start()
        except RuntimeError:
            # Another kernel may have taken a port that was free when Jupyter chose it.
            self.start()

    def start(self):
        self.manager = KernelManager(kernel_name="tslab", **self.options)
        self.manager.start_kernel(**self.settings)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def pid(self):
        return self.manager.provisioner.pid

    def connection(self):
        """What the connection file says, without its keys."""
        info = self.manager.get_connection_info()
        return {"transport": info["transport"], "curve": "curve_publickey" in info}

    def execute(self, codes, interrupts=(), ready=None, timeout=30, answers=(), aside=(), **options):
        """
        Sends all cells at once; answers with the reply and the outputs of each.

        interrupts: seconds after which the kernel is interrupted, from the start, or from when `ready` was printed.
        answers: what is typed when a cell asks.
        aside: requests [type, content] sent on the shell channel half a second later, while a cell runs; their
        replies come with the first cell, and whether they were early, before the cell's.
        """
        allow_stdin = len(answers) > 0
        ids = [self.client.execute(code, allow_stdin=allow_stdin, **options) for code in codes]
        outputs = {message: [] for message in ids}
        replies, asides, answers = {}, {}, list(answers)
        interrupts, aside = list(interrupts), list(aside)
        idle, started, interrupted = set(), time.monotonic(), None
        counted = started if ready is None else None
        while len(idle) < len(ids) or len(replies) < len(ids) or aside or None in asides.values():
            elapsed = time.monotonic() - started
            if interrupts and counted is not None and time.monotonic() - counted > interrupts[0]:
                interrupts.pop(0)
                interrupted = time.monotonic()
                self.manager.interrupt_kernel()
            if aside and elapsed > 0.5:
                kind, content = aside.pop(0)
                sent = self.client.session.msg(kind, content)
                asides[sent["header"]["msg_id"]] = None
                self.client.shell_channel.send(sent)
            if elapsed > timeout:
                raise TimeoutError(f"{len(ids) - len(idle)} cells did not become idle within {timeout} s")
            for message in pending(self.client.shell_channel):
                parent = message["parent_header"].get("msg_id")
                if parent in outputs:
                    replies[parent] = message["content"]
                elif parent in asides:
                    reply = {"type": message["msg_type"], "content": message["content"], "early": not replies}
                    asides[parent] = reply
            for message in pending(self.client.stdin_channel):
                outputs[message["parent_header"]["msg_id"]].append({"type": message["msg_type"], "content": message["content"]})
                self.client.input(answers.pop(0))
            try:
                message = self.client.get_iopub_msg(timeout=0.01)
            except queue.Empty:
                continue
            parent = message["parent_header"].get("msg_id")
            if parent not in outputs:
                continue
            if message["msg_type"] != "status":
                outputs[parent].append({"type": message["msg_type"], "content": message["content"]})
                if counted is None and ready in message["content"].get("text", ""):
                    counted = time.monotonic()
            elif message["content"]["execution_state"] == "idle":
                idle.add(parent)
        ended = time.monotonic()
        times = {"seconds": ended - started, "sinceInterrupt": interrupted and ended - interrupted}
        cells = [{"reply": replies[id], "outputs": outputs[id], **times} for id in ids]
        cells[0]["aside"] = list(asides.values())
        self.last = ids[-1]
        return cells

    def late(self, count, more=0.3):
        """What comes after the last cell has ended: so many messages, within 10 s, and those of some seconds more."""
        found, until = [], time.monotonic() + (more if count == 0 else 10)
        while time.monotonic() < until:
            try:
                message = self.client.get_iopub_msg(timeout=0.05)
            except queue.Empty:
                continue
            if message["msg_type"] != "status":
                own = message["parent_header"].get("msg_id") == self.last
                found.append({"type": message["msg_type"], "content": message["content"], "own": own})
                if len(found) == count:
                    until = time.monotonic() + more
        return found

    def request(self, kind, content, channel="shell"):
        """Any other request; answers with the reply, once the kernel says that it is idle, and what it published."""
        sent = self.client.session.msg(kind, content)
        target = getattr(self.client, f"{channel}_channel")
        target.send(sent)
        published = []
        while True:
            message = self.client.get_iopub_msg(timeout=10)
            if message["parent_header"].get("msg_id") != sent["header"]["msg_id"]:
                continue
            if message["content"].get("execution_state") == "idle":
                break
            if message["msg_type"] != "status":
                published.append({"type": message["msg_type"], "content": message["content"]})
        until = time.monotonic() + 1
        while time.monotonic() < until:
            for reply in pending(target):
                if reply["parent_header"].get("msg_id") == sent["header"]["msg_id"]:
                    return {"type": reply["msg_type"], "content": reply["content"], "published": published}
            time.sleep(0.005)
        return {"type": None, "content": {}, "published": published}

    def send_frames(self, messages, channel="shell", padding=0):
        """Raw ZeroMQ messages, each a list of frames in base64; "SIGN" first has the rest signed with the right key."""
        socket = getattr(self.client, f"{channel}_channel").socket
        for frames in messages:
            sign = frames[0] == "SIGN"
            parts = [base64.b64decode(frame) for frame in (frames[1:] if sign else frames)]
            if sign:
                parts = [b"<IDS|MSG>", self.client.session.sign(parts[:4]), *parts]
            socket.send_multipart(parts + ([bytes(padding)] if padding else []))

    def restart(self):
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=60)

    def shutdown(self):
        """Asks the kernel to go, without force; answers whether it did, and how long that took."""
        started = time.monotonic()
        self.client.shutdown()
        while self.manager.is_alive() and time.monotonic() - started < 10:
            time.sleep(0.05)
        return {"gone": not self.manager.is_alive(), "seconds": time.monotonic() - started}


def pending(channel):
    while channel.msg_ready():
        yield channel.get_msg(timeout=1)


def main(options):
    client = Client(**json.loads(options))
    print(json.dumps(client.pid()), flush=True)
    try:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = {"value": getattr(client, request["method"])(**request["arguments"])}
            except Exception as error:  # told to the test
                answer = {"error": repr(error)}
            print(json.dumps(answer), flush=True)
    finally:
        if client.manager.is_alive():
            client.manager.shutdown_kernel(now=True)


main(sys.argv[1])
