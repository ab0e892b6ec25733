"""papermill's translator for TypeScript."""

import re
from contextvars import ContextVar

from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator

from .declarations import declarations
from .literals import literal, string, type_of

RESERVED = set(
    "await break case catch class const continue debugger default delete do else enum export extends false finally for "
    "function if implements import in instanceof interface let new null package private protected public return static "
    "super switch this throw true try typeof var void while with yield arguments eval".split()
)

# papermill inspects a notebook's parameters cell and then has the values written, in two calls that share no argument.
# A context variable keeps notebooks apart that are run at the same time.
declared = ContextVar("declared", default={})


class TypeScriptTranslator(Translator):
    """Writes `const beta: number = 4;` for each parameter.

    A parameter keeps the type that the parameters cell states, so that TypeScript checks the value against it; without
    one it is `number`, `string`, `boolean`, or what TypeScript infers. One declared with `let` stays assignable.
    """

    @classmethod
    def translate(cls, val):
        return literal(val, typed=False)

    @classmethod
    def translate_escaped_str(cls, str_val):
        return string(str(str_val))

    @classmethod
    def comment(cls, cmt_str):
        return "\n".join(f"// {line}".rstrip() for line in str(cmt_str).splitlines())

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        known = declared.get()
        declared.set({})
        lines = [cls.comment(comment)]
        for name, value in parameters.items():
            require_identifier(name)
            keyword, stated = known.get(name, ("const", None))
            kind = stated or type_of(value)
            annotation = f": {kind}" if kind else ""
            lines.append(f"{keyword} {name}{annotation} = {literal(value, typed=stated is not None)};")
        return "\n".join(lines) + "\n"

    @classmethod
    def inspect(cls, parameters_cell):
        found = declarations(parameters_cell["source"])
        declared.set({one.name: ("const" if one.keyword == "const" else "let", one.type) for one in found})
        return [Parameter(one.name, one.type or inferred(one.value), one.value, one.comment) for one in found]


def require_identifier(name):
    if name in RESERVED or not re.fullmatch(r"[^\W\d][\w$]*|\$[\w$]*", name):
        raise PapermillException(
            f'papermill-typescript: "{name}" cannot be the name of a constant in TypeScript. '
            "Give the parameter the name that the parameters cell declares: `papermill notebook.ipynb --help-notebook` lists them."
        )


def inferred(value):
    """The type of a single literal; papermill's "None" says that it is not known."""
    if value in ("true", "false"):
        return "boolean"
    if value == "null":
        return "NoneType"
    if re.fullmatch(r"""("(\\.|[^"\\])*"|'(\\.|[^'\\])*'|`(\\.|[^`\\])*`)""", value, re.DOTALL):
        return "string"
    if re.fullmatch(r"[-+]?\s*(0[xob][\da-f_]+|(\d[\d_]*)?\.?\d[\d_]*(e[-+]?\d+)?|\d+\.|Infinity|NaN)", value, re.IGNORECASE):
        return "number"
    return "None"
