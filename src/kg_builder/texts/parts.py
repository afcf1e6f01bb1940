"""Parts of a source that offsets count in: a page of a PDF (RFC 8118), a cell of a CSV (RFC 7111); none of other texts.

A part is written as the fragment identifier is: `page=3`, `cell=5,2`; rows, columns and pages count from 1, headers
included. An exclusion may name more than one: `row=1-4`, `col=2`, `cell=5,2-9,4`, `page=7-12`, with `*` for the last.
"""

import re
from dataclasses import dataclass

NUMBER = "[1-9][0-9]{0,8}"
PAGE = f"page={NUMBER}"
CELL = f"cell={NUMBER},{NUMBER}"
PLACE = f"{PAGE}|{CELL}"
"""What a citation may name, as a regular expression."""

LAST = 10**9
"""Stands for `*`: no row or column has a larger number."""

_RANGE = re.compile(f"(row|col|page)=({NUMBER})(?:-({NUMBER}|[*]))?")
_CELLS = re.compile(f"cell=({NUMBER}),({NUMBER})(?:-({NUMBER}|[*]),({NUMBER}|[*]))?")


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """Cells of a table: rows and columns from the first to the last, both included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column


def cell_of(part: str) -> tuple[int, int] | None:
    """Row and column of a part that is one cell, or None."""
    found = re.fullmatch(f"cell=({NUMBER}),({NUMBER})", part)
    return (int(found[1]), int(found[2])) if found else None


def cell_part(row: int, column: int) -> str:
    """One cell as a part."""
    return f"cell={row},{column}"


def page_of(part: str) -> int | None:
    """The page of a part that is one page, or None."""
    found = re.fullmatch(f"page=({NUMBER})", part)
    return int(found[1]) if found else None


def pages_of(part: str) -> range | None:
    """The pages of a part that is a page or several, or None; of `*`, up to `LAST`."""
    found = _RANGE.fullmatch(part)
    if found is None or found[1] != "page":
        return None
    return _whole(int(found[2]), found[3])


def area_of(part: str) -> Area | None:
    """The cells of a part that is rows, columns or cells, or None."""
    cells = _CELLS.fullmatch(part)
    if cells is not None:
        rows, columns = _whole(int(cells[1]), cells[3]), _whole(int(cells[2]), cells[4])
    else:
        found = _RANGE.fullmatch(part)
        if found is None or found[1] == "page":
            return None
        every, some = range(1, LAST + 1), _whole(int(found[2]), found[3])
        rows, columns = (some, every) if found[1] == "row" else (every, some)
    return Area(rows.start, rows.stop - 1, columns.start, columns.stop - 1) if rows and columns else None


def area_part(area: Area) -> str:
    """Cells as a part: rows, columns or cells."""
    row, last_row, column, last_column = (
        "*" if number == LAST else str(number)
        for number in (area.first_row, area.last_row, area.first_column, area.last_column)
    )
    if (column, last_column) == ("1", "*"):
        return f"row={row}" if row == last_row else f"row={row}-{last_row}"
    if (row, last_row) == ("1", "*"):
        return f"col={column}" if column == last_column else f"col={column}-{last_column}"
    return f"cell={row},{column}" + ("" if (row, column) == (last_row, last_column) else f"-{last_row},{last_column}")


def _whole(first: int, last: str | None) -> range:
    return range(first, (LAST if last == "*" else int(last) if last else first) + 1)


def fragment(part: str, start: int, end: int) -> str:
    """The fragment identifier of a place: `char=3,7`, `page=2&char=3,7`, or the cell that holds it."""
    if cell_of(part) is not None:
        return part
    return f"{part}&char={start},{end}" if part else f"char={start},{end}"


def in_words(part: str, start: int, end: int) -> str:
    """A place for people: `3-7`, `page=2 3-7`, or the cell."""
    return part if cell_of(part) is not None else f"{part} {start}-{end}".strip()
