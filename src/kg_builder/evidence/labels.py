"""What names a cell of a table: the labels of its row and of its column; and the fingerprint that they make.

Labels stand where exclusions with the reason `label` say: whole rows of headings, whole columns of names. Where a
source has none of these, they stand in the first row and in the first column. A label that is printed once for several
columns, or for several rows, holds for the empty cells after it. A row of headings with a single text is a title, which
names no column.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg_builder.evidence.citations import Citation
from kg_builder.evidence.sources import fingerprint_of, letters_and_digits
from kg_builder.texts.parts import LAST, Area, area_of
from kg_builder.texts.sheets import Sheet

FIRST = (Area(1, 1, 1, LAST), Area(1, LAST, 1, 1))
"""Where labels stand when nobody says: the first row and the first column."""


@dataclass(frozen=True)
class Labels:
    """The labels of a table, as letters and digits, several joined by `|`.

    Attributes:
        of_rows: by row, counted from 1; rows without any are left out.
        of_columns: by column.
    """

    of_rows: Mapping[int, str]
    of_columns: Mapping[int, str]

    def fingerprint(self, cell: tuple[int, int], token: str) -> str:
        """The fingerprint of a token in a cell: over the labels of its row, the token, and the labels of its column."""
        before, after = self.of_rows.get(cell[0], ""), self.of_columns.get(cell[1], "")
        return fingerprint_of(before, letters_and_digits(token), after)


def label_areas(excluded: Iterable[Citation]) -> dict[str, list[Area]]:
    """Where the labels of each source stand, as its exclusions say."""
    found: dict[str, list[Area]] = {}
    for exclusion in excluded:
        area = area_of(exclusion.part) if exclusion.reason == "label" else None
        if area is not None:
            found.setdefault(exclusion.source, []).append(area)
    return found


def labels_of(sheet: Sheet, areas: Sequence[Area] = ()) -> Labels:
    """The labels of a table.

    Args:
        sheet: the table.
        areas: where they stand, or none for the first row and column.
    """
    heads = [area for area in (areas or FIRST) if area.last_column == LAST and area.first_column == 1]
    names = [area for area in (areas or FIRST) if area not in heads]
    rows = [row for row in range(1, len(sheet.rows) + 1) if any(a.first_row <= row <= a.last_row for a in heads)]
    titles = {row for row in rows if sum(map(bool, sheet.rows[row - 1])) < 2}
    columns = [n for n in range(1, sheet.width + 1) if any(a.first_column <= n <= a.last_column for a in names)]
    heights, widths = range(1, len(sheet.rows) + 1), range(1, sheet.width + 1)
    of_columns = [_filled([_folded(sheet.cell(row, column)) for column in widths]) for row in rows if row not in titles]
    of_rows = [_below(rows, [_folded(sheet.cell(row, n)) for row in heights]) for n in columns]
    return Labels(_joined(of_rows), _joined(of_columns))


def _folded(text: str | None) -> str:
    return letters_and_digits(text) if text else ""


def _filled(cells: list[str]) -> list[str]:
    """Each empty cell as the one before it."""
    for n in range(1, len(cells)):
        cells[n] = cells[n] or cells[n - 1]
    return cells


def _below(heads: Sequence[int], cells: list[str]) -> list[str]:
    """The names of rows in one column: none for rows of headings, and nothing is taken over from those."""
    for row in heads:
        cells[row - 1] = ""
    filled, skipped = _filled(cells), set(heads)
    return ["" if number in skipped else text for number, text in enumerate(filled, 1)]


def _joined(lines: Sequence[Sequence[str]]) -> dict[int, str]:
    """What several lines of labels say of each row or column."""
    joined = ("|".join(parts) for parts in zip(*lines, strict=True))
    return {n: text for n, text in enumerate(joined, 1) if text.strip("|")}
