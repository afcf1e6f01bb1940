r"""A tokenizer of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar) that reads what the engine reads.

It exists so that words of the language can be told from the same letters in a string, a comment, an IRI or a name.
Three places where engines and the grammar differ decide its form, all found by running: a comment ends at `\n` and at
`\r`; a keyword needs no blank after it (`SERVICEex:a` is a keyword and a name); and `<` may begin an IRI or compare
two values, which only the place can tell. Where both readings are possible and one of them would hide text from the
other, the text is refused. Imports only errors.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg_server.errors import QuerySyntax

_NAME_START = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
_NAME_START += "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_NAME = rf"{_NAME_START}_0-9\u00b7\u0300-\u036f\u203f\u2040\-"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:[{_NAME_START}](?:[{_NAME}.]{{0,100}}[{_NAME}])?)?"
_LOCAL_FIRST = rf"(?:[{_NAME_START}_:0-9]|{_ESCAPED})"
_LOCAL_LAST = rf"(?:[{_NAME}:]|{_ESCAPED})"
_IRI_CHARACTERS = r"[^<>\"{}|^`\\\x00-\x20]*"
_LOCAL = rf"{_LOCAL_FIRST}(?:\.*{_LOCAL_LAST})*"

_BLANKS = re.compile(r"(?:[\x20\t\r\n]+|#[^\r\n]*)*")
_TOKEN = re.compile(
    rf"""
    (?P<iri><{_IRI_CHARACTERS}(?:\\(?:u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}){_IRI_CHARACTERS})*>)
  | (?P<string>\"{{3}}(?:\"{{0,2}}(?:[^"\\]|\\.))*\"{{3}}|'{{3}}(?:'{{0,2}}(?:[^'\\]|\\.))*'{{3}}
      |"(?!"")(?:[^"\\\r\n]|\\.)*"|'(?!'')(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$][{_NAME_START}_0-9][{_NAME_START}_0-9\u00b7\u0300-\u036f\u203f\u2040]*)
  | (?P<bnode>_:[{_NAME_START}_0-9](?:[{_NAME}.]*[{_NAME}])?)
  | (?P<name>{_PREFIX}:(?:{_LOCAL})?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
  | (?P<word>[A-Za-z_]+)
  | (?P<number>(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
  | (?P<mark>\^\^|&&|\|\||!=|<=|>=|<<\(?|\)?>>|\{{\||\|\}}|[][(){{}}.,;*/|^?+!=<>~&-])
    """,
    re.VERBOSE | re.DOTALL,
)
_LINES = re.compile(r"\r\n|\r|\n")
_EXCERPT = 200
_OPERANDS = frozenset({"variable", "number", "string", "language", "name", "iri", "bnode"})
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: iri, string, variable, bnode, name (prefixed), language, word (bare letters), number or mark.
        text: as it stands in the query.
        offset: code points before it.
    """

    kind: str
    text: str
    offset: int


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a query without blanks and comments, in order.

    Raises:
        QuerySyntax: text that begins no token, or an `<` that can be read in two ways; with line and column.
    """
    offset, previous, length = 0, Token("mark", "", 0), len(text)
    brackets: list[str] = []
    match_blanks, match_token = _BLANKS.match, _TOKEN.match
    while True:
        offset = match_blanks(text, offset).end()  # type: ignore[union-attr]  # it matches nothing too
        if offset >= length:
            return
        match = match_token(text, offset)
        if match is None:
            raise _unreadable(text, offset)
        kind, found = str(match.lastgroup), match[0]
        if kind == "iri" and _is_comparison(text, offset, found, previous, brackets):
            kind, found = "mark", "<"
        previous = Token(kind, found, offset)
        if kind == "mark":
            _follow(brackets, found)
        yield previous
        offset += len(found)


def _follow(brackets: list[str], mark: str) -> None:
    """Keep the stack of open brackets in step with one more mark."""
    if mark in {"(", "{", "["}:
        brackets.append(mark)
    elif mark in {")", "}", "]"} and brackets:
        brackets.pop()


def _is_comparison(text: str, offset: int, found: str, previous: Token, brackets: list[str]) -> bool:
    """Whether what looks like an IRI is `<`, an expression and `>`.

    Comparisons stand in round brackets after an operand. Only a candidate with `)`, `#` or a quote can make the rest
    of the query read differently in the two ways; `scheme://` is no expression.

    Raises:
        QuerySyntax: both readings are possible, and they differ in what is a comment or a string.
    """
    if not any(mark in found for mark in ")#'") or _ABSOLUTE.match(found):
        return False
    after_operand = previous.kind in _OPERANDS or previous.text in {")", "}", ">>"} or _is_truth(previous)
    if not after_operand or not brackets or brackets[-1] != "(":
        return False
    if "#" in found or "'" in found:
        detail = f"{found[:40]} can be an IRI or a comparison; put a blank after < for a comparison"
        raise syntax(detail, text, offset)
    return True


def _is_truth(token: Token) -> bool:
    """Whether a token is `true` or `false`."""
    return token.kind == "word" and token.text.lower() in {"true", "false"}


def _unreadable(text: str, offset: int) -> QuerySyntax:
    """The problem for text that begins no token."""
    start = text[offset]
    if start in "\"'":
        long = text.startswith(start * 3, offset)
        detail = f"the string that begins with {start * 3 if long else start} is not closed"
        return syntax(detail if long else f"{detail} on its line", text, offset)
    return syntax(f"{text[offset : offset + 10]!r} begins nothing that SPARQL has", text, offset)


def syntax(
    detail: str, text: str, offset: int, suggestions: tuple[str, ...] = (), extra: dict[str, object] | None = None
) -> QuerySyntax:
    """A problem of syntax at an offset, which becomes line and column, both counted from 1."""
    line, column = position(text, offset)
    excerpt = _LINES.split(text)[line - 1][:_EXCERPT]
    members: dict[str, object] = {"line": line, "column": column, "excerpt": excerpt, **(extra or {})}
    if suggestions:
        members["suggestions"] = list(suggestions)
    return QuerySyntax(f"Line {line}, column {column}: {detail}.", members)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1; a line feed, a carriage return or both end a line."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
