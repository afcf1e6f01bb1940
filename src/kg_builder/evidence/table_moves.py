"""`moves` for tables: where each cited cell of a source is now, and what a person should look at."""

from collections.abc import Mapping, Sequence

import polars as pl

from kg_builder.datapackage.rows import Row
from kg_builder.evidence.anchors import places
from kg_builder.evidence.cell_moves import Issue, area_now, cell_now, issue_of
from kg_builder.evidence.citations import Citation
from kg_builder.evidence.moves import Finding, Moves, Placed, Problem, whole_figures
from kg_builder.texts.sheets import Sheet

NOT_FOUND = "vanished", "its rows or columns are not found by their labels"


def _area(citation: Citation, issue: Issue) -> tuple[Placed | None, Problem | None, tuple[str, ...]]:
    """Where excluded cells are now, in the form of `cell_now`."""
    part = area_now(citation, issue)
    return ((part, 0, 0), None, ()) if part else (None, NOT_FOUND, ())


def table_moves(
    tables: Mapping[str, pl.DataFrame],
    rows: Mapping[str, Sequence[Row]],
    source: str,
    new: Sheet,
    old: Sheet | None,
) -> Moves:
    """Where each place of a table is now, in another issue of it; a figure moves as a whole."""
    issue = issue_of(tables, source, new, old)
    ids = {
        (table, row.line): row.cells.get("id") or row.cells.get("program", "") for table in rows for row in rows[table]
    }
    moving: dict[Citation, Placed] = {}
    findings: list[Finding] = []
    for citation in places(tables, source):
        placed, told, there = _area(citation, issue) if citation.is_whole else cell_now(citation, issue)
        if placed is not None:
            moving[citation] = placed
        elif told is not None:
            table = citation.path.removesuffix(".csv")
            name = ids[table, citation.line]
            findings.append(Finding(table, citation.line, name, *told, citation.words, there))
    return whole_figures(moving, findings)
