"""The cells of a CSV, as RFC 7111 counts them: rows and columns from 1, headers and empty rows included.

Read by the rules of RFC 4180 with the standard library's reader, strictly; rows may be of any length, lines may end as
they like, and a byte order mark is no part of the first cell. White space around a cell is not part of it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CELL_CHARACTERS = 32_768
"""Longest cell that is read: what a spreadsheet can hold."""


class SheetError(Exception):
    """A CSV that cannot be read.

    Attributes:
        line: where in the file.
        problem: what was found.
    """

    def __init__(self, line: int, problem: str) -> None:
        """Keep both."""
        self.line, self.problem = line, problem
        super().__init__(f"{problem} on line {line}")


@dataclass(frozen=True)
class Sheet:
    """A table as it is printed.

    Attributes:
        rows: its cells without white space around them, row by row, of any length.
        lines: for each row the line of the file that it begins on.
    """

    rows: Sequence[Sequence[str]]
    lines: Sequence[int]

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> str | None:
        """One cell, counted from 1, or None where the table has none."""
        if not (0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1])):
            return None
        return self.rows[row - 1][column - 1]

    def cells(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of every cell that is not empty, row by row."""
        for row, cells in enumerate(self.rows, 1):
            for column, text in enumerate(cells, 1):
                if text:
                    yield row, column, text


def read_sheet(text: str, delimiter: str) -> Sheet:
    """The cells of a CSV.

    Args:
        text: of the file, decoded.
        delimiter: one character.

    Raises:
        SheetError: an open or stray quotation mark, a cell that is too long, or a NUL character.
    """
    if "\0" in text:
        raise SheetError(text.count("\n", 0, text.index("\0")) + 1, "a NUL character")
    csv.field_size_limit(CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    rows, lines, line = list[tuple[str, ...]](), list[int](), 1
    try:
        for cells in reader:
            rows.append(tuple([cell.strip() for cell in cells]))
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        is_long = "field larger" in str(error)
        problem = f"a cell of more than {CELL_CHARACTERS} characters" if is_long else f"no CSV: {error}"
        raise SheetError(line, problem) from error
    return Sheet(rows, lines)
