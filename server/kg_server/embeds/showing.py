"""What the pages of stored queries show: the list in its groups, and one query with form, answer, sources and snippets.

Imports embeds, pictures and views.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import render_template

from kg_builder.queries import StoredQuery
from kg_server.embeds.pictures import Pictures
from kg_server.errors import BadParameter
from kg_server.naming.language import Language, message
from kg_server.naming.views import Names, Shown, shown_rows
from kg_server.renditions import describing, paging, snippets, tabular
from kg_server.renditions.asked import Asked, Options
from kg_server.renditions.choices import Choice
from kg_server.renditions.making import Maker
from kg_server.renditions.origins import origins
from kg_server.renditions.results import Result
from kg_server.renditions.shelf import Stock

ROWS = 100
"""Rows that a page shows unless it is told otherwise."""

SPOKEN = frozenset({"en", "zh"})
"""Languages of the pages."""

SELECT_MOST = 400
"""Most choices that are a list to choose from; with more it is a field that completes."""


@dataclass(frozen=True)
class Entry:
    """A query in the list: name, title and description in the language of the page, kind of view, parameters.

    `others` are titles in languages that pages do not speak: tag and text.
    """

    name: str
    title: str
    others: Sequence[tuple[str, str]]
    description: str
    view: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Queries that belong together."""

    name: str
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Field:
    """A parameter in the form: its name, label, kind, value as typed, and what can be chosen (value, text)."""

    name: str
    label: str
    kind: str
    value: str
    choices: Sequence[tuple[str, str]]
    is_list: bool


@dataclass(frozen=True)
class SourceLine:
    """A source of the answer: its page, name, day, and how many of the answer's figures it prints."""

    link: str
    name: str
    issued: str
    figures: int


VIEWS = {
    "bar": message("bar chart"),
    "dot": message("dot chart"),
    "figure": message("single figure"),
    "line": message("line chart"),
    "map": message("map"),
    "table": message("table"),
}
"""What the kinds of views are called."""


def grouped(stock: Stock, language: Language) -> list[Group]:
    """All queries in the order of their groups, then by title; what is in no group comes last."""
    order = [*stock.words.groups, ""]
    queries = sorted(stock.queries.values(), key=lambda query: (_rank(order, query.group), title_of(query, language)))
    found = []
    for name, members in groupby(queries, key=lambda query: query.group):
        title = language.label(stock.words.groups.get(name, {})) or language.text("Further queries")
        found.append(Group(name or "further", title, [_entry(query, language) for query in members]))
    return found


def _rank(order: Sequence[str], group: str) -> int:
    """Place of a group."""
    return order.index(group) if group in order else len(order)


def _entry(query: StoredQuery, language: Language) -> Entry:
    """A query in the list."""
    labels = tuple(language.label({"": each.label, **each.labels}) for each in query.parameters)
    title, others = title_of(query, language), other_titles(query)
    return Entry(query.name, title, others, described(query, language), query.view.kind, labels)


def other_titles(query: StoredQuery) -> list[tuple[str, str]]:
    """Titles in languages that pages do not speak, which nobody would see otherwise."""
    return sorted((tag, title) for tag, title in query.titles.items() if tag.partition("-")[0].lower() not in SPOKEN)


def title_of(query: StoredQuery, language: Language) -> str:
    """The title in a language."""
    return language.label({"en": query.title, **query.titles})


def described(query: StoredQuery, language: Language) -> str:
    """The description in a language."""
    return language.label({"en": query.description, **query.descriptions})


def fields(asked: Asked, maker: Maker, language: Language) -> list[Field]:
    """The form of a query."""
    names = Names(asked.item.release.base, asked.item.release.prefixes)
    found = []
    for parameter in asked.item.query.parameters:
        choices = [_choice(each, language) for each in maker.chooser.choices(asked.item, parameter)]
        value = names.short(asked.values[parameter.name])
        label = language.label({"en": parameter.label, **parameter.labels})
        is_list = 0 < len(choices) <= SELECT_MOST
        found.append(Field(parameter.name, label, parameter.kind, value, choices, is_list))
    return found


