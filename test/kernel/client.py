"""Jupyter's own client, driven by lines of JSON: one request on stdin, one answer on stdout."""

import json
import queue
import sys
import time

from jupyter_client.manager import KernelManager


class Client:
    def __init__(self, folder):
        self.manager = KernelManager(kernel_name="tslab")
        self.manager.start_kernel(cwd=folder)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def pid(self):
        return self.manager.provisioner.pid

    def execute(self, codes, interrupt_after=None, timeout=30, **options):
        """Sends all cells at once; answers with the reply and the outputs of each."""
        ids = [self.client.execute(code, **options) for code in codes]
        outputs = {message: [] for message in ids}
        waiting, started = set(ids), time.monotonic()
        while waiting:
            elapsed = time.monotonic() - started
            if interrupt_after is not None and elapsed > interrupt_after:
                self.manager.interrupt_kernel()
                interrupt_after = None
            if elapsed > timeout:
                raise TimeoutError(f"{len(waiting)} cells did not become idle within {timeout} s")
            try:
                message = self.client.get_iopub_msg(timeout=0.1)
            except queue.Empty:
                continue
            parent = message["parent_header"].get("msg_id")
            if parent not in outputs:
                continue
            if message["msg_type"] != "status":
                outputs[parent].append({"type": message["msg_type"], "content": message["content"]})
            elif message["content"]["execution_state"] == "idle":
                waiting.discard(parent)
        replies = {}
        while len(replies) < len(ids):
            reply = self.reply_to(ids, timeout)
            replies[reply["parent_header"]["msg_id"]] = reply["content"]
        seconds = time.monotonic() - started
        return [{"reply": replies[id], "outputs": outputs[id], "seconds": seconds} for id in ids]

    def request(self, kind, content):
        """Any other request of the shell channel; answers with the reply, once the kernel says that it is idle."""
        sent = self.client.session.msg(kind, content)
        self.client.shell_channel.send(sent)
        while True:
            message = self.client.get_iopub_msg(timeout=10)
            mine = message["parent_header"].get("msg_id") == sent["header"]["msg_id"]
            if mine and message["content"].get("execution_state") == "idle":
                break
        try:
            reply = self.reply_to([sent["header"]["msg_id"]], 1)
        except queue.Empty:
            return None
        return {"type": reply["msg_type"], "content": reply["content"]}

    def reply_to(self, ids, timeout):
        while True:
            reply = self.client.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") in ids:
                return reply

    def shutdown(self):
        """Asks the kernel to go, without force; answers whether it did, and how long that took."""
        started = time.monotonic()
        self.client.shutdown()
        while self.manager.is_alive() and time.monotonic() - started < 10:
            time.sleep(0.05)
        return {"gone": not self.manager.is_alive(), "seconds": time.monotonic() - started}


def main(folder):
    client = Client(folder)
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
