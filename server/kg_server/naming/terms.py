"""What the graph calls things: its properties and classes with how often each is used, and what is nearest to a slip.

Imports asking and the interface of the engine.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg_server.engine.interface import Engine
from kg_server.errors import Problem
from kg_server.protocol import asking

PROPERTIES = "SELECT ?iri (COUNT(*) AS ?uses) WHERE { ?s ?iri ?o } GROUP BY ?iri"
CLASSES = "SELECT ?iri (COUNT(*) AS ?uses) WHERE { ?s a ?iri } GROUP BY ?iri"
SIBLINGS = "SELECT DISTINCT ?iri WHERE {{ ?iri a ?class FILTER(STRSTARTS(STR(?iri), {namespace})) }} LIMIT 20000"

NEAR = 3
"""Most suggestions for one slip."""


@dataclass(frozen=True)
class Terms:
    """IRI to number of uses."""

    properties: Mapping[str, int]
    classes: Mapping[str, int]


def terms(engine: Engine, seconds: float) -> Terms:
    """The terms of the release that is served; none where counting took too long."""
    return Terms(_uses(engine, PROPERTIES, seconds), _uses(engine, CLASSES, seconds))


def _uses(engine: Engine, query: str, seconds: float) -> dict[str, int]:
    """IRI to number of uses."""
    try:
        rows = asking.table(engine, asking.page_question(query, seconds)).values()
    except Problem:
        return {}
    return {row["iri"]: int(row["uses"]) for row in rows}


def siblings(engine: Engine, iri: str, seconds: float) -> list[str]:
    """Things whose IRI differs from one only in its last part; none where listing took too long."""
    namespace = str(ox.Literal(_split(iri)[0]))
    question = asking.page_question(SIBLINGS.format(namespace=namespace), seconds, 20_000)
    try:
        return [row["iri"] for row in asking.table(engine, question).values()]
    except Problem:
        return []


def nearest(iri: str, known: Collection[str]) -> list[str]:
    """The known IRIs nearest to one: equal but for the namespace, or in the same namespace and spelt alike."""
    namespace, name = _split(iri)
    same = [other for other in sorted(known) if _split(other)[1].lower() == name.lower() and other != iri]
    alike = {_split(other)[1]: other for other in sorted(known) if _split(other)[0] == namespace and other != iri}
    found = [alike[near] for near in difflib.get_close_matches(name, list(alike), NEAR, 0.7)]
    return list(dict.fromkeys([*same, *found]))[:NEAR]


def _split(iri: str) -> tuple[str, str]:
    """Namespace and name of an IRI."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]
