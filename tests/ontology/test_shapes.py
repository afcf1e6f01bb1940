"""Rules for the shapes file itself."""

from pathlib import Path

import pyoxigraph as ox

from kg_builder.namespaces import BASE, CLOSED_LISTS, OPEN_LISTS
from kg_builder.terms import SH
from kg_builder.validation.shape_graph import load_shape_graph
from kg_builder.validation.shapes import load_shapes
from kg_builder.validation.validate import load_checks

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
SHAPES = ONTOLOGY / "shapes.ttl"
CORE = """
    alternativePath and class closed datatype disjoint equals flags hasValue ignoredProperties in inversePath languageIn
    lessThan lessThanOrEquals maxCount maxExclusive maxInclusive maxLength message minCount minExclusive minInclusive
    minLength node nodeKind not or path pattern property qualifiedMaxCount qualifiedMinCount qualifiedValueShape
    qualifiedValueShapesDisjoint severity targetClass targetNode targetObjectsOf targetSubjectsOf uniqueLang xone
""".split()  # noqa: SIM905
PEOPLE = ("http://xmlns.com/foaf/0.1/", "https://schema.org/", "http://www.w3.org/ns/prov#Person")
"""Where the terms are from that no graph of ours may use."""


def test_enough_shapes() -> None:
    shapes = load_shapes(SHAPES)
    assert len(shapes) >= 113
    assert sum(bool(shape.queries) for shape in shapes) >= 113


def test_core_shacl_only() -> None:
    graph = load_shape_graph(SHAPES)
    namespace = SH.path.value.removesuffix("path")
    used = {predicate.value for about in graph.triples.values() for predicate in about}
    assert {iri.removeprefix(namespace) for iri in used if iri.startswith(namespace)} <= set(CORE)


def test_every_shape_says_what_holds() -> None:
    for shape in load_shapes(SHAPES):
        assert shape.message.endswith("."), shape.name
        assert shape.message[0].isupper() or shape.message[0] == '"', shape.name
        assert len(shape.message) <= 120, shape.name


def test_listed_shapes_are_named_and_there() -> None:
    graph = load_shape_graph(SHAPES)
    listed = {item for about in graph.triples.values() for item in about.get(SH.property, [])}
    assert all(isinstance(item, ox.NamedNode) for item in listed)
    assert listed <= set(graph.triples)


def test_rule_names_are_unique() -> None:
    names = [shape.name for shape in load_shapes(SHAPES)] + [check.name for check in load_checks(ONTOLOGY / "checks")]
    assert sorted(names) == sorted(set(names))


def test_terms_exist(vocabulary: list[ox.Triple], borrowed: list[ox.Triple]) -> None:
    known = {t.subject.value for t in (*vocabulary, *borrowed) if isinstance(t.subject, ox.NamedNode)}
    graph = load_shape_graph(SHAPES)
    named = {item for about in graph.triples.values() for items in about.values() for item in items}
    iris = {item.value for item in named if isinstance(item, ox.NamedNode)}
    iris = {iri for iri in iris if not iri.startswith((f"{BASE}shapes#", *PEOPLE))}
    assert iris - known == set()


def test_lists_in_shapes_are_the_closed_lists(vocabulary: list[ox.Triple]) -> None:
    graph = load_shape_graph(SHAPES)
    entries = {t.subject for t in vocabulary}
    found: dict[str, set[str]] = {}
    for about in graph.triples.values():
        for head in about.get(SH.in_, []):
            for member in graph.members(head):
                scheme, _, entry = member.value.removeprefix(BASE).partition("/")
                if isinstance(member, ox.NamedNode) and entry:
                    found.setdefault(scheme, set()).add(entry)
    assert set(found) == set(CLOSED_LISTS) - set(OPEN_LISTS)  # to which a package may add
    for scheme, listed in found.items():
        prefix = f"{BASE}{scheme}/"
        assert listed == {
            term.value.removeprefix(prefix)
            for term in entries
            if isinstance(term, ox.NamedNode) and term.value.startswith(prefix)
        }, scheme
