"""RDF terms as values of Python, from SPARQL results in JSON and in TSV, and back into a query.

| term | value |
|---|---|
| IRI | `Iri`, a `str` |
| plain literal | `str` |
| literal with a language | `Text`, a `str` with `.language` |
| xsd:integer and what is derived from it, xsd:gYear | `int` |
| xsd:decimal | `decimal.Decimal` |
| xsd:double, xsd:float | `float` |
| xsd:boolean | `bool` |
| xsd:date | `datetime.date` |
| xsd:dateTime | `datetime.datetime`, with a time zone where it has one |
| anything else, and what does not fit its type | `Literal`, a `str` with `.datatype` |

Formats: https://www.w3.org/TR/sparql11-results-json/ and https://www.w3.org/TR/sparql11-results-csv-tsv/.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from kg_client.errors import BadAnswer, BadArgument

XSD = "http://www.w3.org/2001/XMLSchema#"


class Iri(str):
    """An IRI."""

    __slots__ = ()


class Blank(str):
    """A node without a name; its label means nothing outside its answer."""

    __slots__ = ()


class Text(str):
    """A text in a language.

    Attributes:
        language: tag (BCP 47), in lower case.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> "Text":
        """A text with its language."""
        self = super().__new__(cls, text)
        self.language = language.lower()
        return self

    def __reduce__(self) -> tuple[type["Text"], tuple[str, str]]:
        """What makes it again from a pickle."""
        return Text, (str(self), self.language)


class Literal(str):
    """The text of a literal whose type has no counterpart here, or does not fit its type.

    Attributes:
        datatype: IRI of the type.
    """

    __slots__ = ("datatype",)
    datatype: str

    def __new__(cls, text: str, datatype: str) -> "Literal":
        """A text with its type."""
        self = super().__new__(cls, text)
        self.datatype = datatype
        return self

    def __reduce__(self) -> tuple[type["Literal"], tuple[str, str]]:
        """What makes it again from a pickle."""
        return Literal, (str(self), self.datatype)


Value = Iri | Blank | Text | Literal | str | int | Decimal | float | bool | date | datetime
Cell = Value | None
"""A value, or None where a variable is not bound."""

_WHOLE = (
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
    *("negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "gYear"),
)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_SPECIAL = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}
_LEXICAL = {
    "whole": re.compile(r"[+-]?[0-9]{1,4000}"),
    "decimal": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    "float": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "moment": re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"),
}


def _fitting(kind: str, text: str) -> str:
    """The text, if it is of the lexical form.

    Raises:
        ValueError: it is not.
    """
    if _LEXICAL[kind].fullmatch(text) is None:
        raise ValueError(text)
    return text


_PYTHON: Mapping[str, Callable[[str], Value]] = MappingProxyType(
    {
        **{f"{XSD}{name}": lambda text: int(_fitting("whole", text)) for name in _WHOLE},
        f"{XSD}decimal": lambda text: Decimal(_fitting("decimal", text)),
        f"{XSD}double": lambda text: float(_SPECIAL[text] if text in _SPECIAL else _fitting("float", text)),
        f"{XSD}float": lambda text: float(_SPECIAL[text] if text in _SPECIAL else _fitting("float", text)),
        f"{XSD}boolean": lambda text: _BOOLEANS[text],
        f"{XSD}date": lambda text: date.fromisoformat(_fitting("date", text)),
        f"{XSD}dateTime": lambda text: datetime.fromisoformat(_fitting("moment", text)),
        f"{XSD}string": str,
    }
)


def typed(text: str, datatype: str) -> Value:
    """The value of a literal with a datatype."""
    convert = _PYTHON.get(datatype)
    if convert is None:
        return Literal(text, datatype)
    try:
        return convert(text)
    except (ValueError, KeyError):
        return Literal(text, datatype)


def from_json(cell: Mapping[str, str]) -> Value:
    """The value of a term of SPARQL results in JSON.

    Raises:
        BadAnswer: it is no term.
    """
    try:
        kind, text = cell["type"], cell["value"]
    except (KeyError, TypeError) as error:
        message = f"found {str(cell)[:80]} in the results, expected a term with type and value"
        raise BadAnswer(message) from error
    if kind == "uri":
        return Iri(text)
    if kind == "bnode":
        return Blank(text)
    if "xml:lang" in cell:
        return Text(text, cell["xml:lang"])
    return typed(text, cell["datatype"]) if "datatype" in cell else text


_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^<>]*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def from_tsv(text: str) -> Cell:
    """The value of a field of SPARQL results in TSV; None for an empty one.

    Raises:
        BadAnswer: it is no term.
    """
    if not text:
        return None
    first = text[0]
    if first == "<":
        return Iri(_unescaped(text[1:-1]))
    if first == '"' and (match := _QUOTED.fullmatch(text)):
        body, language, datatype = _unescaped(match[1]), match[2], match[3]
        return Text(body, language) if language else typed(body, datatype) if datatype else body
    if text.startswith("_:"):
        return Blank(text[2:])
    return _bare(text)


def _bare(text: str) -> Value:
    """A number or boolean as Turtle abbreviates it.

    Raises:
        BadAnswer: it is none.
    """
    for kind, name in (("whole", "integer"), ("decimal", "decimal"), ("float", "double")):
        if _LEXICAL[kind].fullmatch(text):
            return typed(text, f"{XSD}{name}")
    if text in {"true", "false"}:
        return text == "true"
    message = f"found {text[:80]!r} in the results, expected a term"
    raise BadAnswer(message)


def _unescaped(text: str) -> str:
    """A text with its escapes resolved."""
    return _ESCAPE.sub(_resolved, text) if "\\" in text else text


def _resolved(match: re.Match[str]) -> str:
    """One escape."""
    code = match[1]
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _ESCAPES.get(code, code)


_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def iri_text(iri: str) -> str:
    """An IRI as it stands in a query.

    Raises:
        BadArgument: it has a character that no IRI has, or is relative.
    """
    if _NO_IRI.search(iri) or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        message = f"found {iri[:100]!r}, expected an absolute IRI"
        raise BadArgument(message)
    return f"<{iri}>"


def string_text(text: str) -> str:
    """A text as a string literal in a query, whatever it holds.

    Raises:
        BadArgument: it holds half a character (a lone surrogate), which no query can.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        message = f"found {text[:100]!r}, expected text without half characters"
        raise BadArgument(message)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for letter, code in (("\n", "n"), ("\r", "r"), ("\t", "t"), ("\b", "b"), ("\f", "f")):
        escaped = escaped.replace(letter, f"\\{code}")
    return f'"{escaped}"'
