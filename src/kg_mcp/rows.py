"""Rows for an assistant: as many as fit, the sources of their figures, and how to get the rest.

Imports guards, telling and kg_client.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg_client import Graph, Iri, NotFound
from kg_client.terms import Cell
from kg_mcp.guards import figures_in
from kg_mcp.telling import Told, told_rows, told_sources

MOST_ROWS = 500
MOST_CHARACTERS = 20_000
"""Characters of all rows of one answer, as JSON."""

MOST_SOURCES = 60
"""Figures of one answer: each row that is told has the sources of its figures told too."""


@dataclass(frozen=True)
class Page:
    """Some rows of an answer.

    Attributes:
        columns: the variables.
        rows: those that were taken.
        has_more: whether there are further ones.
        release: version of the release.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    has_more: bool
    release: str


def taken(rows: Iterable[Sequence[Cell]], limit: int) -> tuple[list[Sequence[Cell]], bool]:
    """The first rows, and whether there are more; no further one than the first of these is read."""
    found: list[Sequence[Cell]] = []
    for row in rows:
        if len(found) == limit:
            return found, True
        found.append(row)
    return found, False


def told_page(graph: Graph, page: Page, rest: str) -> Told:
    """A page of rows with the sources of its figures.

    Args:
        graph: where figures are looked up.
        page: the rows.
        rest: how to get the further rows, in words.
    """
    places = graph.places
    rows, figures = _fitting(told_rows(page.columns, page.rows, places), page.rows, places.base)
    notes = []
    if len(rows) < len(page.rows):
        notes.append(f"Only these {len(rows)} rows fit into one answer with their sources. {rest}")
    elif page.has_more:
        notes.append(f"There are more than these {len(rows)} rows. {rest}")
    if not rows:
        notes.append("No row fits the question. That is not evidence that the thing itself does not exist.")
    try:
        evidence = graph.evidences(figures)
    except NotFound as error:
        evidence = []
        notes.append(f"Sources cannot be told: {error}")
    return {
        "columns": list(page.columns),
        "rows": rows,
        "sources": told_sources(evidence, places),
        "notes": notes,
        "release": page.release,
    }


def _fitting(told: list[Told], rows: Sequence[Sequence[Cell]], base: str) -> tuple[list[Told], list[Iri]]:
    """As many of the first rows as fit, at least one, and the figures that they name, each once."""
    left, named = MOST_CHARACTERS, dict[Iri, None]()
    for count, (each, row) in enumerate(zip(told, rows, strict=True)):
        left -= len(json.dumps(each, ensure_ascii=False))
        fresh = [figure for figure in figures_in(row, base) if figure not in named]
        if count and (left < 0 or len(named) + len(fresh) > MOST_SOURCES):
            return told[:count], list(named)
        named.update(dict.fromkeys(fresh))
    return told, list(named)
