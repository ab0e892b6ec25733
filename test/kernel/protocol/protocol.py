"""Jupyter's own test suite for kernels, and what it leaves out, over a kernel of TypeScript.

protocol.py [KERNELSPEC [DIALECT [GROUP …]]]: prints one line of JSON for each case. The dialect says how a cell of that
kernel shows a MIME bundle and asks for input: ours, tslab (as it comes) or deno. The groups are the classes below.
"""

import json
import signal
import sys
import time
import unittest
from queue import Empty

import psutil
from jupyter_kernel_test import IopubWelcomeTests, KernelTests
from jupyter_kernel_test.msgspec_v5 import validate_message

KERNEL = sys.argv[1] if len(sys.argv) > 1 else "tslab"
DIALECT = sys.argv[2] if len(sys.argv) > 2 else "ours"
TIMEOUT = 15
# For some answers the suite waits without end.
CASE_TIMEOUT = 60

BUNDLES = [
    ("text/plain", '"plain"'),
    ("text/html", '"<b>bold</b>"'),
    ("text/markdown", '"**bold**"'),
    ("text/latex", '"$x^2$"'),
    ("image/svg+xml", "\"<svg xmlns='http://www.w3.org/2000/svg'/>\""),
    ("image/png", '"iVBORw0KGgo="'),
    ("application/json", "{ a: [1] }"),
    ("application/vnd.vegalite.v5+json", '{ mark: "point" }'),
]


def display(mime, value):
    """The cell that shows a value under a MIME type; stock tslab has a function for some of them."""
    if DIALECT == "tslab":
        name = {"text/plain": "text", "text/html": "html", "text/markdown": "markdown", "image/svg+xml": "svg"}.get(mime)
        if mime == "image/png":
            return f'import {{ display }} from "tslab";\ndisplay.png(new Uint8Array([137, 80, 78, 71]));'
        if name is not None:
            return f'import {{ display }} from "tslab";\ndisplay.{name}({value});'
        return f'import {{ display }} from "tslab";\ndisplay.raw("{mime}", JSON.stringify({value}));'
    if DIALECT == "deno":
        return f'await Deno.jupyter.display({{ "{mime}": {value} }}, {{ raw: true }});'
    show = 'Reflect.get(globalThis, Symbol.for("vae-cookbook.display"))'
    return f'{show}({{ data: {{ "{mime}": {value} }}, metadata: {{}} }});'


class Suite(KernelTests):
    """jupyter_kernel_test, every test of it, with samples for each."""

    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world");'
    code_stderr = 'console.error("a problem");'
    completion_samples = [
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": '"abc".toUpp', "matches": {"toUpperCase"}},
        {"text": "const letters = [1, 2];\nletters.redu", "matches": {"reduce", "reduceRight"}},
        # Offsets count characters, not UTF-16 units.
        {"text": 'const 𝛽 = "𝛽𝛽";\nMath.cbr', "matches": {"cbrt"}},
    ]
    complete_code_samples = [
        "1 + 1",
        "const a = 1;",
        "function f(n: number): number {\n  return n;\n}",
        'import { join } from "node:path";',
        "await Promise.resolve(1);",
        "// a comment",
    ]
    incomplete_code_samples = [
        "function f(n: number): number {",
        "const list = [1,",
        "if (true) {\n  console.log(1);",
        "const text = `a",
        "const a =",
        "/* a comment",
    ]
    invalid_code_samples = ["const = 1;", "1 +* 2;", "function 1() {}", ")"]
    code_page_something = "Math.hypot?"
    code_generate_error = 'throw new RangeError("out of range");'
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2, 3].map((n) => n * n)", "result": "[ 1, 4, 9 ]"},
        {"code": "Promise.resolve(2 ** 10)", "result": "1024"},
        {"code": '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<i>x</i>" }) })', "mime": "text/html", "result": "<i>x</i>"},
    ]  # fmt: skip
    code_display_data = [{"code": display(mime, value), "mime": mime} for mime, value in BUNDLES]
    code_history_pattern = "1 + 2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "console.log"
    code_clear_output = "console.clear();"


