"""Parameters for TypeScript notebooks in papermill.

Installing this package is enough: papermill loads its engines when it starts, and this one brings the translator.
"""

from papermill.engines import NBClientEngine
from papermill.translators import papermill_translators

from .translator import TypeScriptTranslator

__all__ = ["TypeScriptEngine", "TypeScriptTranslator"]


class TypeScriptEngine(NBClientEngine):
    """papermill's own engine; it is here to be found."""


# By language, and by the kernel's name for a notebook that does not state its language.
papermill_translators.register("typescript", TypeScriptTranslator)
papermill_translators.register("tslab", TypeScriptTranslator)
