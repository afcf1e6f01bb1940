"""Tables as two releases publish them: which rows of one are not in the other, and which cells differ.

Cells are compared as text, in the canonical forms that releases have. Set-based: whole columns at a time.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kg_builder.errors import ReleaseError


@dataclass(frozen=True)
class Counts:
    """Rows of one table that were added, removed or changed."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class Table:
    """A table as text, with the columns that name a row and those that the builder adds."""

    frame: pl.DataFrame
    key: list[str]
    derived: frozenset[str]


def read_tables(release: Path, needed: Iterable[str]) -> dict[str, Table]:
    """All tables of a release by name.

    Raises:
        ReleaseError: a table that is listed or needed is missing or damaged.
    """
    folder = release / "tables"
    try:
        package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
        tables = {str(resource["name"]): _table(folder, resource) for resource in package["resources"]}
        return {name: tables[name] for name in dict.fromkeys([*needed, *tables])}
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
        message = f"{release.name}/tables: missing or damaged ({type(error).__name__})"
        raise ReleaseError(message) from error


def _table(folder: Path, resource: Mapping[str, Any]) -> Table:
    """One table; an empty cell is null."""
    schema = resource["schema"]
    key = schema["primaryKey"]
    derived = frozenset(field["name"] for field in schema["fields"] if field.get("derived"))
    frame = pl.read_csv(folder / resource["path"], infer_schema=False)
    return Table(frame, [key] if isinstance(key, str) else list(key), derived)


def counts_of(old: Table | None, new: Table | None) -> Counts:
    """How many rows of a table differ."""
    if old is None or new is None or old.key != new.key:
        return Counts(new.frame.height if new else 0, old.frame.height if old else 0, 0)
    return Counts(
        new.frame.join(old.frame, on=new.key, how="anti", nulls_equal=True).height,
        old.frame.join(new.frame, on=new.key, how="anti", nulls_equal=True).height,
        differing(old.frame, new.frame, new.key).select(new.key).unique().height,
    )


def differing(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Cells that differ in rows of one key: the key, `property`, `was`, `is`; by key, then in the order of columns."""
    columns = [name for name in dict.fromkeys([*new.columns, *old.columns]) if name not in key]
    empty = pl.lit(None, dtype=pl.String)
    before = old.select(*key, *((pl.col(c) if c in old.columns else empty).alias(f"was {c}") for c in columns))
    after = new.select(*key, *((pl.col(c) if c in new.columns else empty).alias(f"is {c}") for c in columns))
    both = before.join(after, on=key, how="inner", nulls_equal=True)
    cells = [
        both.filter(pl.col(f"was {c}").ne_missing(pl.col(f"is {c}"))).select(
            *key,
            pl.lit(c).alias("property"),
            pl.col(f"was {c}").alias("was"),
            pl.col(f"is {c}").alias("is"),
            pl.lit(n).alias("n"),
        )
        for n, c in enumerate(columns)
    ]
    schema = dict.fromkeys([*key, "property", "was", "is"], pl.String()) | {"n": pl.Int32()}
    return pl.concat([pl.DataFrame(schema=schema), *cells]).sort(*key, "n").drop("n")
