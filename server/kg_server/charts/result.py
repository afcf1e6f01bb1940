"""An answer as a chart sees it: columns of terms, and what the graph knows of the figures and places among them.

Imports asking and the language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kg_server.naming.language import Language
from kg_server.protocol.asking import Cell, Table

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = f"{XSD}string"
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_NUMBERS = frozenset(
    f"{XSD}{name}"
    for name in ("integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger", "byte")
)
_TIMES = frozenset(f"{XSD}{name}" for name in ("date", "dateTime", "gYear", "gYearMonth"))
_YEAR = re.compile(r"[12][0-9]{3}")
_POINT = re.compile(r"(?:<[^>]*>\s*)?POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)", re.IGNORECASE)

Labels = Mapping[str, str]
NO_LABELS: Labels = {}


@dataclass(frozen=True)
class Fact:
    """What the graph says of one figure; IRIs by their last part, "" for what it does not say.

    Attributes:
        value: as a decimal.
        unit: id of the unit.
        measure: `stock`, `flow` or `rate`.
        operation: `share`, `change`, …
        time: kind of time.
        months: that it covers.
        hedge: comparator.
        low, high: bounds.
        is_plan: whether it is a target.
    """

    value: str
    unit: str
    measure: str = ""
    operation: str = ""
    time: str = ""
    months: str = ""
    hedge: str = ""
    low: str = ""
    high: str = ""
    is_plan: bool = False


@dataclass(frozen=True)
class Place:
    """A region that can be shown on a map: its ISO code, its id, its point as longitude and latitude; "" or None."""

    iso_code: str
    id: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Result:
    """An answer and what belongs to it.

    Attributes:
        table: columns and rows.
        facts: by IRI of the figure.
        places: by IRI of the region.
        names: labels by IRI or, for a plain label in the answer, by the label itself or by `column_key`.
        sources: labels of the sources of the figures, in the order of the answer.
    """

    table: Table
    facts: Mapping[str, Fact] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    names: Mapping[str, Labels] = field(default_factory=dict)
    sources: tuple[Labels, ...] = ()

    @cached_property
    def columns(self) -> Mapping[str, tuple[Cell | None, ...]]:
        """Cells by variable."""
        return {name: tuple(row[at] for row in self.table.rows) for at, name in enumerate(self.table.names)}

    def text(self, cell: Cell | None, language: Language) -> str:
        """What a cell is called in a language; "" where there is none."""
        if cell is None:
            return ""
        value = cell["value"]
        known = self.names.get(value, NO_LABELS)
        if cell["type"] == "uri":
            return language.label(known) or local(value)
        return language.label({"": value, **known}) if known else value

    def text_at(self, name: str, row: int, language: Language) -> str:
        """The same for a cell of a row, where a thing that the row names beside may be what it is the label of."""
        cell = self.columns[name][row] if name else None
        if cell is not None and cell["type"] == "literal":
            for other in self.table.rows[row]:
                known = self.names.get(other["value"], NO_LABELS) if other and other["type"] == "uri" else NO_LABELS
                if known.get("") == cell["value"]:
                    return language.label(known)
            known = self.names.get(column_key(name, cell["value"]), NO_LABELS)
            if known:
                return language.label({"": cell["value"], **known})
        return self.text(cell, language)


def column_key(column: str, text: str) -> str:
    """The key in `Result.names` of what a text is called in one column."""
    return f"{column}\n{text}"


def local(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


def number(cell: Cell | None) -> float | None:
    """The finite number of a cell, or None."""
    if cell is None or cell.get("datatype", "") not in _NUMBERS:
        return None
    try:
        value = float(cell["value"])
    except ValueError:
        return None
    return value if abs(value) < 1e300 else None


def is_numeric(cells: tuple[Cell | None, ...]) -> bool:
    """Whether a column has numbers and nothing else."""
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and all(number(cell) is not None for cell in filled)


def is_time(name: str, cells: tuple[Cell | None, ...]) -> bool:
    """Whether a column has days or years; a whole number is a year when the column is called so."""
    filled = [cell for cell in cells if cell is not None]
    if not filled:
        return False
    if all(cell.get("datatype", "") in _TIMES for cell in filled):
        return True
    is_called_so = "year" in name.lower()
    return is_called_so and all(_YEAR.fullmatch(cell["value"]) is not None for cell in filled)


def point(cell: Cell | None) -> tuple[float, float] | None:
    """Longitude and latitude of a point in WKT, or None."""
    if cell is None or cell.get("datatype", "") != WKT:
        return None
    match = _POINT.fullmatch(cell["value"].strip())
    if match is None:
        return None
    longitude, latitude = float(match[1]), float(match[2])
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None
