"""Starts JupyterLab without two detours that take 2 of its 3 seconds."""

import sys

# Builds 39 grammars when it is imported; jsonschema does without it.
sys.modules["rfc3987_syntax"] = None

import jupyterlab.commands

# Starts Node to read Yarn's settings, which only building JupyterLab itself would need.
jupyterlab.commands._yarn_config = lambda logger: {"yarn config": {}, "npm config": {}}

from jupyterlab.labapp import main

sys.exit(main())
