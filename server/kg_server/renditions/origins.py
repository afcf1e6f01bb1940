"""Where the figures of an answer are printed: for the sheet of sources in a workbook, and for archives.

Imports asking, results and the desk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk
from kg_server.renditions.results import Result

AT_ONCE = 1_000
"""Figures that one question is about."""

_ORIGINS = """SELECT ?figure ?text ?source ?issued ?file ?sha256 ?printed ?start ?end ?page ?row ?column WHERE {{
  VALUES ?figure {{ {figures} }}
  ?figure lh:citation ?citation . ?citation oa:start ?start ; oa:end ?end ; oa:exact ?printed ; lh:source ?text .
  ?text rdfs:label ?source ; lh:sha256 ?sha256
  OPTIONAL {{ ?text dct:issued ?issued }} OPTIONAL {{ ?text dct:identifier ?file }}
  OPTIONAL {{ ?citation lh:page ?page }} OPTIONAL {{ ?citation lh:row ?row ; lh:column ?column }}
}} ORDER BY ?figure ?page ?row ?column ?start ?end"""


@dataclass(frozen=True)
class Origin:
    """One place that states a figure.

    Attributes:
        figure: its IRI.
        source: IRI of the source.
        name: its name.
        issued: its day, or "".
        file: its file name, or "".
        sha256: digest of the file.
        printed: the words or digits found there.
        start, end: the first character and the one after the last, in code points from 0, of the text, page or cell.
        page: page of a paged source, or None.
        row, column: cell of a table, or None.
    """

    figure: str
    source: str
    name: str
    issued: str
    file: str
    sha256: str
    printed: str
    start: int
    end: int
    page: int | None
    row: int | None
    column: int | None


def origins(desk: Desk, result: Result) -> list[Origin]:
    """The places of all figures in an answer, in the order of the rows and then of the text.

    Raises:
        Problem: see `asking.ask`.
    """
    named = figures(result)
    found: dict[str, list[Origin]] = {}
    for at in range(0, len(named), AT_ONCE):
        listed = " ".join(str(ox.NamedNode(iri)) for iri in named[at : at + AT_ONCE])
        text = _ORIGINS.format(figures=listed)
        question = asking.page_question(text, desk.seconds(None), 20 * AT_ONCE, release=result.asked.item.pin)
        for row in desk.kept_table(question, result.asked.item.release.version).values():
            origin = _origin(row)
            found.setdefault(origin.figure, []).append(origin)
    return [origin for iri in named for origin in found.get(iri, ())]


def _origin(row: Mapping[str, str]) -> Origin:
    """A row as a place."""
    page, line, column = (int(row[name]) if name in row else None for name in ("page", "row", "column"))
    return Origin(
        *(row["figure"], row["text"], row["source"], row.get("issued", ""), row.get("file", ""), row["sha256"]),
        *(row["printed"], int(row["start"]), int(row["end"]), page, line, column),
    )


def figures(result: Result) -> Sequence[str]:
    """The IRIs of the figures in an answer, each once."""
    places = [result.names.index(name) for name in result.figures]
    base = f"{result.asked.item.release.base}figure/"
    cells = (row[at] for row in result.rows for at in places)
    return list(dict.fromkeys(cell["value"] for cell in cells if cell and cell["value"].startswith(base)))
