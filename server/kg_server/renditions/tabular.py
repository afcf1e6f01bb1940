"""Answers as text: CSV and TSV for spreadsheets and programs, JSON records, tables to paste.

CSV is that of RFC 4180 in UTF-8. Spreadsheets take a cell that begins with `=`, `+`, `-`, `@` or a control character
for a formula; such a cell that is no number gets an apostrophe before it. Imports results.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import escape

from kg_server.naming.views import Names
from kg_server.protocol.asking import Cell
from kg_server.renditions.results import Result, kind_of

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
_MARK = "\ufeff"


def csv_text(result: Result) -> str:
    """Comma-separated values with CRLF: a header of variables, then the rows, sources last."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows(_lines(result))
    return f"{_MARK if result.asked.options.has_mark else ''}{file.getvalue()}"


def tsv_text(result: Result) -> str:
    """Tab-separated values (IANA): tabs and line ends in cells become blanks."""
    lines = ("\t".join(re.sub(r"[\t\r\n]+", " ", cell) for cell in line) for line in _lines(result))
    text = "".join(f"{line}\n" for line in lines)
    return f"{_MARK if result.asked.options.has_mark else ''}{text}"


def _lines(result: Result) -> Iterator[list[str]]:
    """The header and the rows, cells guarded unless they are to stay raw."""
    sources = result.sources()
    yield [*result.names, *sources]
    for row in result.rows:
        cells = ["" if cell is None else cell["value"] for cell in row]
        cells += [result.evidence(row, column) for column in sources.values()]
        yield cells if result.asked.options.is_raw else [guarded(cell) for cell in cells]


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def json_text(result: Result) -> str:
    """An array of records, one on each line."""
    lines = [json.dumps(record, ensure_ascii=False, default=date.isoformat) for record in result.records()]
    listed = ",\n".join(lines)
    return f"[\n{listed}\n]\n" if lines else "[]\n"


def markdown(result: Result, headings: Mapping[str, str]) -> str:
    """A table of GitHub's Markdown: numbers to the right, figures linked to their evidence, and a line of source."""
    shown = shown_columns(result)
    heads = [_piped(headings.get(name, name)) for name in shown]
    rules = ["---:" if result.kinds[name] in {"integer", "number"} else "---" for name in shown]
    lines = [heads, rules, *([_markdown_cell(cell, result) for cell in row] for row in _shown_rows(result, shown))]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    release = result.asked.item.release
    title, address = _piped(result.asked.item.query.title), result.asked.address("")
    return f"{table}\n[{title}]({address}), {release.title} {result.version}.\n"


def html_table(result: Result, headings: Mapping[str, str], title: str) -> str:
    """A table element to paste: no style of its own, figures linked to their evidence, the source in its caption."""
    shown = shown_columns(result)
    release = result.asked.item.release
    source = f"{escape(release.title)} {escape(result.version)}"
    heads = "".join(f'<th scope="col">{escape(headings.get(name, name))}</th>' for name in shown)
    lines = [
        "<table>",
        f'<caption><a href="{escape(result.asked.address(""))}">{escape(title)}</a>, {source}</caption>',
        f"<thead><tr>{heads}</tr></thead>",
        "<tbody>",
        *(f"<tr>{''.join(_html_cell(cell, result) for cell in row)}</tr>" for row in _shown_rows(result, shown)),
        "</tbody>",
        "</table>",
    ]
    return "".join(f"{line}\n" for line in lines)


def shown_columns(result: Result) -> list[str]:
    """The columns for people: not the parameters, which are the same in every row and stand above the table."""
    given = {parameter.name for parameter in result.asked.item.query.parameters}
    return [name for name in result.names if name not in given] or list(result.names)


def _shown_rows(result: Result, shown: list[str]) -> Iterator[list[Cell | None]]:
    """The cells of the shown columns."""
    places = [result.names.index(name) for name in shown]
    for row in result.rows:
        yield [row[at] for at in places]


def link_of(cell: Cell, result: Result) -> str:
    """Where an IRI can be looked at: ours on this server, others where they are."""
    release = result.asked.item.release
    path = Names(release.base, release.prefixes).link(cell["value"]) or ""
    return f"{result.asked.host.rstrip('/')}{path}" if path.startswith("/") else path


def _short(cell: Cell, result: Result) -> str:
    """An IRI as people read it."""
    release = result.asked.item.release
    return Names(release.base, release.prefixes).short(cell["value"])


def _markdown_cell(cell: Cell | None, result: Result) -> str:
    """One cell of Markdown."""
    if cell is None:
        return ""
    if cell["type"] != "uri":
        return _piped(cell["value"])
    link = link_of(cell, result)
    return f"[{_piped(_short(cell, result))}](<{link}>)" if link else _piped(cell["value"])


def _piped(text: str) -> str:
    """Text that ends no cell and begins no markup."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", re.sub(r"\s+", " ", text))


def _html_cell(cell: Cell | None, result: Result) -> str:
    """One cell of HTML."""
    if cell is None:
        return "<td></td>"
    if cell["type"] == "uri":
        link, text = link_of(cell, result), escape(_short(cell, result))
        return f'<td><a href="{escape(link)}">{text}</a></td>' if link else f"<td>{text}</td>"
    align = ' align="right"' if kind_of(cell) in {"integer", "number"} else ""
    return f"<td{align}>{escape(cell['value'])}</td>"
