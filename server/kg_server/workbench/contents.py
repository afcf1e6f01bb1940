"""What a query can be written with: classes, properties and lists of a release, how often each is used, and on what.

Counts are of the release itself. How a class uses properties is counted on at most `SAMPLE` of its things, so that the
work does not grow with the graph.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg_builder.namespaces import CLOSED_LISTS
from kg_builder.releases.release import Release
from kg_server.errors import Problem
from kg_server.naming.terms import Terms, terms
from kg_server.naming.views import Names
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk

SAMPLE = 5_000
"""Most things of a class whose properties are counted."""

ENTRIES = 2_000
"""Most entries of lists."""

_TERMS = """SELECT ?iri ?kind ?role ?value (LANG(?value) AS ?tag) WHERE {
  VALUES ?kind { owl:Class rdfs:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty rdf:Property }
  VALUES (?property ?role) {
    (rdfs:label "label") (skos:prefLabel "label") (skos:definition "definition") (rdfs:comment "definition")
    (rdfs:domain "domain") (schema:domainIncludes "domain") (rdfs:range "range") (schema:rangeIncludes "range")
  }
  ?iri a ?kind ; ?property ?value
} ORDER BY ?iri ?role ?value"""
_USES = """SELECT ?property (COUNT(DISTINCT ?s) AS ?uses) WHERE {{
  {{ SELECT DISTINCT ?s WHERE {{ ?s a {iri} }} LIMIT {most} }} ?s ?property ?o
}} GROUP BY ?property"""
_ENTRIES = """SELECT ?scheme ?iri ?role ?value (LANG(?value) AS ?tag) WHERE {
  VALUES (?property ?role) { (rdfs:label "label") (skos:prefLabel "label") (skos:definition "definition") }
  ?iri skos:inScheme ?scheme ; ?property ?value
} ORDER BY ?scheme ?iri LIMIT 20000"""
_SCHEMES = """SELECT ?iri ?value (LANG(?value) AS ?tag) WHERE {
  ?iri a skos:ConceptScheme ; rdfs:label|skos:prefLabel ?value
}"""
_CLASSES = """SELECT ?scheme ?class (COUNT(?iri) AS ?entries) WHERE {
  ?iri skos:inScheme ?scheme ; a ?class FILTER(?class != skos:Concept)
} GROUP BY ?scheme ?class ORDER BY ?scheme DESC(?entries)"""

Texts = dict[str, str]
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class _Told:
    """What the ontology says of one term: texts by role and language, names by role."""

    is_class: bool = False
    texts: dict[str, Texts] = field(default_factory=lambda: {"label": {}, "definition": {}})
    names: dict[str, list[str]] = field(default_factory=lambda: {"domain": [], "range": []})

    def content(self) -> dict[str, object]:
        """The parts that there are."""
        return {role: value for role, value in [*self.texts.items(), *self.names.items()] if value}


@dataclass(frozen=True)
class _Asker:
    """Asks for rows of the release; none where it takes too long."""

    desk: Desk

    def rows(self, query: str, most: int = 50_000) -> Rows:
        """The rows of a query."""
        question = asking.page_question(query, self.desk.config.query_seconds, most)
        try:
            return asking.table(self.desk.engine, question).values()
        except Problem:
            return []


def contents(desk: Desk, release: Release) -> dict[str, object]:
    """The content of `/schema.json` for a release.

    Texts are by primary language subtag; a plain label counts as English. Names are prefixed names.
    """
    names = Names(release.base, release.prefixes)
    ask = _Asker(desk)
    known = terms(desk.engine, desk.config.query_seconds)
    told = _told(ask.rows(_TERMS), names)
    classes = _entries(known.classes, {iri for iri in told if told[iri].is_class}, told, names)
    properties = _entries(known.properties, {iri for iri in told if not told[iri].is_class}, told, names)
    uses, sampled = _uses(ask, known, names)
    return {
        "release": release.version,
        "base": release.base,
        "prefixes": dict(release.prefixes),
        "closed": ["lh", *CLOSED_LISTS],
        "classes": classes,
        "properties": properties,
        "uses": uses,
        "sampled": sampled,
        "lists": _lists(ask, names),
    }


def language_of(tag: str) -> str:
    """The key of a text: primary subtag of its language, English for none."""
    return tag.lower().partition("-")[0] or "en"


def _told(rows: Rows, names: Names) -> dict[str, _Told]:
    """What the ontology says of its terms, by IRI."""
    found: dict[str, _Told] = {}
    for row in rows:
        term = found.setdefault(row["iri"], _Told(is_class=row["kind"].endswith("#Class")))
        if row["role"] in term.texts:
            term.texts[row["role"]].setdefault(language_of(row.get("tag", "")), row["value"])
        elif (name := names.short(row["value"])) not in term.names[row["role"]]:
            term.names[row["role"]].append(name)
    return found


def _entries(
    counts: Mapping[str, int], own: Set[str], told: Mapping[str, _Told], names: Names
) -> list[dict[str, object]]:
    """Terms with counts, the most used first; then those of the ontology's own that nothing uses."""
    ordered = [*sorted(counts, key=lambda iri: (-counts[iri], iri)), *sorted(own - set(counts))]
    return [
        {"name": names.short(iri), "iri": iri, "count": counts.get(iri, 0), **told.get(iri, _Told()).content()}
        for iri in ordered
    ]


def _uses(ask: _Asker, known: Terms, names: Names) -> tuple[dict[str, list[list[object]]], dict[str, int]]:
    """Properties of each class with the number of its things that have them, and the classes that were sampled."""
    uses: dict[str, list[list[object]]] = {}
    sampled = {}
    for iri, count in sorted(known.classes.items(), key=lambda item: -item[1]):
        rows = ask.rows(_USES.format(iri=ox.NamedNode(iri), most=SAMPLE))
        found = [[names.short(row["property"]), int(row["uses"])] for row in rows]
        uses[names.short(iri)] = sorted(found, key=lambda each: (-int(str(each[1])), str(each[0])))
        if count > SAMPLE:
            sampled[names.short(iri)] = SAMPLE
    return uses, sampled


def _lists(ask: _Asker, names: Names) -> list[dict[str, object]]:
    """Lists with their entries, each with its texts."""
    labels: dict[str, Texts] = {}
    for row in ask.rows(_SCHEMES):
        labels.setdefault(row["iri"], {}).setdefault(language_of(row.get("tag", "")), row["value"])
    classes: dict[str, str] = {}
    for row in ask.rows(_CLASSES):
        classes.setdefault(row["scheme"], names.short(row["class"]))
    found: dict[str, dict[str, dict[str, Texts]]] = {}
    for row in ask.rows(_ENTRIES):
        texts = found.setdefault(row["scheme"], {}).setdefault(row["iri"], {"label": {}, "definition": {}})
        texts[row["role"]].setdefault(language_of(row.get("tag", "")), row["value"])
    lists: list[dict[str, object]] = []
    for scheme, entries in found.items():
        listed = [{"name": names.short(iri), "iri": iri, "count": 1, **texts} for iri, texts in entries.items()]
        about = {"iri": scheme, "label": labels.get(scheme, {}), "class": classes.get(scheme, "skos:Concept")}
        lists.append({**about, "entries": listed[:ENTRIES]})
    return lists
