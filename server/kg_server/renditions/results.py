"""The answer to a stored query as rows with types, and which of its columns name figures.

All representations that are worked out here come from one such answer, which the engine gives once for each release.
Imports asked, asking, cache, choices' desk and errors.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg_server.errors import BadParameter
from kg_server.protocol import asking
from kg_server.protocol.asking import Cell
from kg_server.protocol.delivery import Desk
from kg_server.renditions.asked import MOST_ROWS, Asked
from kg_server.transfer import answers

XSD = "http://www.w3.org/2001/XMLSchema#"
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_KINDS = {
    **dict.fromkeys((f"{XSD}integer", f"{XSD}int", f"{XSD}long", f"{XSD}gYear", f"{XSD}nonNegativeInteger"), "integer"),
    **dict.fromkeys((f"{XSD}decimal", f"{XSD}double", f"{XSD}float"), "number"),
    f"{XSD}boolean": "boolean",
    f"{XSD}date": "date",
    WKT: "point",
}
_FIGURE = re.compile(r"figure\d*")

Value = str | int | float | bool | date | None
Row = tuple[Cell | None, ...]


@dataclass(frozen=True)
class Result:
    """Rows with types.

    Attributes:
        asked: the request.
        names: columns, in order.
        rows: those that were asked for.
        total: number of all rows.
        kinds: column to integer, number, boolean, date, point, iri or text; what its values in all rows have in common.
        figures: columns that name figures.
        version: the release that answered.
    """

    asked: Asked
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    kinds: Mapping[str, str]
    figures: tuple[str, ...]
    version: str

    def sources(self) -> dict[str, str]:
        """The column of each source that is added, and the column of figures that it belongs to."""
        first = "source" if "source" not in self.names else "evidence"
        return {(first if at == 0 else f"{first}_{name}"): name for at, name in enumerate(self.figures)}

    def evidence(self, row: Row, column: str) -> str:
        """The address of the page that shows where the figure of a column is printed; "" where there is none."""
        cell = row[self.names.index(column)]
        base = self.asked.item.release.base
        if cell is None or cell["type"] != "uri" or not cell["value"].startswith(f"{base}figure/"):
            return ""
        return f"{self.asked.host.rstrip('/')}/{cell['value'].removeprefix(base)}"

    def records(self) -> Iterator[dict[str, Value]]:
        """The rows as name to value, with the sources."""
        for row in self.rows:
            record = {name: value_of(cell) for name, cell in zip(self.names, row, strict=True)}
            yield record | {name: self.evidence(row, column) or None for name, column in self.sources().items()}


def rows_of(desk: Desk, asked: Asked, wording: Mapping[str, str] | None = None) -> Result:
    """The answer to a request, of memory where it was given before.

    Args:
        desk: where questions are asked.
        asked: the request.
        wording: plain names to those of the language that is wanted.

    Raises:
        BadParameter: there are more rows than can be worked into another form.
        Problem: see `asking.ask`.
    """
    question = asked.question("rows", desk.seconds(None), MOST_ROWS)
    tag = None if asked.reading.is_volatile else answers.entity_tag(asked.key)
    answer = desk.answer(question, asked.item.release.version, tag)
    content = json.loads(asking.whole(answer))
    if "boolean" in content:
        truth = {"type": "literal", "value": str(content["boolean"]).lower(), "datatype": f"{XSD}boolean"}
        content = {"names": ["answer"], "rows": [[truth]], "more": False}
    if content["more"]:
        detail = f"The answer has more than {MOST_ROWS} rows; narrow it with its parameters, or take .srj or .srx."
        raise BadParameter(detail, {"limit_rows": MOST_ROWS})
    return _result(asked, content, answer.version, wording or {})


def _result(asked: Asked, content: Mapping[str, Sequence[object]], version: str, wording: Mapping[str, str]) -> Result:
    """The rows that were asked for, and what is true of all."""
    names = tuple(str(name) for name in content["names"])
    everything: list[Row] = [tuple(row) for row in content["rows"]]  # type: ignore[arg-type]  # cells of our own JSON
    options = asked.options
    end = None if options.limit is None else options.offset + options.limit
    rows = everything[options.offset : end]
    if wording:
        rows = [tuple(_worded(cell, wording) for cell in row) for row in rows]
    kinds = {name: _kind([row[at] for row in everything]) for at, name in enumerate(names)}
    base = f"{asked.item.release.base}figure/"
    figures = tuple(
        name
        for at, name in enumerate(names)
        if _FIGURE.fullmatch(name) or any(_is_in(row[at], base) for row in everything)
    )
    return Result(asked, names, tuple(rows), len(everything), kinds, figures, version)


def _is_in(cell: Cell | None, namespace: str) -> bool:
    """Whether a cell is an IRI of a namespace."""
    return cell is not None and cell["type"] == "uri" and cell["value"].startswith(namespace)


def _worded(cell: Cell | None, wording: Mapping[str, str]) -> Cell | None:
    """A cell with its plain name in another language, where it has one."""
    if cell is None or cell["type"] != "literal" or cell["value"] not in wording:
        return cell
    return {**cell, "value": wording[cell["value"]]} if kind_of(cell) == "text" else cell


def _kind(cells: Sequence[Cell | None]) -> str:
    """What the values of a column have in common: whole numbers among others are numbers, a mixture is text."""
    kinds = {kind_of(cell) for cell in cells if cell is not None}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "text"


def kind_of(cell: Cell) -> str:
    """The kind of one value."""
    if cell["type"] != "literal":
        return "iri"
    return _KINDS.get(cell.get("datatype", ""), "text")


def value_of(cell: Cell | None) -> Value:
    """A value as Python has it: numbers, truth and days as themselves, all else as text."""
    if cell is None:
        return None
    text, kind = cell["value"], kind_of(cell)
    if kind == "integer":
        return int(text)
    if kind == "number":
        return _number(text)
    if kind == "boolean":
        return text in {"true", "1"}
    if kind == "date":
        return _day(text)
    return text


def _number(text: str) -> int | float | str:
    """A number; one that JSON has no form for stays text."""
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    value = float(text)
    return value if value - value == 0 else text


def _day(text: str) -> date | str:
    """A day; one with a time zone stays text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
