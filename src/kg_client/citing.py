"""Where a source says something. Imports terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kg_client.terms import Cell, Iri

Record = Mapping[str, Cell]
"""A row by column."""


@dataclass(frozen=True)
class Named:
    """A thing with its name."""

    iri: Iri
    label: str


@dataclass(frozen=True)
class Place:
    """Where a source says it.

    Attributes:
        iri: of the citation.
        source: the source.
        start, end: the first character and the one after the last, in Unicode code points from 0.
        printed: what stands there.
        page, row, column: of a paged source or a table, counted from 1, else None; start and end count in them.
        fingerprint: finds the place in another extraction of the same text, or "".
        sha256: digest of the source's bytes.
        text_sha256: digest of the text extracted from them, where the bytes are no text; else "".
        issued: day of the source, or None.
        publisher, file, url: of the source, or "".
    """

    iri: Iri
    source: Named
    start: int
    end: int
    printed: str
    page: int | None
    row: int | None
    column: int | None
    fingerprint: str
    sha256: str
    text_sha256: str
    issued: date | None
    publisher: str
    file: str
    url: str

    @property
    def words(self) -> str:
        """The place in words."""
        inside = {"page": self.page, "row": self.row, "column": self.column}
        parts = [f"{name} {value}" for name, value in inside.items() if value is not None]
        return ", ".join([*parts, f"characters {self.start} to {self.end}"])


def read_place(record: Record) -> Place:
    """One row as a place."""

    def text(name: str) -> str:
        value = record.get(name)
        return "" if value is None else str(value)

    return Place(
        iri=Iri(text("citation")),
        source=Named(Iri(text("source")), text("label")),
        start=_whole(record["start"]) or 0,
        end=_whole(record["end"]) or 0,
        printed=text("printed"),
        page=_whole(record.get("page")),
        row=_whole(record.get("row")),
        column=_whole(record.get("column")),
        fingerprint=text("fingerprint"),
        sha256=text("sha256"),
        text_sha256=text("text_sha256"),
        issued=day(record.get("issued")),
        publisher=text("publisher"),
        file=text("file"),
        url=text("url"),
    )


def day(value: Cell) -> date | None:
    """A day."""
    return value if isinstance(value, date) else None


def _whole(value: Cell) -> int | None:
    """A whole number."""
    return value if isinstance(value, int) else None
