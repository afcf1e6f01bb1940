"""What there is to write a query with, read from the graph itself: terms, how they are used, lists, regions, programs.

Imports asking, views.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg_builder.releases.release import Release
from kg_server.engine.interface import Engine
from kg_server.naming.views import Names, Shown, shown
from kg_server.protocol import asking

TERMS = """SELECT ?iri ?kind ?label ?definition WHERE {
  ?iri a ?kind ; rdfs:label ?label ; skos:definition ?definition
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  FILTER(STRSTARTS(STR(?iri), STR(lh:)))
}"""
DETAILS = """SELECT ?iri ?role ?value WHERE {
  VALUES (?property ?role) {
    (rdfs:domain "domain") (schema:domainIncludes "domain") (rdfs:range "range")
    (rdfs:subClassOf "mapping") (rdfs:subPropertyOf "mapping") (skos:closeMatch "mapping") (skos:exactMatch "mapping")
    (owl:equivalentClass "mapping") (owl:equivalentProperty "mapping")
  }
  ?iri ?property ?value FILTER(STRSTARTS(STR(?iri), STR(lh:)) && ISIRI(?value))
} ORDER BY ?iri ?role ?value"""
USAGE = """SELECT ?class ?property (COUNT(DISTINCT ?s) AS ?used) (MIN(?o) AS ?example) WHERE {
  ?s a ?class ; ?property ?o FILTER(STRSTARTS(STR(?class), STR(lh:)))
} GROUP BY ?class ?property ORDER BY ?class DESC(?used) ?property"""
CONCEPTS = """SELECT ?scheme ?title ?about ?iri ?label ?also ?definition ?broader ?notation ?unit ?measure WHERE {
  ?iri skos:inScheme ?scheme ; rdfs:label ?label .
  OPTIONAL { ?scheme rdfs:label ?title } OPTIONAL { ?scheme skos:definition ?about }
  OPTIONAL { ?iri skos:prefLabel ?also FILTER(!LANGMATCHES(LANG(?also), "en")) }
  OPTIONAL { ?iri skos:definition ?definition } OPTIONAL { ?iri skos:broader ?broader }
  OPTIONAL { ?iri skos:notation ?notation } OPTIONAL { ?iri lh:unit ?unit } OPTIONAL { ?iri lh:measure ?measure }
} ORDER BY ?scheme ?iri ?broader ?also"""
PLACES = """SELECT ?iri ?label ?also ?level ?within ?code WHERE {
  ?iri a lh:Region ; rdfs:label ?label . OPTIONAL { ?iri lh:level/rdfs:label ?level }
  OPTIONAL { ?iri skos:prefLabel ?also FILTER(!LANGMATCHES(LANG(?also), "en")) }
  OPTIONAL { ?iri lh:within ?within } OPTIONAL { ?iri lh:code ?code }
} ORDER BY ?iri ?also"""
THINGS = """SELECT ?iri ?label ?type (COUNT(?f) AS ?figures) WHERE {
  VALUES ?type { lh:Program lh:Source lh:Organization lh:Period } ?iri a ?type ; rdfs:label ?label .
  OPTIONAL {
    { ?f lh:program ?iri } UNION { ?f lh:source ?iri } UNION { ?f lh:period ?iri }
    UNION { ?f lh:program/lh:operator ?iri }
    ?f a lh:Figure }
} GROUP BY ?iri ?label ?type ORDER BY ?type ?iri"""

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Term:
    """One class or property with all that the page says of it."""

    name: str
    anchor: str
    kind: str
    label: str
    definition: str
    domain: tuple[Shown, ...] = ()
    range: tuple[Shown, ...] = ()
    mapping: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Use:
    """How a property is used on the instances of one class."""

    property: Shown
    used: int
    is_always: bool
    example: Shown


@dataclass(frozen=True)
class Group:
    """A class with its instances counted, and the properties that they have."""

    name: str
    anchor: str
    instances: int
    uses: tuple[Use, ...]


@dataclass
class Listing:
    """A list of concepts: rows of cells by column."""

    name: str
    title: str
    about: str
    columns: list[str] = field(default_factory=list)
    rows: list[dict[str, Shown]] = field(default_factory=list)


@dataclass(frozen=True)
class Vocabulary:
    """All that the page shows."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    groups: tuple[Group, ...]
    listings: tuple[Listing, ...]
    places: tuple[Mapping[str, Shown], ...]
    things: Mapping[str, tuple[Mapping[str, Shown], ...]]


