"""A kernel's process and a client that adds as little of its own time as it can.

Messages are made and signed by Jupyter's own Session; the sockets are plain ZeroMQ, since the waiting of
jupyter_client's blocking client costs milliseconds that are not the kernel's.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

import psutil
import zmq
from jupyter_client.connect import write_connection_file
from jupyter_client.session import Session


class KernelStopped(Exception):
    """The kernel's process is gone, or nothing came from it for too long."""


class Kernel:
    def __init__(self, spec, folder, receive_limit=None):
        """spec: argv, env, interrupt ("signal" or "message"). receive_limit: RCVHWM of the iopub socket."""
        self.spec = spec
        self.home = tempfile.mkdtemp(prefix="kernel-bench-")
        self.log = open(os.path.join(self.home, "log"), "w+")
        key = uuid.uuid4().hex.encode()
        # with ports that are free now
        path, config = write_connection_file(os.path.join(self.home, "connection.json"), key=key)
        self.session = Session(key=key)
        argv = [word.replace("{connection_file}", path) for word in spec["argv"]]
        self.started = time.perf_counter()
        # A group of its own, as Jupyter does: an interrupt reaches all of the kernel's processes.
        self.process = subprocess.Popen(
            argv, cwd=folder, env={**os.environ, **spec.get("env", {})}, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip
        self.context = zmq.Context()
        self.poller = zmq.Poller()
        self.shell = self.connect(zmq.DEALER, config["shell_port"])
        self.control = self.connect(zmq.DEALER, config["control_port"])
        self.iopub = self.connect(zmq.SUB, config["iopub_port"], receive_limit)

    def connect(self, kind, port, receive_limit=None):
        socket = self.context.socket(kind)
        socket.linger = 0
        # The kernel binds some time after this: do not add waiting of our own.
        socket.reconnect_ivl = 5
        if receive_limit is not None:
            socket.rcvhwm = receive_limit
        if kind == zmq.SUB:
            socket.subscribe(b"")
        socket.connect(f"tcp://127.0.0.1:{port}")
        self.poller.register(socket, zmq.POLLIN)
        return socket

    def send(self, kind, content, socket=None):
        message = self.session.send(socket or self.shell, kind, content)
        return message["header"]["msg_id"]

    def execute(self, code):
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        return self.send("execute_request", {**content, "allow_stdin": False, "stop_on_error": True})

    def receive(self, timeout):
        """The next message and its channel, or None after `timeout` seconds."""
        ready = dict(self.poller.poll(timeout * 1000))
        for name in ("iopub", "shell", "control"):
            socket = getattr(self, name)
            if socket in ready:
                _, frames = self.session.feed_identities(socket.recv_multipart())
                return name, self.session.deserialize(frames)
        return None

    def messages(self, quiet):
        """Messages as they come, for as long as no pause is longer than `quiet` seconds."""
        last = time.perf_counter()
        while True:
            left = last + quiet - time.perf_counter()
            if left <= 0:
                raise KernelStopped(f"nothing for {quiet} s")
            # In steps, since a process that has ended sends nothing.
            found = self.receive(min(left, 0.5))
            if found is not None:
                last = time.perf_counter()
                yield found
            elif self.process.poll() is not None:
                raise KernelStopped(f"its process ended with status {self.process.returncode}")

    def replied_within(self, sent, seconds):
        """Whether the reply to a request comes in time."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            found = self.receive(min(left, 0.5))
            if found is not None and found[0] == "shell" and found[1]["parent_header"].get("msg_id") == sent:
                return True
            if found is None and self.process.poll() is not None:
                raise KernelStopped(f"its process ended with status {self.process.returncode}")
        return False

    def finish(self, sent, quiet=20, each=None):
        """Waits for a request's reply and its idle status; returns the reply. `each` sees what belongs to it."""
        reply, idle = None, False
        for channel, message in self.messages(quiet):
            if message["parent_header"].get("msg_id") != sent:
                continue
            if channel == "iopub":
                idle = idle or message["content"].get("execution_state") == "idle"
            else:
                reply = message
            if each is not None:
                each(message)
            if reply is not None and idle:
                return reply

    def run(self, code, quiet=20, each=None):
        """Runs a cell that must succeed."""
        reply = self.finish(self.execute(code), quiet, each)
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"{code!r} failed: {reply['content']}")
        return reply

    def ask(self, kind, content, quiet=20):
        """Sends a request and returns its reply, without waiting for the idle status."""
        sent = self.send(kind, content)
        for channel, message in self.messages(quiet):
            if channel == "shell" and message["parent_header"].get("msg_id") == sent:
                return message["content"]

    def drain(self):
        """Takes what is still under way, which would be taken for an answer to the next request."""
        while self.receive(0.05) is not None:
            pass

    def interrupt(self):
        if self.spec["interrupt"] == "message":
            self.send("interrupt_request", {}, self.control)
        else:
            os.killpg(self.process.pid, signal.SIGINT)

    def processes(self):
        """The kernel's processes."""
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    def close(self):
        for process in reversed(self.processes() if self.process.poll() is None else []):
            try:
                process.kill()
            except psutil.NoSuchProcess:
                pass
        self.process.wait()
        self.context.destroy(linger=0)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