class Welcome(IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


class More(KernelTests):
    """What the protocol asks for and the suite does not test."""

    kernel_name = KERNEL

    def outputs_of(self, sent, timeout=TIMEOUT):
        """The messages that a request causes on iopub, up to its idle status."""
        outputs = []
        while True:
            message = self.kc.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["content"].get("execution_state") == "idle":
                return outputs
            outputs.append(message)

    def execute(self, code, **options):
        self.flush_channels()
        sent = self.kc.execute(code, **options)
        reply = self.kc.get_shell_msg(timeout=TIMEOUT)
        validate_message(reply, "execute_reply", sent)
        return reply["content"], [m for m in self.outputs_of(sent) if m["msg_type"] not in ("status", "execute_input")]

    def ask(self, kind, content, channel="shell"):
        message = self.kc.session.msg(kind, content)
        socket = getattr(self.kc, f"{channel}_channel")
        socket.send(message)
        return message["header"]["msg_id"], socket.get_msg(timeout=TIMEOUT)

    def test_silent(self):
        reply, _ = self.execute("1")
        count = reply["execution_count"]
        reply, outputs = self.execute("2 + 2", silent=True, store_history=False)
        self.assertEqual((reply["status"], outputs), ("ok", []))
        reply, outputs = self.execute("throw new Error('unheard');", silent=True)
        self.assertEqual((reply["status"], outputs), ("error", []))
        reply, _ = self.execute("3")
        self.assertEqual(reply["execution_count"], count + 1)

    def test_store_history_off(self):
        count = self.execute("1")[0]["execution_count"]
        reply, outputs = self.execute("'not kept'", store_history=False)
        self.assertEqual(outputs[0]["msg_type"], "execute_result")
        self.assertEqual(self.execute("2")[0]["execution_count"], count + 1)

    def test_user_expressions(self):
        expressions = {"sum": "five + 1", "wrong": "nowhere"}
        reply, _ = self.execute("const five = 5;", user_expressions=expressions)
        good, bad = reply["user_expressions"]["sum"], reply["user_expressions"]["wrong"]
        self.assertEqual((good["status"], good["data"]["text/plain"]), ("ok", "6"))
        self.assertEqual(bad["status"], "error")
        self.assertIn("nowhere", bad["evalue"])

    def test_update_display(self):
        if DIALECT != "ours":
            self.fail("not tried: how its cells update a display is its own")
        show = 'Reflect.get(globalThis, Symbol.for("vae-cookbook.display"))'
        bundle = '{ data: { "text/plain": "a" }, metadata: {}, transient: { display_id: "one" } }'
        _, outputs = self.execute(f"{show}({bundle}); {show}({bundle}, true);")
        for message in outputs:
            validate_message(message)
        self.assertEqual([m["msg_type"] for m in outputs], ["display_data", "update_display_data"])

    def test_stop_on_error(self):
        self.flush_channels()
        sent = [self.kc.execute(code) for code in ("throw new Error('first');", "1", "2")]
        replies = [self.kc.get_shell_msg(timeout=TIMEOUT) for _ in sent]
        self.assertEqual([r["parent_header"]["msg_id"] for r in replies], sent)
        self.assertEqual([r["content"]["status"] for r in replies], ["error", "aborted", "aborted"])
        self.outputs_of(sent[-1])
        sent = [self.kc.execute("throw new Error('x');", stop_on_error=False), self.kc.execute("3")]
        replies = [self.kc.get_shell_msg(timeout=TIMEOUT) for _ in sent]
        self.assertEqual([r["content"]["status"] for r in replies], ["error", "ok"])
        self.outputs_of(sent[-1])

    def test_input(self):
        self.flush_channels()
        ask = 'prompt("name? ")' if DIALECT == "deno" else 'await input("name? ")'
        sent = self.kc.execute(f"const name = {ask};\nconsole.log(`hello ${{name}}`);", allow_stdin=True)
        request = self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.assertEqual(request["msg_type"], "input_request")
        self.assertEqual(request["parent_header"]["msg_id"], sent)
        self.assertEqual(request["content"], {"prompt": "name? ", "password": False})
        self.kc.input("Ωmega")
        self.assertEqual(self.kc.get_shell_msg(timeout=TIMEOUT)["content"]["status"], "ok")
        printed = "".join(m["content"]["text"] for m in self.outputs_of(sent) if m["msg_type"] == "stream")
        self.assertEqual(printed, "hello Ωmega\n")

    def test_password(self):
        if DIALECT != "ours":
            self.fail("not tried: it has no way to ask for a password")
        self.flush_channels()
        sent = self.kc.execute('(await input("key: ", { password: true })).length', allow_stdin=True)
        self.assertIs(self.kc.get_stdin_msg(timeout=TIMEOUT)["content"]["password"], True)
        self.kc.input("secret")
        self.assertEqual(self.kc.get_shell_msg(timeout=TIMEOUT)["content"]["status"], "ok")
        results = [m for m in self.outputs_of(sent) if m["msg_type"] == "execute_result"]
        self.assertEqual(results[0]["content"]["data"]["text/plain"], "6")

    def test_no_input(self):
        ask = 'prompt("name? ")' if DIALECT == "deno" else 'await input("name? ")'
        reply, outputs = self.execute(ask, allow_stdin=False)
        self.assertEqual((reply["status"], outputs[-1]["msg_type"]), ("error", "error"))

    def test_comms(self):
        self.flush_channels()
        _, reply = self.ask("comm_info_request", {})
        validate_message(reply, "comm_info_reply")
        # Nobody knows this target: the kernel closes the comm, so that the page does not wait for it.
        message = self.kc.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
        self.kc.shell_channel.send(message)
        while True:
            closed = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if closed["msg_type"] == "comm_close":
                break
        self.assertEqual(closed["content"]["comm_id"], "c1")
        _, reply = self.ask("comm_info_request", {})
        self.assertNotIn("c1", reply["content"]["comms"])

    def test_control_channel(self):
        sent, reply = self.ask("kernel_info_request", {}, channel="control")
        validate_message(reply, "kernel_info_reply", sent)

    def test_interrupt(self):
        self.flush_channels()
        sent = self.kc.execute("while (true);")
        time.sleep(0.5)
        asked, reply = self.ask("interrupt_request", {}, channel="control")
        validate_message(reply, "interrupt_reply", asked)
        self.assertEqual(self.kc.get_shell_msg(timeout=TIMEOUT)["content"]["status"], "error")
        self.outputs_of(sent)
        self.assertEqual(self.execute("1 + 1")[0]["status"], "ok")

    def test_unknown_request(self):
        self.flush_channels()
        message = self.kc.session.msg("no_such_request", {})
        self.kc.shell_channel.send(message)
        # Busy and idle, or nothing at all; and the kernel goes on.
        self.assertEqual(self.execute("4")[0]["status"], "ok")

    def test_z_shutdown(self):
        self.flush_channels()
        asked, reply = self.ask("shutdown_request", {"restart": False}, channel="control")
        validate_message(reply, "shutdown_reply", asked)
        for _ in range(100):
            if not self.km.is_alive():
                return
            time.sleep(0.1)
        self.fail("the kernel still runs 10 s after its shutdown_reply")


# It inherits the suite's, which run in the other class.
for name in [name for name in dir(KernelTests) if name.startswith("test_")]:
    setattr(More, name, None)


class Report(unittest.TestResult):
    """One line of JSON for each case: a skipped sample is a skipped case."""

    def startTest(self, test):
        super().startTest(test)
        signal.alarm(CASE_TIMEOUT)
        self.outcome, self.detail = "passed", ""

    def stopTest(self, test):
        signal.alarm(0)
        case = {"group": type(test).__name__, "case": test._testMethodName.removeprefix("test_").removeprefix("z_")}
        print(json.dumps({**case, "outcome": self.outcome, "detail": self.detail}), flush=True)
        super().stopTest(test)

    def note(self, outcome, detail):
        if self.outcome != "failed":
            self.outcome, self.detail = outcome, detail

    def addFailure(self, test, error):
        self.note("failed", self._exc_info_to_string(error, test))

    def addError(self, test, error):
        late = "no answer in time: " if error[0] in (Empty, TimeoutError) else ""
        self.note("failed", late + self._exc_info_to_string(error, test))

    def addSkip(self, test, reason):
        self.note("skipped", reason)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.note("failed", f"{subtest}: {self._exc_info_to_string(error, test)}")


def late(*_):
    raise TimeoutError(f"the case took more than {CASE_TIMEOUT} s")


def main():
    signal.signal(signal.SIGALRM, late)
    loader = unittest.defaultTestLoader
    try:
        for group in (Suite, Welcome, More):
            if len(sys.argv) > 3 and group.__name__ not in sys.argv[3:]:
                continue
            loader.loadTestsFromTestCase(group).run(Report())
    finally:
        # Stock tslab stays when its client has gone.
        for child in psutil.Process().children(recursive=True):
            child.kill()


if __name__ == "__main__":
    main()
