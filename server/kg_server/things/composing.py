"""The page of a thing: what every page has, and the sections of its kind; for kinds unforeseen, what there is."""

from dataclasses import replace

from kg_server.errors import UnknownResource
from kg_server.naming.views import Shown, shown
from kg_server.things import concepts, programs, regions, sources
from kg_server.things.portrait import described, kicker, known, notes, path_of, trail
from kg_server.things.reader import LH, TYPE, Facts, Reader, all_of, tidy
from kg_server.things.sections import Page, Section, Triples

SLICED = frozenset({"region", "program", "source", "indicator"})
"""Kinds of things with a part of the graph of their own, for download."""

GRAPH_ROWS = 100
"""Statements of a named graph that its page shows."""

GRAPH_CHARACTERS = 200
"""Longest value of a statement that is shown."""

_TRAILED = frozenset({f"{LH}within", f"{LH}partOf"})
"""What the trail above a page tells."""

_CONTENT = "SELECT ?s ?p ?o WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} LIMIT {limit}"


def compose(reader: Reader, iri: str, page: int) -> Page:
    """The page of a thing.

    Raises:
        UnknownResource: the graph says nothing of it.
    """
    facts = reader.facts([iri])[iri]
    is_graph = iri in reader.release.graphs
    reader.learn([iri])
    parts = _graph(reader, iri) if is_graph else _sections(reader, iri, facts, page)
    if not facts and not parts:
        detail = f"The graph says nothing of <{iri[:200]}>."
        raise UnknownResource(detail)
    path = path_of(reader, iri)
    is_sliced = path.partition("/")[0] in SLICED and "/" in path
    above = trail(reader, iri) if facts else []
    return Page(
        thing=reader.thing(iri),
        kicker=kicker(reader, path, facts),
        trail=above,
        description=described(reader, facts),
        facts=known(reader, facts, _TRAILED if above else frozenset()),
        notes=notes(facts),
        sections=parts,
        path=path,
        slice=regions.slice_of(reader, iri) if is_sliced else "",
    )


def _sections(reader: Reader, iri: str, facts: Facts, page: int) -> list[Section]:
    """The sections of a thing by its class."""
    classes = all_of(facts, TYPE)
    if f"{LH}Region" in classes:
        return regions.sections(reader, iri)
    if f"{LH}Program" in classes:
        return programs.sections(reader, iri)
    if f"{LH}Source" in classes:
        return sources.sections(reader, iri, page)
    return concepts.sections(reader, iri, classes)


def _graph(reader: Reader, iri: str) -> list[Section]:
    """The first statements of a named graph."""
    table = reader.table(_CONTENT.format(iri=iri, limit=GRAPH_ROWS))
    lines = [[_tidied(shown(cell, reader.names)) for cell in row] for row in table.rows]
    more = f"/{path_of(reader, iri)}.ttl" if reader.release.graphs[iri] > len(lines) else ""
    return [Triples(reader.language.text("Statements of this graph"), lines, more)]


def _tidied(cell: Shown) -> Shown:
    """A cell without characters that nobody sees, cut if it is too long."""
    return replace(cell, text=tidy(cell.text, GRAPH_CHARACTERS))
