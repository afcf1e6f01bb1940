"""Tables as rows that can be changed one by one: what is not changed stays as it is in the file, byte for byte."""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kg_builder.errors import KgError


class WriteError(KgError):
    """Tables could not be written; they are as they were."""


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


def write_files(contents: Mapping[Path, str]) -> None:
    """Write several files, all or none: each beside its place first, then all renamed.

    Raises:
        WriteError: the disk refused; what was renamed already is put back.
    """
    before = {path: path.read_bytes() for path in contents}
    fresh = {path: path.with_name(f".{path.name}.new") for path in contents}
    done: list[Path] = []
    try:
        for path, content in contents.items():
            _write(fresh[path], content.encode("utf-8"))
        for path, file in fresh.items():
            done.append(path)
            file.replace(path)
    except OSError as error:
        for path in done:
            if path.read_bytes() != before[path]:
                _write(path, before[path])
        message = f"the tables could not be written ({type(error).__name__}); they are as they were"
        raise WriteError(message) from error
    finally:
        for file in fresh.values():
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
