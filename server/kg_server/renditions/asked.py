"""What a request to a stored query asks: which query, with which values, in which representation, how much of it.

Imports addresses, choices, errors, negotiation, reading and shelf.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox
from werkzeug.datastructures import MultiDict

from kg_server.engine.interface import Question
from kg_server.errors import BadParameter, QueryRepeated
from kg_server.protocol import asking
from kg_server.protocol.protocol import Dataset
from kg_server.query.reading import Reading, read_query
from kg_server.renditions.addresses import SUFFIXES, Suffix
from kg_server.renditions.choices import Chooser
from kg_server.renditions.shelf import Item

MOST_ROWS = 20_000
"""Most rows of an answer that is worked into another form; the forms of SPARQL have all."""

PAGE_OPTIONS = frozenset({"format", "output"})
_MOST_OFFSET = 10**9


@dataclass(frozen=True)
class Options:
    """How much of an answer, and in which dress.

    Attributes:
        limit: most rows, None for all.
        offset: rows left out before them.
        has_mark: whether a byte order mark comes first, for Excel.
        is_raw: whether cells that a spreadsheet takes for formulas stay as they are.
        labels: language tag of names, "" for the plain ones.
    """

    limit: int | None = None
    offset: int = 0
    has_mark: bool = False
    is_raw: bool = False
    labels: str = ""


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        item: the stored query.
        reading: what its text is.
        suffix: the representation, or None for the page.
        given: parameters of the query that the address names, as they stand there.
        values: every parameter of the query, as IRI or lexical form.
        options: how much, and in which dress.
        host: address of this server, with a slash at its end.
    """

    item: Item
    reading: Reading
    suffix: Suffix | None
    given: Mapping[str, str]
    values: Mapping[str, str]
    options: Options
    host: str

    @property
    def bindings(self) -> tuple[tuple[str, str, str], ...]:
        """The parameters as terms: name, value, and datatype, which is "" for an IRI."""
        bound = self.item.query.bindings(self.values, {})
        return tuple((name.value, term.value, _datatype(term)) for name, term in bound.items())

    @property
    def is_graph(self) -> bool:
        """Whether the query gives triples."""
        return self.reading.form in {"CONSTRUCT", "DESCRIBE"}

    @property
    def key(self) -> tuple[object, ...]:
        """What determines the rows: query, release and values."""
        return ("rows", self.item.release.version, self.item.query.name, self.bindings)

    def question(self, form: str, seconds: float, rows: int = 0) -> Question:
        """The question for the engine."""
        plain = asking.question_for(self.reading, Dataset(), form, "http://localhost/", seconds, rows)
        return replace(plain, bindings=self.bindings, release=self.item.pin)

    def address(self, suffix: str | None = None, **options: str) -> str:
        """The absolute address of this answer, in this or another representation."""
        end = suffix if suffix is not None else self.suffix.name if self.suffix else ""
        return f"{self.host.rstrip('/')}{self.item.address.path(end, {**self.given, **options})}"


def _datatype(term: ox.NamedNode | ox.Literal) -> str:
    """The datatype of a literal; "" for an IRI."""
    return term.datatype.value if isinstance(term, ox.Literal) else ""


def read(item: Item, chooser: Chooser, arguments: MultiDict[str, str], host: str) -> Asked:
    """What a request asks; a parameter may be in small letters, as attributes of HTML are.

    Raises:
        BadParameter: a parameter or option that is not known here, or a value that it does not take.
        QueryRepeated: one is given more than once.
        Problem: the query cannot be read, or its choices could not be told.
    """
    suffix = SUFFIXES.get(item.address.suffix)
    for name, several in arguments.lists():
        if len(several) > 1:
            detail = f"Found {len(several)} times {name[:40]}; expected one."
            raise QueryRepeated(detail, {"parameter": name[:40]})
    known = {parameter.name for parameter in item.query.parameters}
    folded = {name.lower(): name for name in known}
    given = {folded.get(name.lower(), name): value for name, value in arguments.items() if value}
    taken = (suffix.options if suffix else frozenset({"lang", "limit", "offset"})) | PAGE_OPTIONS
    own = {name: value for name, value in given.items() if name in known or name not in taken}
    _refuse_misplaced(own, known, suffix)
    values = chooser.resolve(item, own)
    reading = read_query(item.query.text, item.release.prefixes)
    return Asked(item, reading, suffix, own, values, read_options(given, taken), host)


def _refuse_misplaced(own: Mapping[str, str], known: set[str], suffix: Suffix | None) -> None:
    """Refuse an option that other representations have, by its name.

    Raises:
        BadParameter: there is one.
    """
    for name in sorted(set(own) - known):
        having = [f".{each.name}" for each in SUFFIXES.values() if name in each.options]
        if having:
            here = f".{suffix.name}" if suffix else "the page"
            detail = f"Found {name}, which {here} does not take; {', '.join(having)} take it."
            raise BadParameter(detail, {"parameter": name})


def read_options(given: Mapping[str, str], taken: frozenset[str]) -> Options:
    """The options of a request that a representation takes.

    Raises:
        BadParameter: a value without meaning.
    """
    here = {name: value for name, value in given.items() if name in taken}
    return Options(
        limit=_whole("limit", here["limit"], MOST_ROWS) if "limit" in here else None,
        offset=_whole("offset", here.get("offset", "0"), _MOST_OFFSET),
        has_mark=_yes("bom", here.get("bom", "0")),
        is_raw=_yes("raw", here.get("raw", "0")),
        labels=here.get("labels", ""),
    )


def _whole(name: str, text: str, most: int) -> int:
    """A whole number.

    Raises:
        BadParameter: it is none, or too large.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > most:
        detail = f"{name}: found {text[:40]!r}, expected a whole number from 0 to {most}."
        raise BadParameter(detail, {"parameter": name})
    return int(text)


def _yes(name: str, text: str) -> bool:
    """A switch.

    Raises:
        BadParameter: neither 0 nor 1.
    """
    if text not in {"0", "1"}:
        detail = f"{name}: found {text[:40]!r}, expected 0 or 1."
        raise BadParameter(detail, {"parameter": name, "suggestions": ["0", "1"]})
    return text == "1"
