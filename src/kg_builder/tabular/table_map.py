"""What the map of an official table says, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg_builder.texts.parts import Area, area_of

MISSING = (
    *("", "-", "–", "—", "－", "−", "‐", "...", "…", "..", "·", "*", ":", "/", "\\"),
    *("n/a", "na", "n.a.", "nil", "x"),
)
"""What stands in a cell without a number, in any case, beside what a map says."""


@dataclass(frozen=True)
class Printed:
    """Where the table prints what a column of figures holds.

    Attributes:
        row: of headings, or 0.
        column: of names, or 0.
        names: what is printed, to what the cell shall hold.
        by: column of the other table that names are looked up in, or "" for all that could name a row.
        fill: whether an empty cell says what the one before it says, as merged cells do.
    """

    row: int
    column: int
    names: Mapping[str, str]
    by: str
    fill: bool = False


@dataclass(frozen=True)
class LeftOut:
    """Cells that are no figures: part, reason and note of an exclusion."""

    part: str
    reason: str
    note: str


@dataclass(frozen=True)
class TableMap:
    """A map that has been read without complaint.

    Attributes:
        source: cells of the row of sources.
        extraction: settings of how the file is read: `charset`, `delimiter`.
        first_row: first row with numbers.
        last_row: last row with numbers, or None for the last of the file.
        columns: columns with numbers, sorted.
        missing: what stands where there is no number, folded.
        marks: what may stand beside a number, to the flag that it means, or "".
        leave_out: cells that are no figures.
        constants: cells that are the same for all figures; lists joined.
        printed: where the others are printed, by column.
        starts: month and day that a year begins on.
        ends: month and day that it ends on.
    """

    source: Mapping[str, str]
    extraction: Mapping[str, str]
    first_row: int
    last_row: int | None
    columns: tuple[int, ...]
    missing: frozenset[str]
    marks: Mapping[str, str]
    leave_out: tuple[LeftOut, ...]
    constants: Mapping[str, str]
    printed: Mapping[str, Printed]
    starts: str
    ends: str

    @property
    def areas(self) -> list[Area]:
        """The cells that are no figures."""
        return [area for area in (area_of(each.part) for each in self.leave_out) if area is not None]
