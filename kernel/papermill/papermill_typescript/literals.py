"""A value of JSON or YAML as TypeScript source."""

import json
import math
import re
from decimal import Decimal

from papermill.exceptions import PapermillException

# Half a surrogate pair cannot be written to a notebook, and two line separators look like an end of line.
NOT_PLAIN = re.compile("[\ud800-\udfff\u2028\u2029]")


def literal(value, typed):
    """The expression for a value.

    typed: the declaration has a type of its own. Otherwise a null or an empty list gets `as any`, since its value
    says nothing about the type that the notebook's cells expect.
    """
    if value is None:
        return "null" if typed else "null as any"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        members = (f"{key(name)}: {literal(member, typed)}" for name, member in value.items())
        return f"{{ {', '.join(members)} }}" if value else "{}"
    if isinstance(value, (list, tuple)):
        # An element beside others takes their type.
        known = typed or any(member is not None for member in value)
        members = ("null" if member is None else literal(member, typed) for member in value)
        return f"[{', '.join(members)}]{'' if known else ' as any[]'}"
    return string(value if isinstance(value, str) else str(value))


def string(value):
    return NOT_PLAIN.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False))


def integer(value):
    try:
        held = float(value)
    except OverflowError:
        held = math.inf
    # Exactly, or as JavaScript itself would write the number it holds.
    if math.isinf(held) or value not in (int(held), int(Decimal(repr(held)))):
        raise PapermillException(
            f"papermill-typescript: a number of TypeScript cannot hold {value}, since it keeps whole numbers apart only up "
            "to 2^53. Pass it as text (`papermill -r name value`) and make a BigInt of it in the notebook."
        )
    return str(value)


def number(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def key(name):
    # As a plain key it would set the prototype.
    return '["__proto__"]' if name == "__proto__" else string(str(name))


def type_of(value):
    """The type that a declaration of a single value states, so that it is not the one value; None for the others."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else None
