"""The address of a stored query's answer: `/q/<name>[@release][.suffix]`, and what each suffix gives.

A release is named by its version, or by the version of its data as long as one release has it. Imports
language and negotiation.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlencode

from kg_server.naming.language import message
from kg_server.transfer.negotiation import Offer

LABELS = frozenset({"labels"})
TABLE_OPTIONS = LABELS | {"limit", "offset"}
CHART_OPTIONS = frozenset({"lang", "theme", "view", "width"})


@dataclass(frozen=True)
class Suffix:
    """One representation.

    Attributes:
        name: after the dot.
        media_type: its type.
        options: parameters of the address that it takes beside those of the query.
        about: what it is for, as a message.
    """

    name: str
    media_type: str
    options: frozenset[str]
    about: str

    @property
    def offer(self) -> Offer:
        """How it is negotiated."""
        is_coded = self.media_type.startswith("text/") or self.name == "rq"
        return Offer(self.name, self.media_type, charset=is_coded, aliases=_ALIASES.get(self.name, ()))


def _suffixes() -> Mapping[str, Suffix]:
    """All of them, in the order in which people look for them."""
    sheet, nothing = TABLE_OPTIONS | {"bom", "raw"}, frozenset[str]()
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    listed = (
        Suffix("csv", "text/csv", sheet, message("Comma-separated values for spreadsheets, R and pandas")),
        Suffix("tsv", "text/tab-separated-values", sheet, message("Tab-separated values")),
        Suffix("xlsx", office, TABLE_OPTIONS, message("A workbook with typed cells, sources and the query")),
        Suffix("json", "application/json", TABLE_OPTIONS, message("Plain records with numbers as numbers")),
        Suffix("svg", "image/svg+xml", CHART_OPTIONS, message("The chart as a drawing, for pages and documents")),
        Suffix("png", "image/png", CHART_OPTIONS | {"scale"}, message("The chart as a picture, for slides")),
        Suffix(
            *("vl.json", "application/vnd.vegalite.v6+json", CHART_OPTIONS),
            message("The chart as a Vega-Lite specification with its data"),
        ),
        Suffix("geojson", "application/geo+json", TABLE_OPTIONS, message("Points for maps")),
        Suffix("md", "text/markdown", TABLE_OPTIONS, message("A table to paste into Markdown")),
        Suffix("html", "text/html", TABLE_OPTIONS, message("A table to paste into a page")),
        Suffix("ttl", "text/turtle", nothing, message("The statements behind the answer, in Turtle")),
        Suffix("jsonld", "application/ld+json", nothing, message("The statements behind the answer, in JSON-LD")),
        Suffix("nt", "application/n-triples", nothing, message("The statements behind the answer, in N-Triples")),
        Suffix("rdf", "application/rdf+xml", nothing, message("The statements behind the answer, in RDF/XML")),
        Suffix("srj", "application/sparql-results+json", nothing, message("SPARQL results in JSON")),
        Suffix("srx", "application/sparql-results+xml", nothing, message("SPARQL results in XML")),
        Suffix("rq", "application/sparql-query", nothing, message("The query with its parameters filled in")),
        Suffix("meta.json", "application/json", nothing, message("What the query is, its parameters and columns")),
        Suffix("zip", "application/zip", LABELS, message("All of it in one file, with digests, licence and query")),
    )
    return MappingProxyType({suffix.name: suffix for suffix in listed})


SUFFIXES = _suffixes()
_ALIASES = MappingProxyType({"srx": ("xml",), "srj": ("sparql-json",)})
GRAPHS = frozenset({"ttl", "jsonld", "nt", "rdf"})
CHARTS = frozenset({"svg", "png", "vl.json"})
_PINNED = re.compile(r"(?P<name>[^@.]*)@(?P<release>[^@]*)")


@dataclass(frozen=True)
class Address:
    """An address taken apart; what it names need not exist.

    Attributes:
        name: of the query.
        release: version of the release, or "" for the one that is served.
        suffix: after the dot, or "".
    """

    name: str
    release: str = ""
    suffix: str = ""

    def path(self, suffix: str | None = None, given: Mapping[str, str] | None = None, stem: str = "/q/") -> str:
        """The path and query string of this answer in another representation."""
        pin = f"@{self.release}" if self.release else ""
        end = self.suffix if suffix is None else suffix
        query = f"?{urlencode(given)}" if given else ""
        return f"{stem}{quote(self.name + pin, safe='@')}{'.' if end else ''}{end}{query}"


def read_address(text: str) -> Address:
    """The parts of `<name>[@release][.suffix]`; a version has dots of its own, so that the suffix is read first."""
    stem, suffix = text, ""
    for known in sorted(SUFFIXES, key=len, reverse=True):
        if text.endswith(f".{known}"):
            stem, suffix = text.removesuffix(f".{known}"), known
            break
    if match := _PINNED.fullmatch(stem):
        return Address(match["name"], match["release"] or "@", suffix)
    if suffix:
        return Address(stem, "", suffix)
    name, _, unknown = stem.partition(".")
    return Address(name, "", unknown)


class Moved(Exception):
    """What is asked for has another address.

    Attributes:
        path: that address, without parameters.
    """

    def __init__(self, path: str) -> None:
        """Keep the address."""
        super().__init__(path)
        self.path = path
