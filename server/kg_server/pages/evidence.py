"""All that the graph says of one figure, sorted for people: what it says, what it is about, where it stands.

Imports asking, views, wording and the interface of the engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg_builder.releases.release import Release
from kg_server.engine.interface import Engine
from kg_server.naming.views import Names
from kg_server.naming.wording import counted, hedged, span
from kg_server.protocol import asking

FACTS = """SELECT ?property ?value ?label ?other (LANG(?other) AS ?tag) WHERE {{
  {iri} ?property ?value OPTIONAL {{ ?value rdfs:label ?label }}
  OPTIONAL {{ ?value skos:prefLabel ?other FILTER(!LANGMATCHES(LANG(?other), "en")) }}
}} ORDER BY ?property ?label ?value ?tag"""
PLACES = """SELECT ?citation ?start ?end ?exact ?fingerprint WHERE {{
  {iri} lh:citation ?citation . ?citation oa:start ?start ; oa:end ?end ; oa:exact ?exact
  OPTIONAL {{ ?citation lh:fingerprint ?fingerprint }}
}} ORDER BY ?start"""
SOURCE = """SELECT ?iri ?label ?sha256 ?issued ?identifier ?publisher ?url ?note WHERE {{
  {iri} lh:source ?iri . ?iri rdfs:label ?label ; lh:sha256 ?sha256
  OPTIONAL {{ ?iri dct:issued ?issued }} OPTIONAL {{ ?iri dct:identifier ?identifier }}
  OPTIONAL {{ ?iri dct:publisher/rdfs:label ?publisher }} OPTIONAL {{ ?iri schema:url ?url }}
  OPTIONAL {{ ?iri skos:editorialNote ?note }}
}}"""
RELATED = """SELECT ?property ?back ?iri ?value ?unit ?hedge ?time ?start ?end ?year ?indicator WHERE {{
  VALUES ?property {{ lh:subsetOf lh:compares lh:base lh:target lh:conflictsWith lh:replaces }}
  {{ {iri} ?property ?iri BIND(false AS ?back) }} UNION {{ ?iri ?property {iri} BIND(true AS ?back) }}
  OPTIONAL {{
    ?iri lh:value ?value ; lh:unit/rdfs:label ?unit ; lh:comparator/rdfs:label ?hedge ; lh:year ?year ;
      lh:indicator/rdfs:label ?indicator ; lh:timeKind/rdfs:label ?time
    OPTIONAL {{ ?iri lh:start ?start }} OPTIONAL {{ ?iri lh:end ?end }}
  }}
}} ORDER BY ?property ?back ?iri"""
ROLES = {
    "subsetOf": ("Part of", "Of which"),
    "compares": ("Compared with", "Compared by"),
    "base": ("Measured against", "Base of"),
    "target": ("The plan", "The result"),
    "conflictsWith": ("In conflict with", "In conflict with"),
    "replaces": ("Corrects", "Corrected by"),
}
"""Property to what the other figure is, read forward and back."""

_ABOUT = {
    "indicator": "Indicator",
    "program": "Program",
    "region": "Region",
    "beneficiary": "For whom",
    "period": "Period",
    "basePopulation": "Out of",
    "operation": "Relation",
    "series": "Series",
    "verdict": "Our arithmetic",
}


Facts = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Named:
    """A thing with its page, and its names: in English, and language tag and name in others."""

    role: str
    label: str
    others: tuple[tuple[str, str], ...]
    link: str


@dataclass(frozen=True)
class Place:
    """Where a source says it."""

    iri: str
    start: int
    end: int
    exact: str
    fingerprint: str


@dataclass(frozen=True)
class Figure:
    """A figure for people.

    Attributes:
        iri: of the figure.
        name: last part of its IRI.
        sentence: what it says: hedge, number, unit, time.
        is_target: whether it was planned.
        about: what it is about, each with its names.
        details: further values: name to text.
        related: other figures with what they are to this one.
        flags: what a curator marks, and their notes.
        notes: a curator's remarks.
        source: label, sha256, issued and more, by name; empty when the graph has none.
        places: where the source says it.
        successors: figures that stand in its place, if it is gone.
    """

    iri: str
    name: str
    sentence: str
    is_target: bool
    about: Sequence[Named]
    details: Mapping[str, str]
    related: Sequence[Named]
    flags: Sequence[Named]
    notes: Sequence[str]
    source: Mapping[str, str]
    places: Sequence[Place]
    successors: Sequence[Named] = field(default=())

    @property
    def indicator(self) -> str:
        """What was counted."""
        return next((named.label for named in self.about if named.role == "Indicator"), "")


def read_figure(engine: Engine, release: Release, iri: ox.NamedNode, seconds: float) -> Figure | None:
    """A figure of the release that is served; None when the graph says nothing of it.

    Raises:
        Problem: a query could not be answered.
    """
    names = Names(release.base, release.prefixes)

    def rows(query: str) -> list[dict[str, str]]:
        return asking.table(engine, asking.page_question(query.format(iri=iri), seconds)).values()

    facts = _facts(rows(FACTS), names)
    if not facts:
        return None
    value = _first(facts, "value")
    amount = counted(value, _first(facts, "unit", "label")) if value else ""
    when = span(
        *(_first(facts, "timeKind", "label"), _first(facts, "start"), _first(facts, "end"), _first(facts, "year"))
    )
    said = hedged(_first(facts, "comparator", "label"), amount)
    source = next(iter(rows(SOURCE)), {})
    return Figure(
        iri=iri.value,
        name=iri.value.rpartition("/")[2],
        sentence=", ".join(part for part in (said, when) if part) or iri.value,
        is_target=any(fact["value"].endswith("#Target") for fact in facts.get("type", [])),
        about=[named for name, role in _ABOUT.items() for named in _named(facts, name, role, names)],
        details=_details(facts),
        related=[_related(row, names) for row in rows(RELATED)],
        flags=_named(facts, "flag", "Flag", names),
        notes=[fact["value"] for fact in facts.get("editorialNote", [])],
        source={**source, "link": names.link(source["iri"]) or ""} if source else {},
        places=[_place(row) for row in rows(PLACES)],
        successors=_named(facts, "isReplacedBy", "Successor", names),
    )


def _facts(rows: Sequence[Mapping[str, str]], names: Names) -> dict[str, list[Mapping[str, str]]]:
    """Rows by the last part of the name of their property."""
    facts: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        facts.setdefault(names.short(row["property"]).rpartition(":")[2], []).append(row)
    return facts


def _first(facts: Facts, name: str, part: str = "value") -> str:
    """The first value of a property, or ""."""
    return facts[name][0].get(part, "") if name in facts else ""


def _named(facts: Facts, name: str, role: str, names: Names) -> list[Named]:
    """The objects of a property with their names, each once."""
    found: dict[str, Named] = {}
    for fact in facts.get(name, ()):
        value = fact["value"]
        others = ((fact["tag"], fact["other"]),) if "other" in fact else ()
        known = found[value].others if value in found else ()
        found[value] = Named(role, fact.get("label") or names.short(value), (*known, *others), names.link(value) or "")
    return list(found.values())


def _details(facts: Facts) -> dict[str, str]:
    """Bounds, precision, conversion and arithmetic in words."""
    unit, told = _first(facts, "unit", "label"), {}
    for name, title in (("min", "At least"), ("max", "At most"), ("precision", "Printed to the nearest")):
        if value := _first(facts, name):
            told[title] = counted(value, unit)
    if value := _first(facts, "converted"):
        told["Converted by the source"] = counted(value, _first(facts, "convertedUnit", "label"))
    if value := _first(facts, "baseYear"):
        told["Against the year"] = value
    if value := _first(facts, "recomputed"):
        told["Worked out again from the linked figures"] = counted(value, unit)
    if value := _first(facts, "rank", "label"):
        told["Rank"] = value
    return told


def _related(row: Mapping[str, str], names: Names) -> Named:
    """Another figure, in words."""
    forward, back = ROLES[row["property"].rpartition("#")[2]]
    label = names.short(row["iri"])
    if "value" in row:
        said = hedged(row["hedge"], counted(row["value"], row["unit"]))
        when = span(row["time"], row.get("start", ""), row.get("end", ""), row["year"])
        label = f"{row['indicator']}: {said}, {when}"
    return Named(back if row["back"] == "true" else forward, label, (), names.link(row["iri"]) or "")


def _place(row: Mapping[str, str]) -> Place:
    """A row as a place."""
    return Place(row["citation"], int(row["start"]), int(row["end"]), row["exact"], row.get("fingerprint", ""))
