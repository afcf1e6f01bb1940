"""The ontology as people read it: each term with its definition, an example, and a query that uses it.

The terms of the project come first, then those of the package. How often a property is used is counted on the first
`SAMPLE` things of a class, so that the cost does not grow with the graph.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from kg_builder.namespaces import BORROWED, CLOSED_LISTS
from kg_server.naming.views import Shown, shown
from kg_server.things.portrait import RDFS, SKOS, described
from kg_server.things.reader import LH, Facts, Reader, Thing, all_of, first, last_part, listed

SAMPLE = 500
OWL = "http://www.w3.org/2002/07/owl#"

_TERMS = """SELECT DISTINCT ?iri ?kind WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?iri a ?kind
}"""
_USED = """SELECT ?p (COUNT(DISTINCT ?s) AS ?n) WHERE {{
  {{ SELECT ?s WHERE {{ ?s a <{iri}> }} LIMIT {sample} }} ?s ?p ?o }} GROUP BY ?p ORDER BY DESC(?n) ?p"""
_EXAMPLE = "{{ SELECT (<{iri}> AS ?p) ?s ?o WHERE {{ ?s <{iri}> ?o }} LIMIT 1 }}"
_ENTRIES = (
    """SELECT ?scheme ?s WHERE {{ VALUES ?scheme {{ {schemes} }} ?s skos:inScheme ?scheme }} ORDER BY ?scheme ?s"""
)
_COUNTS = """SELECT ?scheme (COUNT(?s) AS ?n) WHERE {{ ?s skos:inScheme ?scheme }} GROUP BY ?scheme ORDER BY ?scheme"""
_ALIKE = ("subClassOf", "subPropertyOf")
_MATCHES = ("closeMatch", "exactMatch")
LONGEST = 40
"""Entries of a list that are shown in full; a longer list has a page of its own only."""


@dataclass(frozen=True)
class Use:
    """A property on the things of a class: whether all have it, else on how many of a hundred."""

    name: str
    link: str
    percent: int


@dataclass(frozen=True)
class Term:
    """One class or property.

    Attributes:
        thing: with its names.
        name: prefixed name.
        anchor: its place on the page.
        definition: a sentence.
        of, to: classes that it goes from and leads to.
        alike: terms of other vocabularies.
        example: subject and value, for a property that is used.
        ask: address of a query that uses it.
        instances: of a class.
        uses: properties of the things of a class.
    """

    thing: Thing
    name: str
    anchor: str
    definition: str
    of: Sequence[Shown]
    to: Sequence[Shown]
    alike: Sequence[Shown]
    example: tuple[Shown, Shown] | None
    ask: str
    instances: int = 0
    uses: Sequence[Use] = ()


@dataclass(frozen=True)
class Scheme:
    """A list: its name, what it is for, how long it is, and its entries where they are few."""

    thing: Thing
    name: str
    about: str
    total: int
    entries: Sequence[Thing]


@dataclass(frozen=True)
class Ontology:
    """All that the page shows: terms of the project, terms of the package, lists."""

    classes: Sequence[Term]
    properties: Sequence[Term]
    own: Sequence[Term]
    schemes: Sequence[Scheme]


def read_ontology(reader: Reader) -> Ontology:
    """The ontology of a release.

    Raises:
        Problem: a query could not be answered.
    """
    kinds = {row["iri"]: row["kind"] for row in reader.rows(_TERMS)}
    borrowed = tuple(BORROWED.values())
    iris = sorted((iri for iri in kinds if not iri.startswith(borrowed) and listed([iri])), key=str.lower)
    found = reader.facts(iris)
    reader.learn(iris)
    properties = [iri for iri in iris if not kinds[iri].endswith("#Class")]
    examples = _examples(reader, properties)
    terms = [_term(reader, iri, found[iri], kinds[iri].endswith("#Class"), examples.get(iri)) for iri in iris]
    ours = [term for term in terms if term.thing.iri.startswith(LH)]
    return Ontology(
        classes=[term for term in ours if kinds[term.thing.iri].endswith("#Class")],
        properties=[term for term in ours if not kinds[term.thing.iri].endswith("#Class")],
        own=[term for term in terms if term not in ours],
        schemes=_schemes(reader),
    )


def _examples(reader: Reader, properties: Sequence[str]) -> dict[str, tuple[Shown, Shown]]:
    """One statement of each property that has any."""
    if not properties:
        return {}
    query = " UNION ".join(_EXAMPLE.format(iri=iri) for iri in properties)
    found = {}
    for verb, subject, value in reader.table(f"SELECT ?p ?s ?o WHERE {{ {query} }}").rows:
        if verb is not None:
            found[verb["value"]] = (shown(subject, reader.names), shown(value, reader.names))
    return found


def _term(reader: Reader, iri: str, facts: Facts, is_class: bool, example: tuple[Shown, Shown] | None) -> Term:  # noqa: FBT001
    """One term by its statements."""
    name = reader.names.short(iri)
    query = f"SELECT * {{ ?s {name} ?o }} LIMIT 50"
    if is_class:
        query = f"SELECT * {{ ?s a {name} ; rdfs:label ?label }} LIMIT 50"
    domains = [*all_of(facts, f"{RDFS}domain"), *all_of(facts, "https://schema.org/domainIncludes")]
    alike = [iri for each in _ALIKE for iri in all_of(facts, f"{RDFS}{each}")]
    alike += [iri for each in _MATCHES for iri in all_of(facts, f"{SKOS}{each}")]
    alike += [iri for each in ("equivalentClass", "equivalentProperty") for iri in all_of(facts, f"{OWL}{each}")]
    return Term(
        thing=reader.thing(iri),
        name=name,
        anchor=anchor(name),
        definition=described(reader, facts),
        of=_shown(reader, domains),
        to=_shown(reader, all_of(facts, f"{RDFS}range")),
        alike=_shown(reader, alike),
        example=example,
        ask=f"/sparql?query={quote_plus(query, safe='*?:;')}",
        instances=reader.release.counts.get(last_part(iri), 0) if is_class and iri.startswith(LH) else 0,
        uses=_uses(reader, iri) if is_class and not _is_kind_of_ours(facts) else (),
    )


def _is_kind_of_ours(facts: Facts) -> bool:
    """Whether a class is a narrower one of the project: its properties are told with the wider one."""
    return any(iri.startswith(LH) for iri in all_of(facts, f"{RDFS}subClassOf"))


def anchor(name: str) -> str:
    """The place of a term on the page: a term of the project by its name, one of the package with its prefix."""
    return name.removeprefix("lh:").replace(":", "-")


def _shown(reader: Reader, iris: Sequence[str]) -> list[Shown]:
    """Terms by their short names."""
    return [shown({"type": "uri", "value": iri}, reader.names) for iri in iris if "://" in iri]


def _uses(reader: Reader, iri: str) -> list[Use]:
    """The properties of the things of a class, the most used first."""
    rows = reader.rows(_USED.format(iri=iri, sample=SAMPLE))
    counts: Mapping[str, int] = {row["p"]: int(row["n"]) for row in rows}
    total = max(counts.values(), default=0)
    return [
        Use(reader.names.short(name), reader.names.link(name) or "", max(1, count * 100 // total))
        for name, count in counts.items()
        if last_part(name) != "type"
    ]


def _schemes(reader: Reader) -> list[Scheme]:
    """Every list of concepts; the closed lists with their entries."""
    totals = {row["scheme"]: int(row["n"]) for row in reader.rows(_COUNTS)}
    small = [iri for iri, n in totals.items() if n <= LONGEST and last_part(iri) in CLOSED_LISTS]
    entries: dict[str, list[str]] = {}
    for row in reader.rows(_ENTRIES.format(schemes=listed(small))) if small else []:
        entries.setdefault(row["scheme"], []).append(row["s"])
    facts = reader.facts([*totals, *(iri for each in entries.values() for iri in each)])
    reader.learn(facts)
    return [
        Scheme(
            reader.thing(iri),
            last_part(iri),
            described(reader, facts[iri]),
            total,
            [reader.thing(each) for each in entries.get(iri, ())],
        )
        for iri, total in totals.items()
        if first(facts[iri], f"{RDFS}label") or iri in entries
    ]