def _choice(choice: Choice, language: Language) -> tuple[str, str]:
    """Value and text of a choice."""
    return choice.short, language.label(choice.labels) or choice.short


def worded(asked: Asked, maker: Maker, language: Language, rows: int = ROWS) -> Result:
    """The rows with names in a language where the graph has them.

    Raises:
        Problem: the engine could not answer.
    """
    limit = rows if asked.options.limit is None else asked.options.limit
    wanted = replace(asked, options=Options(limit, asked.options.offset, labels=language.code))
    try:
        return maker.table(wanted)
    except BadParameter:
        return maker.table(replace(wanted, options=replace(wanted.options, labels="")))


def sources(maker: Maker, result: Result) -> list[SourceLine]:
    """The sources of the figures in an answer, most used first."""
    base = result.asked.item.release.base
    figures: dict[tuple[str, str, str], set[str]] = {}
    for origin in origins(maker.desk, result):
        figures.setdefault((origin.source, origin.name, origin.issued), set()).add(origin.figure)
    lines = [
        SourceLine(f"/{iri.removeprefix(base)}", name, issued, len(named))
        for (iri, name, issued), named in figures.items()
    ]
    return sorted(lines, key=lambda line: (-line.figures, line.name))


def page(asked: Asked, maker: Maker, pictures: Pictures, language: Language, live: str) -> str:
    """The page of a stored query.

    Raises:
        Problem: the engine could not answer.
    """
    query, release = asked.item.query, asked.item.release
    result = worded(asked, maker, language)
    offered = describing.offered(asked, None if asked.is_graph else result)
    picture = pictures.draw(asked, language)
    title = title_of(query, language)
    return render_template(
        "query.html",
        release=release,
        query=query,
        asked=asked,
        live=live,
        title=title,
        description=described(query, language),
        others=other_titles(query),
        fields=fields(asked, maker, language),
        result=result,
        columns=tabular.shown_columns(result),
        shown=table(result),
        heads=describing.headings(asked, result, language.code),
        picture=picture,
        sources=sources(maker, result),
        formats=[(asked.address(suffix.name), suffix) for suffix in offered],
        pinned=paging.permanent(asked).address(""),
        snippets=(snippets.of_pages(asked, title, has_chart=picture is not None), snippets.of_data(asked)),
        pages=_pages(asked, result),
    )


def table(result: Result) -> list[list[Shown]]:
    """The cells of the shown columns; the number of a figure leads to its evidence."""
    release = result.asked.item.release
    names, columns = Names(release.base, release.prefixes), tabular.shown_columns(result)
    view = result.asked.item.query.view
    number = view.y if view.kind == "line" else view.x
    figure = view.figure or next(iter(result.figures), "")
    number = number or next((name for name in ("value", "people", "yuan") if name in result.names), "")
    lines = []
    for row in result.rows:
        cells = dict(zip(result.names, shown_rows([row], names)[0], strict=True))
        evidence = result.evidence(row, figure) if figure in result.figures else ""
        if evidence and number in cells and cells[number].is_number:
            path = "/" + evidence.removeprefix(result.asked.host)
            cells[number] = replace(cells[number], link=path, title="")
        lines.append([cells[name] for name in columns])
    return lines


def _pages(asked: Asked, result: Result) -> dict[str, str]:
    """Addresses of the pages before and after."""
    limit, offset = asked.options.limit or ROWS, asked.options.offset
    there = {}
    if offset > 0:
        there["prev"] = asked.address("", limit=str(limit), offset=str(max(0, offset - limit)))
    if offset + limit < result.total:
        there["next"] = asked.address("", limit=str(limit), offset=str(offset + limit))
    return there
