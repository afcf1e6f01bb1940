"""Rules on keys: unique columns, primary keys, and references from one table to another."""

from collections.abc import Iterator, Mapping

import polars as pl

from kg_builder.datapackage.checks.rule import CHOICES, Rule
from kg_builder.datapackage.schema import Field, Table
from kg_builder.datapackage.tables import as_type


def key_rules(table: Table, frames: Mapping[str, pl.DataFrame]) -> Iterator[Rule]:
    """Every rule on the keys of a table, over frames of text.

    Args:
        table: the schema.
        frames: all tables of the package as text.
    """
    for field in table.fields:
        if field.constraints.get("unique"):
            again = pl.col(field.name).is_not_null() & ~_value(field).is_first_distinct()
            yield Rule(field.name, "not-unique", again, "a value used once")
    if table.primary_key:
        yield from _primary_key(table)
    yield from _references(table, frames)


def _references(table: Table, frames: Mapping[str, pl.DataFrame]) -> Iterator[Rule]:
    """Every item of a cell that refers to another table is the id of one of its rows.

    Items are looked up once for all columns that refer to one table; the rules then look for the few unknown ones.
    """
    referring = [field for field in table.fields if field.references is not None]
    unknown: dict[str, pl.Series] = {}
    for name in dict.fromkeys(str(field.references) for field in referring):
        columns = [_items(field, frames[table.name]) for field in referring if field.references == name]
        found = pl.concat(columns).drop_nulls().unique()
        unknown[name] = found.filter(~found.is_in(frames[name].get_column("id").implode()))
    for field in referring:
        name = str(field.references)
        yield _reference(field, unknown[name], frames[name].get_column("id"))


def _items(field: Field, frame: pl.DataFrame) -> pl.Series:
    """The cells of a column one under another, lists item by item."""
    cells = frame.get_column(field.name)
    return cells.drop_nulls().str.split(field.delimiter).explode() if field.type == "list" else cells


def _reference(field: Field, unknown: pl.Series, ids: pl.Series) -> Rule:
    """No item of the cell is one of the unknown ones; the ids of the other table are what it could have been."""
    expected = f"an id of {field.references}"
    choices = ids.drop_nulls().unique().sort().head(CHOICES).to_list() if len(unknown) else []
    if field.type != "list":
        broken = pl.col(field.name).is_in(unknown.implode())
        return Rule(field.name, "reference-unknown", broken, expected, choices=choices)
    is_unknown = pl.element().is_in(unknown.implode())
    items = pl.col(field.name).str.split(field.delimiter)
    first = items.list.eval(pl.element().filter(is_unknown)).list.first()
    return Rule(field.name, "reference-unknown", first.is_not_null(), expected, found=first, choices=choices)


def _value(field: Field) -> pl.Expr:
    """A cell as what it says, so that `1.0` is `1`; a cell that does not fit its type stands for itself."""
    if field.type in ("string", "list"):
        return pl.col(field.name)
    return pl.coalesce(as_type(field).cast(pl.String), pl.col(field.name))


def _primary_key(table: Table) -> Iterator[Rule]:
    """No two rows have one primary key and none is empty; what `unique` and `required` say is not told twice."""
    fields = [field for field in table.fields if field.name in table.primary_key]
    nothing = pl.all_horizontal(pl.col(field.name).is_null() for field in fields)
    if not any(field.is_required for field in fields):
        yield Rule(fields[0].name, "primary-key", nothing, f"a value in {', '.join(table.primary_key)}")
    if len(fields) == 1 and fields[0].constraints.get("unique"):
        return
    row = pl.struct(_value(field) for field in fields)
    words = f"one row for each {', '.join(table.primary_key)}"
    text = pl.concat_str(table.primary_key, separator=" ", ignore_nulls=True)
    yield Rule(table.primary_key[0], "primary-key", ~row.is_first_distinct() & ~nothing, words, found=text)
