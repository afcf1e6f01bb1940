"""One page of an answer, with all that is shown of it: cells, labels, evidence, counts and the ways on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg_builder.releases.release import Release
from kg_server.engine.interface import Question
from kg_server.errors import Problem
from kg_server.naming.language import Language
from kg_server.naming.views import Names
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk, asker
from kg_server.query.reading import Reading
from kg_server.transfer import answers
from kg_server.workbench.addresses import Address
from kg_server.workbench.labels import labels_of
from kg_server.workbench.origins import origins
from kg_server.workbench.tables import Cell, Page, cell_of, columns_of
from kg_server.workbench.windows import count, window
from kg_server.workbench.witnesses import Witnessed, witnessed

PAGE_ROWS = 100
"""Rows of one page."""

GRAPH_ROWS = 10_000
"""Triples of a graph that can be paged through; all are in the representations."""

SORTED_ROWS = 100_000
"""Longest answer that is sorted: the engine holds all of it in memory for that."""

TURTLE_BYTES = 100_000
"""Most of a graph that is shown as Turtle."""

COUNT_SECONDS = 2.0
"""Longest time for the number of rows."""


@dataclass(frozen=True)
class Asking:
    """All that is needed to ask for a page.

    Attributes:
        desk: where questions are asked.
        release: that is served.
        language: of the labels.
        reading: the query.
        address: the same with the view and the dataset.
        base_iri: what relative IRIs are resolved against.
    """

    desk: Desk
    release: Release
    language: Language
    reading: Reading
    address: Address
    base_iri: str

    @property
    def value(self) -> str:
        """IRI of the property whose objects are values of figures."""
        return f"{self.release.prefixes.get('lh', '')}value"

    def question(self, reading: Reading, form: str, rows: int, most_seconds: float = float("inf")) -> Question:
        """A question about the query, within its time limit."""
        seconds = min(self.desk.seconds(self.address.seconds), most_seconds)
        return asking.question_for(reading, self.address.dataset, form, self.base_iri, seconds, rows)

    def table(self, text: str, rows: int, most_seconds: float = float("inf")) -> asking.Table:
        """The answer to a query made from the query.

        Raises:
            Problem: there is none.
        """
        reading = replace(self.reading, text=text)
        return self.desk.table(self.question(reading, "rows", rows, most_seconds))


def page(ask: Asking) -> Page:
    """The page of an answer that a request asks for.

    Raises:
        Problem: the query has no answer.
    """
    if ask.reading.form == "ASK":
        found = ask.table(ask.reading.text, 1)
        return Page("ASK", boolean=found.boolean, version=found.version)
    return _solutions(ask) if ask.reading.form == "SELECT" else _graph(ask)


def rows_of(ask: Asking) -> tuple[Witnessed, asking.Table]:
    """The rows of a SELECT's page, with the witnesses of their numbers.

    Raises:
        Problem: the query has no answer.
    """
    view = ask.address.view
    known = witnessed(ask.reading, ask.value, ask.release.prefixes)
    skip = (view.page - 1) * PAGE_ROWS
    text = known.reading.text
    if skip or view.sort:
        text = window(known.reading, known.names, view.sort, skip, PAGE_ROWS + 1)
    return known, ask.table(text, PAGE_ROWS)


def behind(ask: Asking, row: int, name: str) -> str | None:
    """The query for the figures behind one number of a page; None where there is no such number.

    Args:
        ask: the query and its page.
        row: of the page, from 0.
        name: variable of the number.

    Raises:
        Problem: the query has no answer.
    """
    from_where = origins(ask.reading, ask.value, ask.release.prefixes)
    if name not in from_where.by_name:
        return None
    _, found = rows_of(ask)
    if row >= len(found.rows):
        return None
    return from_where.query(name, dict(zip(found.names, found.rows[row], strict=True)))


def _solutions(ask: Asking) -> Page:
    """A page of a SELECT."""
    known, found = rows_of(ask)
    from_where = origins(ask.reading, ask.value, ask.release.prefixes)
    skip = (ask.address.view.page - 1) * PAGE_ROWS
    visible = [name for name in found.names if name not in known.hidden]
    rows = [dict(zip(found.names, row, strict=True)) for row in found.rows]
    names = Names(ask.release.base, ask.release.prefixes)
    evidence = [_evidence(row, known, names) for row in rows]
    cells = _cells(ask, [[row[name] for name in visible] for row in rows], names)
    filled = tuple(
        tuple(replace(cell, evidence=links.get(name, "")) for name, cell in zip(visible, row, strict=True))
        for row, links in zip(cells, evidence, strict=True)
    )
    total = _total(ask, found, skip)
    is_sortable = total is not None and total <= SORTED_ROWS
    return Page(
        form="SELECT",
        columns=columns_of(ask.address, visible, filled, is_sortable=is_sortable),
        rows=filled,
        first=skip + 1,
        total=total,
        has_more=found.has_more,
        version=found.version,
        origins=frozenset(from_where.by_name),
    )


def _total(ask: Asking, found: asking.Table, skip: int) -> int | None:
    """The number of all rows; None where counting took too long."""
    if not found.has_more and (found.rows or not skip):
        return skip + len(found.rows)
    tag = answers.entity_tag(("rows", found.version, ask.reading.text, ask.address.dataset))
    kept = ask.desk.cache.get(tag)
    if kept is not None:
        return int(kept)
    try:
        counted = ask.table(count(ask.reading), 1, COUNT_SECONDS).values()
    except Problem:
        return None
    if not ask.reading.is_volatile:
        ask.desk.cache.put(tag, counted[0]["rows"].encode())
    return int(counted[0]["rows"])


def _evidence(row: Mapping[str, asking.Cell | None], known: Witnessed, names: Names) -> dict[str, str]:
    """Variable to the page of the figure that its number is the value of."""
    found = {}
    for name, witness in known.by_name.items():
        figure, number = row.get(witness), row.get(name)
        if figure is not None and number is not None and figure["type"] == "uri":
            found[name] = names.link(figure["value"]) or ""
    return found


def _graph(ask: Asking) -> Page:
    """A page of the triples of a CONSTRUCT or DESCRIBE, and the same as Turtle."""
    view = ask.address.view
    found = ask.table(ask.reading.text, GRAPH_ROWS)
    rows = list(found.rows)
    if view.sort.removeprefix("-") in found.names:
        at = found.names.index(view.sort.removeprefix("-"))
        rows.sort(key=lambda row: (row[at] or {})["value"], reverse=view.sort.startswith("-"))
    skip = (view.page - 1) * PAGE_ROWS
    chosen = rows[skip : skip + PAGE_ROWS]
    names = Names(ask.release.base, ask.release.prefixes)
    filled = tuple(
        (*cells[:2], replace(cells[2], evidence=cells[0].shown.link or ""))
        if triple[1]["value"] == ask.value
        else cells
        for cells, triple in zip(_cells(ask, chosen, names), chosen, strict=True)
        if triple[1] is not None
    )
    turtle, is_cut = _turtle(ask) if found.rows else ("", False)
    return Page(
        form=ask.reading.form,
        columns=columns_of(ask.address, found.names, filled, is_sortable=not found.has_more),
        rows=filled,
        first=skip + 1,
        total=None if found.has_more else len(rows),
        has_more=found.has_more or skip + PAGE_ROWS < len(rows),
        turtle=turtle,
        is_cut=is_cut,
        version=found.version,
    )


def _turtle(ask: Asking) -> tuple[str, bool]:
    """The beginning of a graph as Turtle, whole lines, and whether there is more."""
    answer = asking.ask(ask.desk.engine, ask.question(ask.reading, "ttl", 0), asker())
    if answer.body is not None:
        body = answer.body
    else:
        assert answer.chunks is not None  # noqa: S101  # an answer has one or the other
        body = next(iter(answer.chunks), b"")
        answer.chunks.close()
    if len(body) <= TURTLE_BYTES:
        return body.decode(), answer.body is None
    return body[: body.rfind(b"\n", 0, TURTLE_BYTES) + 1].decode(), True


def _cells(ask: Asking, rows: Sequence[Sequence[asking.Cell | None]], names: Names) -> list[tuple[Cell, ...]]:
    """The cells of some rows, things with their labels."""
    iris = {cell["value"] for row in rows for cell in row if cell is not None and cell["type"] == "uri"}
    labels = labels_of(ask.desk, iris)
    return [tuple(cell_of(cell, labels, ask.language, names) for cell in row) for row in rows]
