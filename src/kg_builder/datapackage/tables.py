"""CSV files into Polars frames of text, with the line of every row, and from there into typed frames.

A file is read twice: once by the standard library's strict CSV reader, which knows lines and finds ragged rows and
broken quotes, and once by Polars, which is fast. Memory: the frames of all tables, about the size of the files.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from kg_builder.datapackage.package import Package
from kg_builder.datapackage.schema import Field, Table
from kg_builder.errors import Violation

LINE = "_line"
"""Name of the column that holds the line of each row; the header is line 1."""

CELL_CHARACTERS = 32_768
"""Longest cell that is read: what a spreadsheet can hold."""

LINE_FEEDS = r"lines that end with a line feed alone: perl -pi -e 's/\r\n?/\n/g' FILE"
NO_MARK = r"UTF-8 without one: perl -pi -e 's/^\xEF\xBB\xBF// if $. == 1' FILE"
"""What is expected where a spreadsheet ends lines in its own way, and where it puts a mark first."""

NOT_TEXT = (
    (b"\r", "carriage-return", "a carriage return", LINE_FEEDS),
    (b"\0", "nul", "a NUL byte", "text"),
)
"""Bytes that no table may hold: byte, code, what was found, what was expected."""

CELL = re.compile(r'"(?:[^"]|"")*"(?:,|\n|\Z)|(?P<bare>[^,\n]*)(?:,|\n|\Z)')
"""A cell with what ends it; `bare` when it has no quotes around it."""

MOST = 1_000
"""Violations of one kind that are told for one column; the rest are counted."""

DECIMAL = pl.Decimal(38, 9)
"""Numbers are exact: up to 19 digits before the point and 9 after it, which the engine's decimals hold too."""


class _Unreadable(Exception):
    """A file that is no table; carries why."""

    def __init__(self, *violations: Violation) -> None:
        self.violations = violations


def read_tables(package: Package) -> tuple[dict[str, pl.DataFrame], list[Violation]]:
    """Every table of a package as text, and what is wrong with the files.

    Returns:
        Table name to a frame with one String column per field (empty cells are null) and `_line`; a table that
        cannot be read is an empty frame. Violations in the order of the package.
    """
    frames: dict[str, pl.DataFrame] = {}
    violations: list[Violation] = []
    for table in package.tables.values():
        try:
            frames[table.name] = read_table(package.root, table)
        except _Unreadable as unreadable:
            violations.extend(unreadable.violations)
            frames[table.name] = _empty(table)
    return frames, violations


def _empty(table: Table) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(table.columns, pl.String), LINE: pl.Int64})


def read_table(root: Path, table: Table) -> pl.DataFrame:
    """One table as text."""
    path = root / table.path
    _check_bytes(path, table.path)
    lines = _lines(path, table)
    if len(lines) == 0:
        return _empty(table)
    try:
        frame = pl.read_csv(path, infer_schema=False, glob=False)
    except pl.exceptions.PolarsError as error:
        raise _Unreadable(_bare_quote(path, table.path)) from error
    if frame.height != len(lines):
        raise _Unreadable(_bare_quote(path, table.path))
    return frame.select(table.columns).with_columns(
        pl.when(pl.col(pl.String) == "").then(None).otherwise(pl.col(pl.String)).name.keep(),
        pl.Series(LINE, lines, dtype=pl.Int64),
    )


def _check_bytes(path: Path, name: str) -> None:
    """Refuse a file that is missing, empty, not UTF-8, or has a byte order mark, carriage returns or NUL."""
    try:
        with path.open("rb") as file:
            line = 1
            for n, chunk in enumerate(_whole_lines(file.read, 1 << 22)):
                _check_chunk(chunk, line, name, is_first=n == 0)
                line += chunk.count(b"\n")
    except FileNotFoundError:
        raise _Unreadable(Violation(name, 0, "", "file-missing", "no such file", "a CSV file")) from None
    except OSError as error:
        found = "a folder" if isinstance(error, IsADirectoryError) else type(error).__name__
        raise _Unreadable(Violation(name, 0, "", "file-unreadable", found, "a readable file")) from error
    if path.stat().st_size == 0:
        raise _Unreadable(Violation(name, 0, "", "file-empty", "0 bytes", "a header row"))


