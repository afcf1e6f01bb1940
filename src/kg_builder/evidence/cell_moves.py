"""Where the cells of a table stand in another issue of it: found again by the labels of their row and column.

Headings may have moved, rows and columns may have been added, dropped or sorted anew. A cell counts as found where its
fingerprint, which is over both labels and the number, stands as often as before; another number under the same labels
is told, and never cited in place of the old one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kg_builder.evidence.anchors import known_fingerprints, places
from kg_builder.evidence.citations import Citation
from kg_builder.evidence.labels import FIRST, Labels, label_areas, labels_of
from kg_builder.evidence.moves import Placed, Problem
from kg_builder.evidence.sources import letters_and_digits
from kg_builder.numerals.finding import numerals
from kg_builder.texts.parts import LAST, Area, area_of, area_part, cell_of, cell_part
from kg_builder.texts.sheets import Sheet

ROWS, COLUMNS = 30, 8
"""How far headings may have moved."""

SAMPLE = 200
"""Fingerprints that tell how far."""

ENOUGH = 0.9
"""Part of them that is enough to look no further."""

Cell = tuple[int, int]


@dataclass(frozen=True)
class Issue:
    """A new issue of a table, ready to be looked up in.

    Attributes:
        sheet: its cells.
        labels: their labels.
        shift: how many rows and columns the labels have moved.
        by_print: places of tokens by fingerprint, in the order of the table.
        order: cited places of the old issue by fingerprint, in the order of the table, with their fingerprints.
        prints: fingerprint of each citation.
        old: cells of the old issue, and their labels; None when it is not at hand.
    """

    sheet: Sheet
    labels: Labels
    shift: Cell
    by_print: Mapping[str, Sequence[Placed]]
    order: Mapping[str, Sequence[Placed]]
    prints: Mapping[Citation, str]
    old: tuple[Sheet, Labels] | None


def issue_of(tables: Mapping[str, pl.DataFrame], source: str, new: Sheet, old: Sheet | None) -> Issue:
    """A new issue of a table that is a source.

    Args:
        tables: all tables as text or typed.
        source: its id.
        new: cells of the new issue.
        old: cells of the old one, or None.
    """
    listed, known = places(tables, source), known_fingerprints(tables, source)
    areas = label_areas(listed).get(source, [])
    prints = {place: known[place.place] for place in listed if place.place in known}
    there = list(_tokens(new, {place.token for place in prints}))
    shift = _shift(new, areas, there, prints)
    labels = labels_of(new, moved(areas or FIRST, shift))
    by_print: dict[str, list[Placed]] = defaultdict(list)
    for placed, token in there:
        by_print[labels.fingerprint(_cell(placed[0]), token)].append(placed)
    order: dict[str, dict[Placed, None]] = defaultdict(dict)
    for place in sorted(prints, key=lambda place: (_cell(place.part), place.start)):
        order[prints[place]][place.part, place.start, place.end] = None
    before = (old, labels_of(old, areas)) if old else None
    listed_order = {fingerprint: list(found) for fingerprint, found in order.items()}
    return Issue(new, labels, shift, dict(by_print), listed_order, prints, before)


def _cell(part: str) -> Cell:
    return cell_of(part) or (0, 0)


def _tokens(sheet: Sheet, tokens: set[str]) -> Iterator[tuple[Placed, str]]:
    """Every place where one of the tokens stands: as a number, printed in any way, or word by word."""
    folded = {letters_and_digits(token) for token in tokens}
    words = sorted(token for token in tokens if not any(character.isdecimal() for character in token))
    for row, column, text in sheet.cells():
        part = cell_part(row, column)
        for numeral in numerals(text):
            token = text[numeral.core_start : numeral.core_end]
            if letters_and_digits(token) in folded:
                yield (part, numeral.core_start, numeral.core_end), token
        for word in words:
            start = text.find(word)
            if start >= 0 and not numerals(word):
                yield (part, start, start + len(word)), word


def _shift(
    sheet: Sheet, areas: Sequence[Area], there: Sequence[tuple[Placed, str]], prints: Mapping[Citation, str]
) -> Cell:
    """How far the labels have moved: as far as finds the most of a sample again, and no further than needed."""
    sample = dict(sorted((fingerprint, place.token) for place, fingerprint in prints.items())[:SAMPLE])
    tokens = {letters_and_digits(token) for token in sample.values()}
    likely = [(_cell(part), token) for (part, _, _), token in there if letters_and_digits(token) in tokens]
    best, most = (0, 0), -1
    for shift in _shifts():
        labels = labels_of(sheet, moved(areas or FIRST, shift))
        hits = len(sample.keys() & {labels.fingerprint(cell, token) for cell, token in likely})
        if hits > most:
            best, most = shift, hits
        if most >= ENOUGH * len(sample):
            break
    return best


def _shifts() -> Iterator[Cell]:
    """Moves of headings up and down, then of columns of names, the shortest first."""
    yield 0, 0
    for step in range(1, ROWS + 1):
        yield from ((step, 0), (-step, 0))
        if step <= COLUMNS:
            yield from ((0, step), (0, -step))


def moved(areas: Iterable[Area], shift: Cell) -> list[Area]:
    """Areas moved by rows and columns; whole rows stay whole, and so do whole columns."""
    return [
        Area(
            *_ends(area.first_row, area.last_row, shift[0]),
            *_ends(area.first_column, area.last_column, shift[1]),
        )
        for area in areas
    ]


def _ends(first: int, last: int, shift: int) -> Cell:
    if (first, last) == (1, LAST):
        return first, last
    return max(1, first + shift), last if last == LAST else max(1, last + shift)


def cell_now(citation: Citation, issue: Issue) -> tuple[Placed | None, Problem | None, tuple[str, ...]]:
    """Where a cited place is now; or why that is not certain, with the cells that it could be."""
    fingerprint = issue.prints.get(citation)
    now = issue.by_print.get(fingerprint or "", ())
    was = issue.order.get(fingerprint or "", ())
    place = citation.part, citation.start, citation.end
    if fingerprint and len(now) == len(was):
        return now[list(was).index(place)], None, ()
    if now:
        told = "ambiguous", "the same number stands under these labels another number of times"
        return None, told, tuple(part for part, _, _ in now)
    other = _same_labels(_cell(citation.part), issue)
    if other is not None:
        return None, ("changed", "another number stands under its labels"), (cell_part(*other),)
    return None, ("vanished", "not found under its labels"), ()


def _same_labels(cell: Cell, issue: Issue) -> Cell | None:
    """The one cell of the new issue that has the labels of an old one, or None."""
    row, column = row_now(cell[0], issue), column_now(cell[1], issue)
    return (row, column) if row and column and issue.sheet.cell(row, column) else None


def area_now(citation: Citation, issue: Issue) -> str | None:
    """Where excluded cells are now, as a part; None when that cannot be told."""
    area = area_of(citation.part)
    if area is None:
        return None
    if citation.reason == "label":
        return area_part(moved([area], issue.shift)[0])
    rows = _range_now(area.first_row, area.last_row, issue, is_row=True)
    columns = _range_now(area.first_column, area.last_column, issue, is_row=False)
    return area_part(Area(*rows, *columns)) if rows and columns else None


def _range_now(first: int, last: int, issue: Issue, *, is_row: bool) -> Cell | None:
    if (first, last) == (1, LAST):
        return first, last
    find = row_now if is_row else column_now
    begin, end = find(first, issue), LAST if last == LAST else find(last, issue)
    is_whole = begin and end and (last == LAST or end - begin == last - first)
    return (begin, end) if begin and end and is_whole else None


def row_now(row: int, issue: Issue) -> int | None:
    """The one row that has the labels of an old row, or all of its texts."""
    if issue.old is None:
        return None
    sheet, labels = issue.old
    found = _one_alike(row, labels.of_rows, issue.labels.of_rows)
    if found is None and 0 < row <= len(sheet.rows):
        texts = tuple(sheet.rows[row - 1])
        same = [number for number, cells in enumerate(issue.sheet.rows, 1) if tuple(cells) == texts]
        found = same[0] if len(same) == 1 else None
    return found


def column_now(column: int, issue: Issue) -> int | None:
    """The one column that has the labels of an old column."""
    return None if issue.old is None else _one_alike(column, issue.old[1].of_columns, issue.labels.of_columns)


def _one_alike(number: int, was: Mapping[int, str], now: Mapping[int, str]) -> int | None:
    label = was.get(number)
    same = [other for other, text in now.items() if text == label]
    is_one = label is not None and len(same) == 1 and sum(text == label for text in was.values()) == 1
    return same[0] if is_one else None