def vocabulary(engine: Engine, release: Release, seconds: float) -> Vocabulary:
    """The vocabulary of the release that is served.

    Raises:
        Problem: a query could not be answered.
    """
    names = Names(release.base, release.prefixes)

    def asked(query: str) -> asking.Table:
        return asking.table(engine, asking.page_question(query, seconds))

    terms = _terms(asked(TERMS).values(), asked(DETAILS).values(), names)
    things: dict[str, tuple[Mapping[str, Shown], ...]] = {}
    for row in _shown_rows(asked(THINGS), names):
        things[row["type"].text] = (*things.get(row["type"].text, ()), row)
    return Vocabulary(
        classes=tuple(term for term in terms if term.kind == "Class"),
        properties=tuple(term for term in terms if term.kind != "Class"),
        groups=_groups(asked(USAGE), release.counts, names),
        listings=_listings(asked(CONCEPTS), names),
        places=_once(_shown_rows(asked(PLACES), names)),
        things=things,
    )


def _terms(rows: Rows, details: Rows, names: Names) -> list[Term]:
    """Classes and properties by name, each once."""
    found = {}
    for row in rows:
        iri = row["iri"]
        roles: dict[str, tuple[Shown, ...]] = {
            role: tuple(
                shown({"type": "uri", "value": detail["value"]}, names)
                for detail in details
                if detail["iri"] == iri and detail["role"] == role
            )
            for role in ("domain", "range", "mapping")
        }
        name = names.short(iri)
        found[name] = Term(name, _anchor(name), _kind(row["kind"]), row["label"], row["definition"], **roles)
    return [found[name] for name in sorted(found, key=str.lower)]


def _kind(iri: str) -> str:
    """`Class`, `ObjectProperty` or `DatatypeProperty`."""
    return iri.rpartition("#")[2]


def _anchor(name: str) -> str:
    """The part of a prefixed name that is an anchor of the page."""
    return name.partition(":")[2]


def _shown_rows(table: asking.Table, names: Names) -> list[dict[str, Shown]]:
    """Rows as cells by name."""
    return [{name: shown(cell, names) for name, cell in zip(table.names, row, strict=True)} for row in table.rows]


def _once(rows: Iterable[dict[str, Shown]]) -> tuple[dict[str, Shown], ...]:
    """Rows without those whose IRI came before: a thing with labels in several languages has several."""
    first: dict[str, dict[str, Shown]] = {}
    for row in rows:
        first.setdefault(row["iri"].title, row)
    return tuple(first.values())


def _groups(table: asking.Table, counts: Mapping[str, int], names: Names) -> tuple[Group, ...]:
    """Properties by class; those that all instances have are marked."""
    by_class: dict[str, list[Use]] = {}
    for row in _shown_rows(table, names):
        used = int(row["used"].text.replace("\u202f", ""))
        total = counts.get(_anchor(row["class"].text), 0)
        use = Use(row["property"], used, used == total, row["example"])
        by_class.setdefault(row["class"].text, []).append(use)
    order: Callable[[str], int] = lambda name: -counts.get(_anchor(name), 0)  # noqa: E731  # a key
    return tuple(
        Group(name, _anchor(name), counts.get(_anchor(name), 0), tuple(by_class[name]))
        for name in sorted(by_class, key=order)
    )


def _listings(table: asking.Table, names: Names) -> tuple[Listing, ...]:
    """Lists of concepts by scheme; a concept that comes twice, for two broader ones or two languages, has one row."""
    found: dict[str, Listing] = {}
    for row in _shown_rows(table, names):
        scheme = row.pop("scheme").title
        title, about = row.pop("title").text, row.pop("about").text
        listing = found.setdefault(scheme, Listing(scheme.rpartition("/")[2], title, about))
        if listing.rows and listing.rows[-1]["iri"] == row["iri"]:
            continue
        listing.rows.append(row)
    for listing in found.values():
        columns = listing.rows[0] if listing.rows else {}
        listing.columns = [name for name in columns if any(row[name].text for row in listing.rows)]
    return tuple(found[scheme] for scheme in sorted(found))
