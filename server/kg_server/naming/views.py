"""Terms as people read them: IRIs shortened to prefixed names, linked to their pages here, numbers to the right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kg_builder.namespaces import BORROWED

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float", "gYear"))
_PLAIN = frozenset({f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})


@dataclass(frozen=True)
class Names:
    """How IRIs are shortened and where they are shown.

    Attributes:
        base: base IRI of the entities, whose pages are on this server.
        prefixes: prefix to namespace.
    """

    base: str
    prefixes: Mapping[str, str]

    def short(self, iri: str) -> str:
        """The IRI as a prefixed name where it is one, else as it is."""
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def link(self, iri: str) -> str | None:
        """Where the IRI can be looked at: here for our own, there for the web's, nowhere for others."""
        for prefix, namespace in self.prefixes.items():
            if namespace.endswith("#") and prefix not in BORROWED and iri.startswith(namespace):
                return f"/ns#{'' if prefix == 'lh' else f'{prefix}-'}{quote(iri[len(namespace) :])}"
        if iri.startswith(self.base):
            return "/" + quote(iri[len(self.base) :], safe="/#=,:;@!$&'()*+~.-_")
        return iri if iri.startswith(("http://", "https://")) else None


@dataclass(frozen=True)
class Shown:
    """One cell of a table.

    Attributes:
        text: what stands there.
        link: where it leads, or None.
        title: the whole IRI, or the datatype.
        language: language tag, or "".
        is_number: whether it stands to the right.
    """

    text: str
    link: str | None = None
    title: str = ""
    language: str = ""
    is_number: bool = False


def shown(cell: Mapping[str, str] | None, names: Names) -> Shown:
    """A cell of an answer as it is shown."""
    if cell is None:
        return Shown("")
    value = cell["value"]
    if cell["type"] == "uri":
        return Shown(names.short(value), names.link(value), value)
    if cell["type"] == "bnode":
        return Shown(value)
    datatype = cell.get("datatype", "")
    title = "" if datatype in _PLAIN else names.short(datatype)
    is_number = datatype in _NUMBERS
    return Shown(grouped(value) if is_number else value, None, title, cell.get("xml:lang", ""), is_number)


def shown_rows(rows: Iterable[Sequence[Mapping[str, str] | None]], names: Names) -> list[list[Shown]]:
    """The cells of a table as they are shown."""
    return [[shown(cell, names) for cell in row] for row in rows]


def grouped(number: str) -> str:
    """A decimal number with commas between thousands, when it has more than four digits: years stay as they are."""
    match = re.fullmatch(r"([+-]?)(\d{5,})(\.\d+)?", number)
    return f"{match[1]}{int(match[2]):,}{match[3] or ''}" if match else number
