"""Answers as dataframes of pandas or Polars, every column with the type that its values have.

| values | pandas | Polars |
|---|---|---|
| whole numbers, years | `Int64` | `Int64`; `Int128` beyond 64 bits |
| decimals | `Float64`, or `Decimal` objects with `decimals="exact"` | `Float64`, or `Decimal` |
| floating-point numbers | `Float64` | `Float64` |
| booleans | `boolean` | `Boolean` |
| dates | `datetime64[s]` | `Date` |
| times | `datetime64[us]`, in UTC where all have a zone | `Datetime`, likewise |
| texts, IRIs | `string` | `String` |
| several kinds | objects | `String` |
| nothing at all | objects | `Null` |

What is not bound is missing: `NA`, `NaT` or null. Neither library is needed until a frame is asked for. Imports errors
and terms.
"""

import importlib
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from kg_client.errors import BadArgument
from kg_client.terms import Cell

Engine = Literal["pandas", "polars"]
Decimals = Literal["float", "exact"]
Frame: TypeAlias = Any
"""A frame, a series or the whole of a library that need not be installed."""

FLOAT_DIGITS = 15
"""Digits that every decimal keeps as a floating-point number."""

_LONG = 1 << 63
_PANDAS = {
    "whole": "Int64",
    "float": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "moment": "datetime64[us]",
    "zoned": "datetime64[us, UTC]",
    "text": "string",
}


def kind_of(values: Sequence[Cell]) -> str:
    """The kind that all bound values of a column have; "mixed" where they have several, "nothing" without any."""
    kinds = {_kind(value) for value in values if value is not None}
    if kinds <= {"whole", "long", "decimal"} and kinds:
        return "decimal" if "decimal" in kinds else "long" if "long" in kinds else "whole"
    if kinds <= {"whole", "long", "decimal", "float"} and kinds:
        return "float"
    return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "nothing"


def _kind(value: Cell) -> str:
    """The kind of one value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "whole" if -_LONG <= value < _LONG else "long"
    if isinstance(value, datetime):
        return "zoned" if value.tzinfo else "moment"
    for kind, types in (("decimal", Decimal), ("float", float), ("date", date)):
        if isinstance(value, types):
            return kind
    return "text"


def make_frame(columns: Mapping[str, Sequence[Cell]], engine: Engine, decimals: Decimals) -> Frame:
    """A dataframe of columns of equal length.

    Args:
        columns: name to values.
        engine: the library.
        decimals: "float" for numbers to calculate with, "exact" to keep every digit.

    Raises:
        BadArgument: the library is not installed, or an argument is none of the choices.
    """
    if engine not in ("pandas", "polars") or decimals not in ("float", "exact"):
        message = f"found engine={engine!r}, decimals={decimals!r}, expected pandas or polars, float or exact"
        raise BadArgument(message)
    try:
        library = importlib.import_module(engine)
    except ImportError as error:
        message = f"{engine} is not installed here: pip install {engine}"
        raise BadArgument(message) from error
    series = _pandas if engine == "pandas" else _polars
    made = {name: series(library, name, values, decimals) for name, values in columns.items()}
    if engine == "pandas":
        return library.DataFrame(made, columns=list(columns))
    return library.DataFrame(list(made.values()))


def _pandas(pandas: Frame, name: str, values: Sequence[Cell], decimals: Decimals) -> Frame:
    """A series of pandas."""
    kind, ready = _prepared(name, values, decimals)
    if kind in {"date", "moment"}:
        numpy = importlib.import_module("numpy")
        return pandas.Series(numpy.array(ready, dtype=_PANDAS[kind]))
    if kind in _PANDAS:
        return pandas.Series(ready, dtype=_PANDAS[kind])
    return pandas.Series([pandas.NA if value is None else value for value in ready], dtype=object)


def _polars(polars: Frame, name: str, values: Sequence[Cell], decimals: Decimals) -> Frame:
    """A series of Polars."""
    kind, ready = _prepared(name, values, decimals)
    types = {
        "whole": polars.Int64,
        "float": polars.Float64,
        "boolean": polars.Boolean,
        "date": polars.Date,
        "moment": polars.Datetime("us"),
        "zoned": polars.Datetime("us", "UTC"),
        "text": polars.String,
        "nothing": polars.Null,
    }
    if kind == "long" and all(value is None or -(1 << 127) <= value < 1 << 127 for value in ready):
        return polars.Series(name, ready, dtype=polars.Int128)
    if kind == "decimal" and (scale := _scale(ready)) is not None:
        return polars.Series(name, ready, dtype=polars.Decimal(38, scale))
    if kind in types:
        return polars.Series(name, ready, dtype=types[kind])
    return polars.Series(name, [None if value is None else str(value) for value in ready], dtype=polars.String)


def _prepared(name: str, values: Sequence[Cell], decimals: Decimals) -> tuple[str, list[Any]]:
    """Kind and values as the libraries take them."""
    kind = kind_of(values)
    if kind == "decimal" and decimals == "float":
        if any(_digits(value) > FLOAT_DIGITS for value in values):
            told = f"column {name} has numbers of more than {FLOAT_DIGITS} digits: decimals='exact' keeps them all"
            warnings.warn(told, stacklevel=4)
        kind = "float"
    if kind == "float":
        return kind, [None if value is None else float(value) for value in values]  # type: ignore[arg-type]
    if kind == "decimal":
        return kind, [Decimal(value) if isinstance(value, int) else value for value in values]
    if kind == "zoned":
        return kind, [value.astimezone(UTC) if isinstance(value, datetime) else None for value in values]
    if kind == "text":
        return kind, [None if value is None else str(value) for value in values]
    return kind, list(values)


def _digits(value: Cell) -> int:
    """Significant digits of a decimal number."""
    if isinstance(value, Decimal) and value.is_finite():
        return len("".join(map(str, value.as_tuple().digits)).strip("0"))
    return len(str(abs(value)).rstrip("0")) if isinstance(value, int) else 0


def _scale(values: Sequence[Any]) -> int | None:
    """Digits after the point that hold every number, or None where 38 digits do not."""
    scale = whole = 0
    for value in values:
        if value is not None:
            _, digits, exponent = value.as_tuple()
            scale = max(scale, -exponent)
            whole = max(whole, len(digits) + exponent)
    return scale if scale + whole <= 38 else None
