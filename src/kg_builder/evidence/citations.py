"""The places that a package names in its sources: citations of figures, mentions of programs, exclusions.

Takes tables as text or as types: a list cell may be one text joined by ";". A cell that holds no place becomes a
violation in the same stream, so that all are told at once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import polars as pl

from kg_builder.datapackage.checks.rule import shorten
from kg_builder.datapackage.places import FURTHER, with_places
from kg_builder.errors import Violation
from kg_builder.texts.parts import area_of, in_words, pages_of

PLACED = re.compile(FURTHER, re.DOTALL)
WHOLE = re.compile(r"[0-9]{1,18}")

Kind = Literal["figure", "further", "mention", "exclusion"]
CELLS: dict[Kind, tuple[str, str, str, str]] = {
    "figure": ("figures.csv", "cite_start", "cite_end", "token"),
    "further": ("figures.csv", "more_citations", "more_citations", "more_citations"),
    "mention": ("mentions.csv", "start", "end", "exact"),
    "exclusion": ("exclusions.csv", "start", "end", "start"),
}
"""The file of each kind, and its columns of start, end and token."""

Container = tuple[str, str]
"""A source and the part of it that offsets count in."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source that a row of a table names.

    Attributes:
        kind: a figure's first citation, a further one of it, a mention or an exclusion.
        line: line of the row.
        source: id of the source.
        part: page or cell that offsets count in; of an exclusion perhaps several; empty in other texts.
        start: first code point.
        end: code point after the last; 0 for an exclusion of whole pages or cells.
        token: what should stand there; empty for an exclusion.
        value: the figure's value, or None.
        converted: its converted value, or None.
        scale: what the token is multiplied by.
        reason: of an exclusion, else "".
    """

    kind: Kind
    line: int
    source: str
    part: str
    start: int
    end: int
    token: str
    value: Decimal | None = None
    converted: Decimal | None = None
    scale: int = 1
    reason: str = ""

    @property
    def path(self) -> str:
        """The file of its table."""
        return CELLS[self.kind][0]

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Source, part, start and end: what identifies a place."""
        return self.source, self.part, self.start, self.end

    @property
    def container(self) -> Container:
        """Source and part."""
        return self.source, self.part

    @property
    def is_whole(self) -> bool:
        """Whether it is an exclusion of whole pages or cells."""
        return self.end == 0

    @property
    def words(self) -> str:
        """Where it is, for people."""
        return self.part if self.is_whole else in_words(self.part, self.start, self.end)

    @property
    def is_figure(self) -> bool:
        """Whether a figure cites it."""
        return self.kind in ("figure", "further")

    def violation(self, part: int, code: str, found: str, expected: str, suggestion: str | None = None) -> Violation:
        """What is wrong with its part (0), start (1), end (2) or token (3)."""
        column = CELLS[self.kind][part] if part else "more_citations" if self.kind == "further" else "part"
        return Violation(self.path, self.line, column, code, found, expected, suggestion)


Item = Citation | Violation


def figure_citations(tables: Mapping[str, pl.DataFrame]) -> Iterator[Item]:
    """Every citation of every figure in the order of the table, the further ones of a figure after its first."""
    columns = ("source", "part", "cite_start", "cite_end", "token", "value", "converted", "scale", "more_citations")
    for line, source, part, start, end, token, value, converted, scale, more in _rows("figures", tables, columns):
        facts = _decimal(value), _decimal(converted), int(scale) if WHOLE.fullmatch(scale) else 1
        yield _item("figure", line, (source, part), (start, end, token), facts)
        for item in more.split(";") if more else ():
            parts = PLACED.fullmatch(item)
            if parts:
                yield _item("further", line, (source, parts[1] or part), (parts[2], parts[3], parts[4]), facts)
            else:
                place = ("figures.csv", line, "more_citations")
                yield Violation(*place, "citation-form", shorten(item), "start-end:token")


def mentions(tables: Mapping[str, pl.DataFrame]) -> Iterator[Item]:
    """Every mention of a program in the order of the table."""
    for line, source, part, *cells in _rows("mentions", tables, ("source", "part", "start", "end", "exact")):
        yield _item("mention", line, (source, part), cells)


def exclusions(tables: Mapping[str, pl.DataFrame]) -> Iterator[Item]:
    """Every exclusion in the order of the table; a note on a person or a contact is a violation, and is not shown."""
    columns = ("source", "part", "start", "end", "reason", "note")
    for line, source, part, start, end, reason, note in _rows("exclusions", tables, columns):
        if not start and not end and (area_of(part) or pages_of(part)):
            yield Citation("exclusion", line, source, part, 0, 0, "", reason=reason)
        else:
            yield _item("exclusion", line, (source, part), (start, end, ""))
        if note and reason in ("person", "contact"):
            expected = "no note for the reasons person and contact"
            yield Violation("exclusions.csv", line, "note", "note-on-person", "a note", expected)


def _item(
    kind: Kind,
    line: int,
    container: Container,
    cells: Sequence[str],
    facts: tuple[Decimal | None, Decimal | None, int] = (None, None, 1),
) -> Item:
    path, *columns = CELLS[kind]
    start, end, token = cells
    for column, cell in zip(columns[:2], (start, end), strict=True):
        if not WHOLE.fullmatch(cell):
            return Violation(path, line, column, "type", shorten(cell or None), "a whole number")
    if int(start) >= int(end):
        return Violation(path, line, columns[1], "cite-order", shorten(end), f"more than {int(start)}")
    value, converted, scale = facts
    return Citation(kind, line, *container, int(start), int(end), token, value, converted, scale)


def _rows(name: str, tables: Mapping[str, pl.DataFrame], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Line and cells of every row of a table as text, an empty cell as ""."""
    frame = with_places({name: tables[name]})[name]
    return frame.select("_line", *(_text(frame, column) for column in columns)).iter_rows()


def _text(frame: pl.DataFrame, column: str) -> pl.Expr:
    cell = pl.col(column).list.join(";") if isinstance(frame.schema[column], pl.List) else pl.col(column)
    return cell.cast(pl.String).fill_null("")


def _decimal(cell: str) -> Decimal | None:
    try:
        return Decimal(cell) if cell else None
    except InvalidOperation:
        return None
