"""The map of an official table: where its numbers, regions, years and indicators stand. One small TOML file.

Every key is checked, and everything that is wrong is told at once. `docs/how-to/import-a-table.md` explains the keys.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kg_builder.datapackage.checks.rule import shorten
from kg_builder.errors import ChecksFailed, Violation
from kg_builder.tabular.map_reader import MapReader, is_list, is_number, is_switch, is_table, is_text, shown
from kg_builder.tabular.table_map import MISSING, LeftOut, Printed, TableMap
from kg_builder.texts.media import DELIMITERS
from kg_builder.texts.parts import LAST, area_of

SOURCE_KEYS = (
    *("id", "label", "publisher", "language", "issued", "issued_note", "url", "licence", "flags", "note"),
    *("charset", "delimiter"),
)
TABLE_KEYS = ("first_row", "last_row", "columns", "missing", "marks", "leave_out")
ASSIGNED = ("id", "source", "value", "unit", "part", "cite_start", "cite_end", "token", "more_citations")
"""Columns of figures that the table itself gives."""

DAYS = ("starts", "ends")
PRINTED_WORDS = "a text, or where it is printed as { row = 4 } or { column = 1 }"
PRINTED_KEYS = {"row", "column", "names", "by", "fill"}
MONTH_AND_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def read_map(path: Path, figure_columns: Sequence[str]) -> TableMap:
    """A map from its file.

    Args:
        path: of the TOML file.
        figure_columns: columns of the package's table of figures.

    Raises:
        ChecksFailed: everything that is wrong with it.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ChecksFailed([Violation(path.name, 0, "", "map", type(error).__name__, "a UTF-8 TOML file")]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ChecksFailed([Violation(path.name, 0, "", "map", f"no TOML: {error}", "a TOML file")]) from error
    reader = MapReader(path.name, text)
    reader.known(content, "", ("source", "table", "figures"))
    sections = {
        name: reader.value(content, name, is_table, f"a section [{name}]", dict[str, Any](), is_needed=True)
        for name in ("source", "table", "figures")
    }
    told = _table_map(reader, sections, figure_columns) if all(sections.values()) else None
    if reader.found or told is None:
        raise ChecksFailed(reader.found)
    return told


def _table_map(reader: MapReader, sections: Mapping[str, Any], figure_columns: Sequence[str]) -> TableMap:
    source, table, figures = (sections[name] for name in ("source", "table", "figures"))
    cells, extraction = _source(reader, source)
    reader.known(table, "table", TABLE_KEYS)
    first = reader.value(
        table, "table.first_row", is_number, "the number of the first row with figures", LAST, is_needed=True
    )
    last = reader.value(table, "table.last_row", is_number, "the number of the last row with figures", 0)
    if last and last < first < LAST:
        reader.wrong("table.last_row", str(last), f"{first} or more, the first row")
    constants, printed = _figures(reader, figures, figure_columns, first)
    usual = {"starts": "01-01", "ends": "12-31"}
    days = {key: constants.pop(key, usual[key]) for key in DAYS}
    for key, day in days.items():
        if MONTH_AND_DAY.fullmatch(day) is None:
            reader.wrong(f"figures.{key}", shorten(day), "a month and a day, such as 12-31")
    return TableMap(
        source=cells,
        extraction=extraction,
        first_row=first,
        last_row=last or None,
        columns=_columns(reader, table),
        missing=frozenset(text.casefold() for text in (*MISSING, *_texts(reader, table, "table.missing"))),
        marks=_marks(reader, table),
        leave_out=tuple(_left_out(reader, table)),
        constants=constants,
        printed=printed,
        **days,
    )


def _source(reader: MapReader, source: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Cells of the row of sources, and settings of how the file is read."""
    reader.known(source, "source", SOURCE_KEYS)
    words = "the id of the source, of your own words and the year"
    reader.value(source, "source.id", is_text, words, "", is_needed=True)
    cells: dict[str, str] = {}
    for key, value in source.items():
        if key == "flags":
            cells[key] = ";".join(_texts(reader, source, "source.flags"))
        elif isinstance(value, str | date):
            cells[key] = str(value)
        elif key in SOURCE_KEYS:
            reader.wrong(f"source.{key}", shown(value), "a text")
    delimiter = cells.get("delimiter", "comma")
    if delimiter not in DELIMITERS:
        reader.wrong("source.delimiter", shorten(delimiter), f"one of {', '.join(DELIMITERS)}")
    return cells, {key: cells.pop(key) for key in ("charset", "delimiter") if key in cells}


def _texts(reader: MapReader, content: Mapping[str, Any], key: str) -> list[str]:
    def fits(value: object) -> bool:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)

    return list(reader.value(content, key, fits, "a list of texts", []))


def _columns(reader: MapReader, table: Mapping[str, Any]) -> tuple[int, ...]:
    """Columns with numbers: `[3, 4]`, or ranges as `["3-12"]`."""
    words = 'a list of columns, counted from 1, such as [3, 4] or ["3-12"]'
    listed: list[object] = reader.value(table, "table.columns", is_list, words, [], is_needed=True)
    found: set[int] = set()
    for item in listed:
        ends = re.fullmatch(r"([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?", str(item))
        if ends is None or isinstance(item, bool) or int(ends[2] or ends[1]) < int(ends[1]):
            reader.wrong("table.columns", shown(item), words)
        else:
            found |= set(range(int(ends[1]), int(ends[2] or ends[1]) + 1))
    return tuple(sorted(found))


def _marks(reader: MapReader, table: Mapping[str, Any]) -> dict[str, str]:
    """What may stand beside a number, to its flag."""
    words = 'marks with their flags or "", such as { "*" = "", "p" = "date-estimated" }'
    marks = reader.value(table, "table.marks", is_table, words, dict[str, object]())
    for mark, flag in marks.items():
        if not mark.strip() or not isinstance(flag, str):
            reader.wrong("table.marks", f"{shorten(mark)} = {shown(flag)}", words)
    return {mark.strip(): flag for mark, flag in marks.items() if isinstance(flag, str) and mark.strip()}


def _left_out(reader: MapReader, table: Mapping[str, Any]) -> Iterator[LeftOut]:
    """Cells that are no figures."""
    words = 'a list of parts with a reason, such as [{ part = "row=17", reason = "out-of-scope", note = "a sum" }]'
    listed = reader.value(table, "table.leave_out", is_list, words, list[Any]())
    for item in listed:
        is_right = isinstance(item, dict) and {"part", "reason"} <= item.keys() <= {"part", "reason", "note"}
        if not is_right or not all(isinstance(value, str) for value in item.values()):
            reader.wrong("table.leave_out", shown(item), words)
        elif area_of(item["part"]) is None:
            reader.wrong("table.leave_out", shorten(item["part"]), "a part such as row=1-3, col=2 or cell=5,2-9,4")
        else:
            yield LeftOut(item["part"], item["reason"], item.get("note", ""))


def _figures(
    reader: MapReader, figures: Mapping[str, Any], columns: Sequence[str], first_row: int
) -> tuple[dict[str, str], dict[str, Printed]]:
    """What holds for all figures, and where the rest is printed."""
    known = [name for name in columns if name not in ASSIGNED]
    reader.known(figures, "figures", (*known, "year", *DAYS))
    constants: dict[str, str] = {"kind": "measurement", "comparator": "exact"}
    printed: dict[str, Printed] = {}
    for key, value in figures.items():
        if isinstance(value, dict) and key not in DAYS:
            printed[key] = _printed(reader, f"figures.{key}", value, first_row)
            constants.pop(key, None)
        else:
            constants[key] = _constant(reader, f"figures.{key}", value)
    if "scale" in constants and re.fullmatch("[1-9][0-9]{0,12}", constants["scale"]) is None:
        reader.wrong("figures.scale", shorten(constants["scale"]), "a whole number such as 10000")
    for key in ("program", "region", "indicator", "time_kind"):
        if key not in figures:
            reader.wrong(f"figures.{key}", "nothing", PRINTED_WORDS)
    if not {"year", "period", "end"} & figures.keys():
        reader.wrong("figures.year", "nothing", "a year, a period or an end: constant, or where it is printed")
    return constants, printed


def _constant(reader: MapReader, key: str, value: object) -> str:
    """A cell that is the same for all figures."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    if not isinstance(value, str | date | int) or isinstance(value, bool):
        reader.wrong(key, shown(value), PRINTED_WORDS)
    return str(value)


def _printed(reader: MapReader, key: str, value: Mapping[str, Any], first_row: int) -> Printed:
    for other in value.keys() - PRINTED_KEYS:
        reader.wrong(key, shorten(other), f"keys among {', '.join(sorted(PRINTED_KEYS))}")
    if ("row" in value) == ("column" in value):
        reader.wrong(key, shown(dict(value)), "either row or column")
    row = reader.value(value, f"{key}.row", is_number, "the number of a row of headings", 0)
    column = reader.value(value, f"{key}.column", is_number, "the number of a column of names", 0)
    if row and row >= first_row:
        reader.wrong(key, f"row {row}", f"a row of headings, above row {first_row} where the numbers begin")
    names = reader.value(value, f"{key}.names", is_table, "what is printed with what it means", dict[str, object]())
    for name, meaning in names.items():
        if not isinstance(meaning, str | int) or isinstance(meaning, bool):
            reader.wrong(key, f"{shorten(name)} = {shown(meaning)}", "a text or a whole number")
    by = reader.value(value, f"{key}.by", is_text, "a column of the other table, such as code", "")
    fill = reader.value(value, f"{key}.fill", is_switch, "true or false", default=False)
    return Printed(row, column, {name: str(meaning) for name, meaning in names.items()}, by, fill)
