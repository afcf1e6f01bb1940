"""Rows that are added to tables of a package, or changed in them; what is not changed stays as it is in the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.rows import read_rows
from kg_builder.datapackage.tables import LINE


@dataclass(frozen=True)
class Addition:
    """How a table will be.

    Attributes:
        frame: all its rows as text, with `_line`; new ones at the end.
        content: the file, or None when nothing changes.
        new: how many rows are new.
        changed: how many rows have other cells.
        same: how many rows that were wanted are there already.
    """

    frame: pl.DataFrame
    content: bytes | None
    new: int
    changed: int
    same: int


def with_rows(path: Path, frame: pl.DataFrame, wanted: pl.DataFrame, keys: Sequence[str]) -> Addition:
    """A table with some rows in it: those that are there by their keys are changed where they differ, others are added.

    Args:
        path: of the table.
        frame: its rows as text, with `_line`.
        wanted: rows as text, with the same columns or some of them; an empty cell, or a column that is not there, says
            nothing against what stands there.
        keys: columns that tell one row from another.
    """
    columns = [name for name in frame.columns if name != LINE]
    filled = wanted.select(
        pl.col(name) if name in wanted.columns else pl.lit(None, pl.String).alias(name) for name in columns
    )
    there = frame.select(*keys, LINE, *(pl.col(name).alias(f"{name}.old") for name in columns if name not in keys))
    joined = filled.join(there, on=list(keys), how="left", maintain_order="left", nulls_equal=True)
    fresh = joined.filter(pl.col(LINE).is_null()).select(columns)
    known = joined.filter(pl.col(LINE).is_not_null())
    others = [name for name in columns if name not in keys and name in wanted.columns]
    differs = [pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}.old")) for name in others]
    different = known.filter(pl.any_horizontal(differs)) if differs else known.clear()
    first = (frame.get_column(LINE).max() or 1) if frame.height else 1
    lines = pl.int_range(pl.len(), dtype=pl.Int64) + int(str(first)) + 1
    changes = {row[LINE]: {name: row[name] for name in others if row[name]} for row in different.iter_rows(named=True)}
    whole = pl.concat([_changed(frame, changes), fresh.with_columns(lines.alias(LINE))])
    content = _content(path, changes, fresh) if changes or fresh.height else None
    return Addition(whole, content, fresh.height, len(changes), known.height - len(changes))


def _changed(frame: pl.DataFrame, changes: Mapping[int, Mapping[str, str]]) -> pl.DataFrame:
    """Rows with other cells, by their lines."""
    for name in sorted({name for cells in changes.values() for name in cells}):
        new = {line: cells[name] for line, cells in changes.items() if name in cells}
        told = pl.DataFrame({LINE: list(new), "new": list(new.values())}, schema={LINE: pl.Int64, "new": pl.String})
        frame = frame.join(told, on=LINE, how="left", maintain_order="left")
        frame = frame.with_columns(pl.coalesce("new", name).alias(name)).drop("new")
    return frame


def _content(path: Path, changes: Mapping[int, Mapping[str, str]], fresh: pl.DataFrame) -> bytes:
    """The file with changed rows and new ones."""
    if changes:
        rows = (row.changed(changes[row.line]) if row.line in changes else row for row in read_rows(path))
        before = "".join(row.printed for row in rows).encode()
    else:
        before = path.read_bytes()
    if before and not before.endswith(b"\n"):
        before += b"\n"
    return before + fresh.write_csv(include_header=False, line_terminator="\n").encode()


def without_empty(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> pl.DataFrame:
    """Rows as a frame of text with some columns; an empty cell is null."""
    listed = [{name: row.get(name) or None for name in columns} for row in rows]
    return pl.DataFrame(listed, schema=dict.fromkeys(columns, pl.String))
