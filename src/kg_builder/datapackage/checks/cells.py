"""Rules on single cells: types, constraints, and entries of closed lists. Equal to the Table Schema standard.

Pure functions from a field to rules over a frame of text; what the `frictionless` library finds, these find too.
"""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from kg_builder.datapackage.checks.rule import Rule
from kg_builder.datapackage.schema import Field, Table
from kg_builder.datapackage.tables import DECIMAL

LEXICAL = {
    "integer": r"^[+-]?[0-9]{1,18}$",
    "number": r"^[+-]?([0-9]{1,19}([.][0-9]{0,9})?|[.][0-9]{1,9})$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "boolean": r"^(true|false)$",
}
WORDS = {
    "integer": "a whole number",
    "number": "a number of at most 19 digits before the point and 9 after it",
    "date": "a date as YYYY-MM-DD",
    "boolean": "true or false",
}
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{fffe}\u{ffff}]"
"""Controls and direction overrides: nothing that a curator means to write."""


FORMULA = r"^(?:[=@]|[+-][^0-9.])"
"""How a text begins that a spreadsheet would carry out when it opens the table."""


def cell_rules(table: Table, lists: Mapping[str, Iterable[str]]) -> Iterator[Rule]:
    """Every rule on the single cells of a table, column by column.

    Args:
        table: the schema.
        lists: entries of the closed lists by scheme.
    """
    for field in table.fields:
        if field.is_required:
            yield Rule(field.name, "required", pl.col(field.name).is_null(), "a value")
        yield from _text_rules(field)
        yield from _formula_rules(field)
        yield from _type_rules(field)
        yield from _constraint_rules(field)
        if field.scheme is not None:
            yield from _entries(field, tuple(lists[field.scheme]))


def _text_rules(field: Field) -> Iterator[Rule]:
    """No control characters, no space around the text, nothing that a spreadsheet takes for a formula."""
    cell = pl.col(field.name)
    yield Rule(field.name, "control-character", cell.str.contains(CONTROL), "printable text")
    yield Rule(field.name, "space-around", cell != cell.str.strip_chars(), "no space before or after")


def _formula_rules(field: Field) -> Iterator[Rule]:
    """Nothing that a spreadsheet would carry out; closed lists need no look."""
    if field.type in ("string", "list") and field.scheme is None and "enum" not in field.constraints:
        is_formula = pl.col(field.name).str.contains(FORMULA)
        yield Rule(field.name, "formula", is_formula, "text that no spreadsheet takes for a formula")


def _type_rules(field: Field) -> Iterator[Rule]:
    """The cell fits its type."""
    cell = pl.col(field.name)
    if field.type == "date":
        valid = cell.str.contains(LEXICAL["date"]) & cell.str.to_date("%Y-%m-%d", strict=False).is_not_null()
        yield Rule(field.name, "type", cell.is_not_null() & ~valid, WORDS["date"])
    elif field.type in LEXICAL:
        yield Rule(field.name, "type", ~cell.str.contains(LEXICAL[field.type]), WORDS[field.type])
    elif field.type == "list":
        items = cell.str.split(field.delimiter)
        empty = items.list.eval(pl.element().str.strip_chars() == "").list.any()
        yield Rule(field.name, "list-item-empty", empty, f"items between {field.delimiter!r}")
        spaced = items.list.eval(pl.element() != pl.element().str.strip_chars()).list.any()
        yield Rule(field.name, "list-item-space", spaced & ~empty, f"no space around {field.delimiter!r}")
        yield Rule(field.name, "list-item-twice", items.list.n_unique() < items.list.len(), "each item once")


def _constraint_rules(field: Field) -> Iterator[Rule]:
    """Pattern, enum, lengths and bounds."""
    cell, limits = pl.col(field.name), field.constraints
    if "pattern" in limits:
        pattern = f"^(?:{limits['pattern']})$"
        yield Rule(field.name, "pattern", ~cell.str.contains(pattern), f"text like {limits['pattern']}")
    if "enum" in limits:
        words = f"one of {', '.join(limits['enum'])}"
        yield Rule(field.name, "enum", ~cell.is_in(limits["enum"]), words, choices=tuple(limits["enum"]))
    if "minLength" in limits:
        shorter = cell.str.len_chars() < limits["minLength"]
        yield Rule(field.name, "min-length", shorter, f"at least {limits['minLength']} characters")
    if "maxLength" in limits:
        longer = cell.str.len_chars() > limits["maxLength"]
        yield Rule(field.name, "max-length", longer, f"at most {limits['maxLength']} characters")
    for name, words in (("minimum", "at least"), ("maximum", "at most")):
        if name in limits:
            number, bound = _comparable(field, limits[name])
            outside = number < bound if name == "minimum" else number > bound
            yield Rule(field.name, name, outside, f"{words} {limits[name]}")


def _comparable(field: Field, limit: str) -> tuple[pl.Expr, pl.Expr]:
    """A cell and a limit as values that can be compared."""
    cell, bound = pl.col(field.name), pl.lit(limit)
    if field.type == "date":
        return cell.str.to_date("%Y-%m-%d", strict=False), bound.str.to_date("%Y-%m-%d")
    return cell.cast(DECIMAL, strict=False), bound.cast(DECIMAL)


def _entries(field: Field, entries: tuple[str, ...]) -> Iterator[Rule]:
    """Every item is an entry of the closed list; an `enum` says it already."""
    if "enum" in field.constraints:
        return
    items = pl.col(field.name).str.split(field.delimiter if field.type == "list" else "\n")
    unknown = items.list.set_difference(list(entries))
    yield Rule(
        field.name,
        "entry-unknown",
        unknown.list.len() > 0,
        f"entries of the list {field.scheme}",
        found=unknown.list.first(),
        choices=entries,
    )
