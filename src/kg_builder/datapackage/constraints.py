"""Constraints of a Table Schema field: which there are, on which types, and what their values may be.

Follows https://datapackage.org/standard/table-schema/#field-constraints. A constraint that is not supported on a type
is refused by its name.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from kg_builder.datapackage.forms import Form, check_form
from kg_builder.errors import SchemaError

TYPES: Mapping[str, tuple[str, ...]] = {
    "required": ("boolean", "date", "integer", "list", "number", "string"),
    "unique": ("boolean", "date", "integer", "number", "string"),
    "pattern": ("string",),
    "enum": ("string",),
    "minLength": ("string",),
    "maxLength": ("string",),
    "minimum": ("date", "integer", "number"),
    "maximum": ("date", "integer", "number"),
}
"""Constraint to the types of field that it is supported on."""

FORMS: dict[str, Form] = {
    "required": bool,
    "unique": bool,
    "pattern": str,
    "enum": [str],
    "minLength": int,
    "maxLength": int,
}
LARGEST = Decimal(10) ** 19


def checked_constraints(content: Mapping[str, Any], kind: str, file: str, where: str) -> Mapping[str, Any]:
    """The constraints of a field of some type; `minimum` and `maximum` as plain text.

    Args:
        content: constraint to its value, as parsed from JSON.
        kind: type of the field.
        file: for messages.
        where: JSON pointer of `content`.

    Raises:
        SchemaError: a constraint that is not supported on the type, or a value that means nothing.
    """
    for name in sorted(content):
        if name not in TYPES:
            problem = f"property {name!r} is not supported, expected one of {', '.join(sorted(TYPES))}"
            raise SchemaError(file, f"{where}/{name}", problem)
        if kind not in TYPES[name]:
            problem = f"{name!r} is not supported on the type {kind}, only on {', '.join(TYPES[name])}"
            raise SchemaError(file, f"{where}/{name}", problem)
    check_form(content, FORMS, file, where)
    if "pattern" in content:
        check_pattern(content["pattern"], file, f"{where}/pattern")
    bounds = {
        name: _bound(content[name], kind, file, f"{where}/{name}") for name in ("minimum", "maximum") if name in content
    }
    return {**content, **bounds}


def check_pattern(pattern: str, file: str, where: str) -> None:
    """A regular expression that Python and Polars both understand.

    Raises:
        SchemaError: it is none, or uses look-around or back-references.
    """
    try:
        re.compile(pattern)
        pl.Series([""]).str.contains(f"^(?:{pattern})$")
    except re.error as error:
        raise SchemaError(file, where, f"found no regular expression: {error}") from error
    except pl.exceptions.PolarsError as error:
        raise SchemaError(file, where, f"found {pattern!r}, expected no look-around and no back-references") from error


def _bound(value: object, kind: str, file: str, where: str) -> str:
    """A bound as text that casts to the type of the field."""
    words = "a date as YYYY-MM-DD" if kind == "date" else "a number"
    try:
        if kind == "date" and isinstance(value, str):
            return date.fromisoformat(value).isoformat()
        if kind != "date" and isinstance(value, int | float | str) and not isinstance(value, bool):
            number = Decimal(str(value))
            if number.is_finite() and abs(number) < LARGEST:
                return format(number.quantize(Decimal(1)) if number == int(number) else number, "f")
    except (ValueError, InvalidOperation):
        pass
    raise SchemaError(file, where, f"found {value!r}, expected {words}")
