"""What a table prints in its headings and beside its rows, as ids of a package: by id, any label, or code."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kg_builder.datapackage.checks.rule import nearest, shorten
from kg_builder.datapackage.package import Package
from kg_builder.evidence.sources import letters_and_digits
from kg_builder.tabular.table_map import Printed

EXACT = ("id", "code", "iso_code", "cofog")
"""Columns whose text must be the same, letter by letter."""

LABELS = re.compile(r"label(_[a-z_]+)?|alt_labels")
YEAR = re.compile(r"(?<![0-9])(1[89][0-9]{2}|20[0-9]{2}|2100)(?![0-9])")


@dataclass(frozen=True)
class Meaning:
    """What a printed name means.

    Attributes:
        cell: what a figure's cell holds, or None when that is not known.
        found: what was found, for a message.
        expected: what was expected.
        near: the nearest known name, or None.
    """

    cell: str | None
    found: str = ""
    expected: str = ""
    near: str | None = None


def meanings(
    column: str, names: Iterable[str], printed: Printed, package: Package, frames: Mapping[str, pl.DataFrame]
) -> dict[str, Meaning]:
    """What each printed name means in a column of figures.

    Args:
        column: of figures, or `year`.
        names: as they are printed.
        printed: what the map says of the column.
        package: its schemas.
        frames: its tables as text.
    """
    said = {_folded(name): cell for name, cell in printed.names.items()}
    rest = _lookup(column, printed, package, frames)
    return {name: Meaning(said[_folded(name)]) if _folded(name) in said else rest.meaning(name) for name in names}


def _folded(name: str) -> str:
    return letters_and_digits(name) or name.strip()


@dataclass(frozen=True)
class _Lookup:
    """Names of the rows of a table, or of years, or none at all.

    Attributes:
        column: of figures.
        table: that its cells refer to, or "".
        exact: text to ids.
        labels: folded text to ids.
        shown: names to suggest.
        by: the one column that is looked in, or "" for all.
    """

    column: str
    table: str
    exact: Mapping[str, Sequence[str]]
    labels: Mapping[str, Sequence[str]]
    shown: Sequence[str]
    by: str = ""

    def meaning(self, name: str) -> Meaning:
        """What a name means."""
        if self.column == "year":
            years = set(YEAR.findall(name))
            expected = "one year of four digits, or what it means under names"
            return Meaning(years.pop()) if len(years) == 1 else Meaning(None, shorten(name), expected)
        if self.column == "scale" and not name.isdecimal():
            return Meaning(None, shorten(name), "what it means under names: a whole number such as 10000")
        if not self.table:
            return Meaning(name)
        ids = self.exact.get(name) or self.labels.get(_folded(name), ())
        if len(ids) == 1:
            return Meaning(ids[0])
        if ids:
            return Meaning(None, *self._several(name, ids))
        expected = f"an id, label or code of {self.table}, or what it means under names"
        return Meaning(None, shorten(name), expected, nearest(name, self.shown))

    def _several(self, name: str, ids: Sequence[str]) -> tuple[str, str]:
        """What was found and expected where several rows have a name: one entry of names would make them one."""
        listed = ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
        found = f"{shorten(name)}, which {len(ids)} rows of {self.table} have: {listed}"
        only = "where only one of them is meant, its id under names"
        if self.by in EXACT:
            return found, only
        codes = 'a column of the table that tells them apart, such as codes: { column = …, by = "code" }'
        return found, f"{codes}; or, {only}"


def _lookup(column: str, printed: Printed, package: Package, frames: Mapping[str, pl.DataFrame]) -> _Lookup:
    field = next((field for field in package.tables["figures"].fields if field.name == column), None)
    table = field.references if field is not None and field.references else ""
    if not table:
        return _Lookup(column, "", {}, {}, ())
    frame = frames[table]
    exact, labels = dict[str, list[str]](), dict[str, list[str]]()
    for name in [printed.by] if printed.by else frame.columns:
        is_label = LABELS.fullmatch(name) is not None
        if name not in frame.columns or not (name in EXACT or is_label or printed.by):
            continue
        for identifier, text in frame.select(pl.col("id"), pl.col(name).alias("text")).drop_nulls().iter_rows():
            for item in text.split(";") if name == "alt_labels" else (text,):
                known = labels.setdefault(_folded(item), []) if is_label else exact.setdefault(item, [])
                known += [] if identifier in known else [identifier]
    shown = sorted({text for name in ("label", "id") for text in frame.get_column(name).drop_nulls()})
    return _Lookup(column, table, exact, labels, shown, printed.by)