def _whole_lines(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    """Chunks of about `size` bytes that end at a line end, so that no character is cut."""
    rest = b""
    while block := read(size):
        head, newline, tail = (rest + block).rpartition(b"\n")
        if newline:
            yield head + newline
        rest = tail
        if len(rest) > 4 * size:
            yield rest
            rest = b""
    if rest:
        yield rest


def _check_chunk(chunk: bytes, line: int, name: str, *, is_first: bool) -> None:
    """Refuse bytes that no table may hold."""
    if is_first and chunk.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        expected = NO_MARK if chunk.startswith(b"\xef") else "UTF-8 without one"
        raise _Unreadable(Violation(name, 1, "", "byte-order-mark", "a byte order mark", expected))
    for byte, code, found, expected in NOT_TEXT:
        position = chunk.find(byte)
        if position >= 0:
            place = line + chunk.count(b"\n", 0, position)
            raise _Unreadable(Violation(name, place, "", code, found, expected))
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError as error:
        place = line + chunk.count(b"\n", 0, error.start)
        byte_found = f"byte 0x{chunk[error.start]:02x}"
        raise _Unreadable(Violation(name, place, "", "encoding", byte_found, "UTF-8")) from error


def _lines(path: Path, table: Table) -> list[int]:
    """The line that each row begins on; refuses a wrong header, ragged rows and broken quotes."""
    csv.field_size_limit(CELL_CHARACTERS)
    width, lines, ragged = len(table.columns), list[int](), list[Violation]()
    with path.open(encoding="utf-8", newline="") as file:
        reader, line = csv.reader(file, strict=True), 1
        try:
            _check_header(next(reader, []), table)
            line = reader.line_num + 1
            for row in reader:
                if len(row) != width and len(ragged) < MOST:
                    found, expected = f"{len(row)} cells", f"{width} cells"
                    ragged.append(Violation(table.path, line, "", "row-length", found, expected))
                lines.append(line)
                line = reader.line_num + 1
        except csv.Error as error:
            raise _Unreadable(_csv_violation(table.path, line, str(error))) from error
    if ragged:
        raise _Unreadable(*ragged)
    return lines


def _csv_violation(name: str, line: int, problem: str) -> Violation:
    """What the strict reader found, in words."""
    if "field larger" in problem:
        found = f"a cell of more than {CELL_CHARACTERS} characters"
        return Violation(name, line, "", "cell-too-long", found, "a shorter cell")
    return Violation(name, line, "", "csv", problem, "CSV as in RFC 4180")


def _bare_quote(path: Path, name: str) -> Violation:
    """The first quotation mark that stands in a cell without quotes around it: two readers read that in two ways."""
    text = path.read_text("utf-8")
    place = next((cell.start() for cell in CELL.finditer(text) if '"' in (cell["bare"] or "")), 0)
    line = text.count("\n", 0, place) + 1
    return Violation(name, line, "", "csv", "a quotation mark in a cell without quotes", "CSV as in RFC 4180")


def _check_header(header: list[str], table: Table) -> None:
    """The header must name the schema's columns, in order."""
    if tuple(header) == table.columns:
        return
    missing = [column for column in table.columns if column not in header]
    other = [column for column in header if column not in table.columns]
    found = f"column {other[0]!r}" if other else f"no column {missing[0]!r}" if missing else "columns in another order"
    hint = missing[0] if other and missing else None
    raise _Unreadable(Violation(table.path, 1, "", "header", found, f"the columns {' '.join(table.columns)}", hint))


def typed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of text as types; a cell that does not fit its type becomes null.

    Integers are Int64, numbers exact decimals, dates Date, booleans Boolean, lists List(String); `_line` stays.
    """
    return frame.with_columns([as_type(field) for field in table.fields])


def as_type(field: Field) -> pl.Expr:
    """One column of text as its type; a cell that does not fit becomes null."""
    column = pl.col(field.name)
    match field.type:
        case "integer":
            return column.cast(pl.Int64, strict=False)
        case "number":
            return column.cast(DECIMAL, strict=False)
        case "date":
            return column.str.to_date("%Y-%m-%d", strict=False)
        case "boolean":
            return column.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
        case "list":
            return column.str.split(field.delimiter)
        case _:
            return column


def typed_tables(package: Package, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Every table as types."""
    return {name: typed(package.tables[name], frame) for name, frame in frames.items()}
