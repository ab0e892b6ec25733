"""The declarations of a TypeScript cell, as far as a list of parameters needs them."""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"""
    (?P<comment> //[^\n]* | /\*.*?\*/ )
  | (?P<string>  "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*` )
  | (?P<word>    [\w$]+ (?:\.\d+)? )
  | (?P<newline> \n )
  | (?P<space>   [^\S\n]+ )
  | (?P<mark>    => | . )
    """,
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = ("const", "let", "var")
OPENING, CLOSING = "([{", ")]}"
# A line that ends or begins with one of these goes on.
OPERATORS = ("=", "=>", "+", "-", "*", "/", "%", "&", "|", "^", "?", ":", ".", "<", ">", "!", "~")


@dataclass(frozen=True)
class Declaration:
    keyword: str
    name: str
    # As written, None where the cell leaves it to TypeScript.
    type: str | None
    value: str
    # The `//` comment behind it, on the same line.
    comment: str


def declarations(source):
    """The top-level constants and variables that are given a value, in order. Patterns are left out."""
    tokens = [(match.lastgroup, match[0]) for match in TOKEN.finditer(source)]
    found, depth, at = [], 0, 0
    while at < len(tokens):
        kind, text = tokens[at]
        at += 1
        depth += depth_change(text)
        if depth == 0 and kind == "word" and text in KEYWORDS:
            declared, at = statement(text, tokens, at)
            found += declared
    return found


def statement(keyword, tokens, at):
    """`name: type = value, name = value; // comment`, from behind the keyword; returns where it ends, too."""
    parsed = []
    while True:
        name, at = collect(tokens, at, (":", "=", ",", ";"))
        kind = None
        if mark(tokens, at) == ":":
            kind, at = collect(tokens, at + 1, ("=", ",", ";"), in_type=True)
        value = ""
        if mark(tokens, at) == "=":
            value, at = collect(tokens, at + 1, (",", ";"))
        if re.fullmatch(r"[^\W\d][\w$]*|\$[\w$]*", name) and value:
            parsed.append((name, kind, value))
        if mark(tokens, at) != ",":
            break
        at += 1
    if mark(tokens, at) == ";":
        at += 1
    behind = at
    while behind < len(tokens) and tokens[behind][0] == "space":
        behind += 1
    comment = ""
    if behind < len(tokens) and tokens[behind][1].startswith("//"):
        comment = tokens[behind][1].removeprefix("//").strip()
    return [Declaration(keyword, *parts, comment) for parts in parsed], at


def collect(tokens, at, ends, in_type=False):
    """The text up to one of the marks `ends` outside brackets, or up to the end of the statement."""
    text, depth, last = "", 0, ""
    while at < len(tokens):
        kind, token = tokens[at]
        if depth == 0 and kind == "mark" and token in ends:
            break
        if depth == 0 and kind == "newline" and last and last not in OPERATORS and not goes_on(tokens, at):
            break
        # Behind the statement it is the declaration's own comment.
        if depth == 0 and kind == "comment" and not goes_on(tokens, at) and last not in OPERATORS:
            break
        depth += depth_change(token)
        if in_type:
            depth += {"<": 1, ">": -1}.get(token, 0)
        if depth < 0:
            break
        if kind in ("newline", "space"):
            text = text.rstrip() + " "
        elif kind != "comment":
            text, last = text + token, token
        at += 1
    return text.strip(), at


def goes_on(tokens, at):
    """Whether the next token that means something belongs to the same statement."""
    for kind, token in tokens[at:]:
        if kind == "mark":
            return token in OPERATORS or token in ",;"
        if kind in ("word", "string"):
            return False
    return False


def mark(tokens, at):
    return tokens[at][1] if at < len(tokens) and tokens[at][0] == "mark" else ""


def depth_change(text):
    return (text in OPENING) - (text in CLOSING) if len(text) == 1 else 0
