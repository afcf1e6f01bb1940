"""Answers as a workbook (Office Open XML): typed cells, where each figure is printed, and what was asked of what.

The same answer has the same bytes: the file names the day of the release, not the hour of its making. Text is written
as text, so that nothing in it is a formula. Imports origins and results.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kg_server.naming.language import Language
from kg_server.renditions.origins import Origin
from kg_server.renditions.results import Result, Value

_WIDEST, _NARROWEST = 60, 8
_CELL_CHARACTERS = 32_767
_EXACT = 2**53


@dataclass(frozen=True)
class Dress:
    """Formats of cells: of a heading, a whole number, another number, a day."""

    head: Format
    whole: Format
    number: Format
    day: Format


def workbook(
    result: Result, origins: Sequence[Origin], headings: Mapping[str, str], language: Language, query: str
) -> bytes:
    """The workbook of an answer.

    Args:
        result: the rows.
        origins: where their figures are printed.
        headings: column to heading.
        language: of everything else.
        query: the query with its parameters filled in.
    """
    file = io.BytesIO()
    release = result.asked.item.release
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": result.asked.item.query.title, "created": datetime.fromisoformat(f"{release.created}T00:00:00")}
    )
    dress = Dress(
        head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        whole=book.add_format({"num_format": "#,##0"}),
        number=book.add_format({"num_format": "#,##0.######"}),
        day=book.add_format({"num_format": "yyyy-mm-dd"}),
    )
    names = [*result.names, *result.sources()]
    lines = [list(record.values()) for record in result.records()]
    _sheet(book.add_worksheet(language.text("Data")), [headings.get(name, name) for name in names], lines, dress)
    _sources(book, result, origins, language, dress)
    _about(book, result, language, query, dress)
    book.close()
    return file.getvalue()


def _sheet(sheet: Worksheet, heads: Sequence[str], lines: Sequence[Sequence[Value]], dress: Dress) -> None:
    """A sheet with a heading that stays, a filter, and columns as wide as what is in them."""
    sheet.write_row(0, 0, heads, dress.head)
    for at, line in enumerate(lines, 1):
        for column, value in enumerate(line):
            _write(sheet, at, column, value, dress)
    for column, head in enumerate(heads):
        longest = max((len(str(line[column])) for line in lines if line[column] is not None), default=0)
        sheet.set_column(column, column, max(_NARROWEST, min(_WIDEST, max(longest, len(head)) + 2)))
    sheet.freeze_panes(1, 0)
    if lines and heads:
        sheet.autofilter(0, 0, len(lines), len(heads) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Value, dress: Dress) -> None:
    """One cell of its type; a whole number that the format cannot hold exactly stays text.

    Numbers with four digits have no separator: most of them are years.
    """
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int) and abs(value) <= _EXACT:
        sheet.write_number(row, column, value, None if 1000 <= value <= 2999 else dress.whole)
    elif isinstance(value, float):
        sheet.write_number(row, column, value, dress.number)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), dress.day)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, str(value)[:_CELL_CHARACTERS])


def _sources(
    book: xlsxwriter.Workbook, result: Result, origins: Sequence[Origin], language: Language, dress: Dress
) -> None:
    """The sheet of sources: a line for each place that prints a figure."""
    host, base = result.asked.host.rstrip("/"), result.asked.item.release.base
    heads = [
        *(language.text("Figure"), language.text("Source"), language.text("Issued"), language.text("File"), "SHA-256"),
        *(language.text("Printed"), language.text("Page"), language.text("Row"), language.text("Column")),
        *(language.text("First character"), language.text("After the last")),
        language.text("Evidence"),
    ]
    lines: list[list[Value]] = [
        [
            *(origin.figure, origin.name, origin.issued or None, origin.file or None, origin.sha256),
            *(
                origin.printed,
                origin.page,
                origin.row,
                origin.column,
                origin.start,
                origin.end,
                f"{host}/{origin.figure.removeprefix(base)}",
            ),
        ]
        for origin in origins
    ]
    _sheet(book.add_worksheet(language.text("Sources")), heads, lines, dress)


def _about(book: xlsxwriter.Workbook, result: Result, language: Language, query: str, dress: Dress) -> None:
    """The sheet that says what was asked of which release, and under which licence it may be used."""
    asked = result.asked
    release = asked.item.release
    facts = [
        (language.text("Title"), language.label({"": asked.item.query.title, **asked.item.query.titles})),
        (
            language.text("Description"),
            language.label({"": asked.item.query.description, **asked.item.query.descriptions}),
        ),
        *((name, value) for name, value in asked.values.items()),
        (language.text("Address"), asked.address("")),
        (language.text("Release"), f"{release.title} {result.version}"),
        (language.text("Date"), release.created),
        (language.text("Digest"), release.digest),
        (language.text("Licence"), release.licence),
        (language.text("Rows"), str(result.total)),
        (language.text("Query"), query),
    ]
    sheet = book.add_worksheet(language.text("About"))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, dress.head)
        sheet.write_string(row, 1, value[:_CELL_CHARACTERS])
