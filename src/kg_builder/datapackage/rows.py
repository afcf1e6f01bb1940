"""Tables as rows that can be changed one by one: what is not changed stays as it is in the file, byte for byte."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes:
        line: the line that it begins on; the header is line 1.
        printed: its text with the line feed.
        cells: its cells by column.
    """

    line: int
    printed: str
    cells: Mapping[str, str]

    def changed(self, cells: Mapping[str, str]) -> "Row":
        """The row with other cells; the same row when they are what stands there already."""
        fresh = {**self.cells, **cells}
        return self if fresh == self.cells else Row(self.line, printed_row(list(fresh.values())), fresh)


def printed_row(cells: Sequence[str]) -> str:
    """One row of CSV with a line feed, quoted where it must be."""
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerow(cells)
    return output.getvalue()


def read_rows(path: Path) -> list[Row]:
    """The rows of a table that has been read without complaint, the header first."""
    text = path.read_bytes().decode("utf-8")
    lines = list(io.StringIO(text, newline="\n"))
    reader = csv.reader(lines, strict=True)
    header = next(reader)
    rows = [Row(1, _ended("".join(lines[: reader.line_num])), dict(zip(header, header, strict=True)))]
    begins = reader.line_num
    for cells in reader:
        printed = _ended("".join(lines[begins : reader.line_num]))
        rows.append(Row(begins + 1, printed, dict(zip(header, cells, strict=True))))
        begins = reader.line_num
    return rows


def _ended(printed: str) -> str:
    return printed if printed.endswith("\n") else printed + "\n"
