"""Runs notebooks through nbclient: a JSON request on stdin, what came of it as JSON on stdout.

{"kernel", "cells": [{"source", "tags"}], "options": of NotebookClient, "folder"}

A timeout holds for cells with the tag "short", so that the first cell may wait for a kernel that has just started.
"""

import json
import logging
import sys
import time

import nbformat
from nbclient import NotebookClient


def main():
    # nbclient logs what it also raises.
    logging.disable(logging.CRITICAL)
    request = json.load(sys.stdin)
    cells = [
        nbformat.v4.new_code_cell(cell["source"], metadata={"tags": cell.get("tags", [])}) for cell in request["cells"]
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    options = request["options"]
    if (short := options.pop("timeout", None)) is not None:
        options["timeout_func"] = lambda cell: short if "short" in cell.metadata.tags else 60
    resources = {"metadata": {"path": request["folder"]}}
    for attempt in (1, 2):
        client = NotebookClient(notebook, kernel_name=request["kernel"], resources=resources, **options)
        raised, began = None, time.monotonic()
        try:
            client.execute()
        except Exception as error:
            raised = {"type": type(error).__name__, "text": str(error)}
            # Another kernel may have taken a port that was free when Jupyter chose it.
            if attempt == 1 and "before replying to kernel_info" in str(error):
                continue
        break
    seconds = time.monotonic() - began
    outcome = [{"outputs": cell.outputs, "count": cell.execution_count} for cell in notebook.cells]
    json.dump({"raised": raised, "cells": outcome, "seconds": seconds}, sys.stdout)


main()
