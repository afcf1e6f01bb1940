"""Whether every number of a table is accounted for: a cell with a numeral is cited or excluded, never both.

It is enough that one number of a cell is cited: what else stands there are marks. Time is linear in the cells.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg_builder.datapackage.checks.rule import shorten
from kg_builder.errors import Violation
from kg_builder.evidence.citations import Citation
from kg_builder.evidence.gathering import Evidence
from kg_builder.numerals.finding import numerals
from kg_builder.texts.parts import LAST, Area, area_of, cell_of, cell_part
from kg_builder.texts.sheets import Sheet

PLAIN = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?%?")
"""A cell that needs no grammar to see that a number stands in it."""

Cell = tuple[int, int]


@dataclass(frozen=True)
class Account:
    """How the numbers of one table are accounted for.

    Attributes:
        source: its id.
        sheet: the table.
        name: of its file.
        numeric: cells that have a numeral.
        cited: cells that figures cite, each with the first citation.
        excluded: exclusions with their cells.
    """

    source: str
    name: str
    sheet: Sheet
    numeric: frozenset[Cell]
    cited: Mapping[Cell, Citation]
    excluded: Sequence[tuple[Citation, Area]]

    @property
    def out(self) -> frozenset[Cell]:
        """Numeric cells that are excluded."""
        areas = [area for _, area in self.excluded]
        single = {(a.first_row, a.first_column) for a in areas if a.first_row == a.last_row != LAST and _is_one(a)}
        wide = [area for area in areas if not _is_one(area)]
        return frozenset(cell for cell in self.numeric if cell in single or any(area.holds(*cell) for area in wide))


def _is_one(area: Area) -> bool:
    return area.first_row == area.last_row and area.first_column == area.last_column


def accounts(evidence: Evidence) -> Iterator[Account]:
    """The account of every table that can be read and that no later one revises, in the order of the sources."""
    for source, text in evidence.texts.items():
        if text.sheet is None:
            continue
        cited: dict[Cell, Citation] = {}
        for citation in evidence.cited:
            cell = cell_of(citation.part) if citation.source == source and citation.is_figure else None
            if cell is not None:
                cited.setdefault(cell, citation)
        listed = [(each, area_of(each.part)) for each in evidence.excluded if each.source == source]
        areas = [(each, area) for each, area in listed if area is not None]
        yield Account(source, text.name, text.sheet, numeric_cells(text.sheet), cited, areas)


def numeric_cells(sheet: Sheet) -> frozenset[Cell]:
    """The cells that have a numeral."""
    known: dict[str, bool] = {}
    found = set()
    for row, column, text in sheet.cells():
        if not PLAIN.fullmatch(text):
            if text not in known:
                known[text] = bool(numerals(text))
            if not known[text]:
                continue
        found.add((row, column))
    return frozenset(found)


def cell_violations(account: Account, *, is_revised: bool) -> Iterator[Violation]:
    """What is wrong with how a table is accounted for; one that is revised may leave cells over."""
    out = account.out
    for cell, citation in account.cited.items():
        if cell in out or any(area.holds(*cell) for _, area in account.excluded):
            yield citation.violation(0, "cited-and-excluded", shorten(citation.part), "a cell that no exclusion covers")
    yield from _exclusion_violations(account)
    if not is_revised:
        yield from left_over(account.name, account.sheet, account.numeric - out - account.cited.keys())


def _exclusion_violations(account: Account) -> Iterator[Violation]:
    """Exclusions reach into the table, and hold a number unless they hold labels."""
    sheet = account.sheet
    for exclusion, area in account.excluded:
        if area.first_row > len(sheet.rows) or area.first_column > sheet.width:
            expected = f"cells in the {len(sheet.rows)} rows and {sheet.width} columns of {account.name}"
            yield exclusion.violation(0, "place-outside", shorten(exclusion.part), expected)
        elif exclusion.reason != "label" and not any(area.holds(*cell) for cell in account.numeric):
            yield exclusion.violation(0, "exclusion-empty", shorten(exclusion.part), "cells that hold a number")


def left_over(name: str, sheet: Sheet, cells: frozenset[Cell]) -> Iterator[Violation]:
    """Cells that nothing accounts for; those one below the other are told at once."""
    ordered = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    for _, run in groupby(enumerate(ordered), key=lambda pair: (pair[1][1], pair[1][0] - pair[0])):
        rows = [cell for _, cell in run]
        (first, column), (last, _) = rows[0], rows[-1]
        part = cell_part(first, column) + (f"-{last},{column}" if last > first else "")
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        found = shorten(sheet.cell(first, column)) + more
        expected = f"figures that cite {'it' if len(rows) == 1 else 'them'}, or an exclusion"
        yield Violation(name, sheet.lines[first - 1], part, "cell-left-over", found, expected)
