"""Types into `jupyter console` through a terminal of its own: a JSON list of steps on stdin, the screen's text on stdout.

A step is {"type": text}, {"key": "enter" | "tab" | "interrupt" | "end"}, {"expect": regular expression} or
{"wait": seconds}. What an expectation found, with the text before it, is printed as one line of JSON.
"""

import json
import re
import sys

import pexpect

KEYS = {"enter": "\r", "tab": "\t", "interrupt": "\x03", "end": "\x04"}
# Colours, cursor movements, titles; prompt_toolkit redraws a line as it is typed.
ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b[()][A-Z0-9]|\x1b[=>78]|\r")


def main(kernel):
    # Nobody types as early as a test does: it may wait until the kernel has loaded its language.
    options = [f"--ZMQTerminalInteractiveShell.{option}" for option in ("banner=", "kernel_is_complete_timeout=20")]
    argv = ["-m", "jupyter_console", "--kernel", kernel, *options]
    console = pexpect.spawn(sys.executable, argv, encoding="utf-8", dimensions=(40, 120), timeout=60)
    seen = ""
    try:
        for step in json.load(sys.stdin):
            if "type" in step:
                console.send(step["type"])
            elif "key" in step:
                console.send(KEYS[step["key"]])
            elif "wait" in step:
                seen += read(console, step["wait"])
            else:
                found, seen = expect(console, seen, step["expect"])
                print(json.dumps(found), flush=True)
    finally:
        console.close(force=True)


def read(console, seconds):
    try:
        return console.read_nonblocking(65536, timeout=seconds)
    except (pexpect.TIMEOUT, pexpect.EOF):
        return ""


def expect(console, seen, pattern, tries=300):
    """The text up to a match, without what only moves the cursor, and what is left behind it."""
    if pattern == "EOF":
        console.expect(pexpect.EOF)
        return ESCAPES.sub("", seen + console.before), ""
    for _ in range(tries):
        text = ESCAPES.sub("", seen)
        if found := re.search(pattern, text, re.MULTILINE):
            return text[: found.end()], text[found.end() :]
        if not console.isalive():
            break
        seen += read(console, 0.1)
    raise SystemExit(f"the console did not show {pattern!r}, but:\n{ESCAPES.sub('', seen)}")


main(sys.argv[1])
