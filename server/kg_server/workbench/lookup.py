"""Things of the graph by a piece of their name, in any language, or by their IRI; for completion and for hints.

The search index of the release is asked; where a release has none, the graph itself is looked through, but for classes
with very many things and for figures and what hangs on them, so that the time does not grow with the number of figures.
"""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from kg_builder.releases.release import Release
from kg_server.errors import Problem
from kg_server.naming.terms import Terms
from kg_server.naming.views import Names
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk
from kg_server.search.index import Index
from kg_server.workbench.contents import language_of

MOST = 20
"""Most things of one answer."""

CLASS_THINGS = 200_000
"""Classes with more things are not looked through."""

SECONDS = 1.5
"""Longest time for one look."""

_NO_THINGS = frozenset({"figure", "query", "term"})
"""Kinds of the index that nobody writes into a query."""

_LEFT_OUT = ("Figure", "Measurement", "Target", "Citation", "Series")
_FOUND = """SELECT DISTINCT ?iri ?label WHERE {{
  VALUES ?class {{ {classes} }}
  ?iri a ?class ; rdfs:label|skos:prefLabel|skos:altLabel ?label
  FILTER(CONTAINS(LCASE(STR(?label)), {text}) || STRENDS(LCASE(STR(?iri)), {name}))
}} LIMIT 400"""
_ABOUT = """SELECT ?iri ?role ?value (LANG(?value) AS ?tag) ?class ?kind (LANG(?kind) AS ?kindTag) WHERE {{
  VALUES ?iri {{ {iris} }}
  VALUES (?property ?role) {{
    (rdfs:label "label") (skos:prefLabel "label") (skos:definition "definition") (dct:description "definition")
  }}
  ?iri ?property ?value
  OPTIONAL {{ ?iri a ?class . ?class rdfs:label|skos:prefLabel ?kind FILTER(STRSTARTS(STR(?class), STR(lh:))) }}
}}"""

Thing = dict[str, object]


def find(desk: Desk, release: Release, index: Index, known: Terms, text: str) -> list[Thing]:
    """Things whose name has a text in it, the best first, each with labels and class; none where it took too long.

    Args:
        desk: where questions are asked.
        release: that is served.
        index: of the release; perhaps of none.
        known: the classes of the release.
        text: a piece of a name, perhaps after a prefix.
    """
    local = text.strip().rpartition(":")[2]
    if not local:
        return []
    if index.is_there:
        hits = index.find(local.replace("-", " "), limit=3 * MOST).hits
        iris = [hit.iri for hit in hits if hit.kind not in _NO_THINGS]
    else:
        iris = _looked_through(desk, release, known, local.lower())
    return _described(desk, release, iris[:MOST])


def thing(desk: Desk, release: Release, iri: str) -> list[Thing]:
    """The thing of an IRI with labels, definition and class, as a list of one; empty where the graph has none."""
    try:
        ox.NamedNode(iri)
    except ValueError:
        return []
    return _described(desk, release, [iri])


def _looked_through(desk: Desk, release: Release, known: Terms, local: str) -> list[str]:
    """IRIs of things whose label has a text in it, or whose IRI ends in it, the best first."""
    vocabulary = release.prefixes.get("lh", "")
    classes = [
        str(ox.NamedNode(iri))
        for iri, count in known.classes.items()
        if count <= CLASS_THINGS and iri.startswith(vocabulary) and iri[len(vocabulary) :] not in _LEFT_OUT
    ]
    query = _FOUND.format(classes=" ".join(classes), text=ox.Literal(local), name=ox.Literal(f"/{local}"))
    ranked: dict[str, tuple[int, int, str]] = {}
    for row in _rows(desk, query) if classes else ():
        iri, label = row["iri"], row["label"].lower()
        rank = (0 if label == local else 1 if label.startswith(local) else 2, len(label), iri)
        ranked[iri] = min(rank, ranked.get(iri, rank))
    return sorted(ranked, key=ranked.__getitem__)


def _described(desk: Desk, release: Release, iris: Sequence[str]) -> list[Thing]:
    """What the graph says of some things, in their order; those that it does not name are left out."""
    if not iris:
        return []
    names = Names(release.base, release.prefixes)
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in _rows(desk, _ABOUT.format(iris=" ".join(str(ox.NamedNode(iri)) for iri in iris))):
        found.setdefault(row["iri"], []).append(row)
    return [_thing(iri, found[iri], names) for iri in iris if iri in found]


def _thing(iri: str, rows: Sequence[Mapping[str, str]], names: Names) -> Thing:
    """A thing for `/schema.json`."""
    texts: dict[str, dict[str, str]] = {"label": {}, "definition": {}}
    kinds: dict[str, str] = {}
    for row in rows:
        texts[row["role"]].setdefault(language_of(row.get("tag", "")), row["value"])
        if "kind" in row:
            kinds.setdefault(language_of(row.get("kindTag", "")), row["kind"])
    first = next((row["class"] for row in rows if "class" in row), "")
    about = {"name": names.short(first), "label": kinds} if first else {}
    return {"name": names.short(iri), "iri": iri, **texts, "class": about, "count": 1}


def _rows(desk: Desk, query: str) -> list[dict[str, str]]:
    """The rows of a query; none where it took too long."""
    question = asking.page_question(query, min(SECONDS, desk.seconds(None)), 2_000)
    try:
        return asking.table(desk.engine, question).values()
    except Problem:
        return []
