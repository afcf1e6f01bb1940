"""Rules for every term of ours: labels, definition, domain and range, mappings, and where it is used."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg_builder.namespaces import BASE, CLOSED_LISTS, LH
from kg_builder.terms import DCT, OWL, RDF, RDFS, SCHEMA, SKOS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path for path in (ROOT / "ontology" / "examples").glob("*.ttl") if path.name[0] in "bv")
CLASSES = 14
PROPERTIES = 59
LISTS = {
    "codescheme": {"gb-t-2260", "gb-t-10114", "nbs-division"},
    "comparator": {"exact", "about", "more-than", "at-least", "nearly", "at-most"},
    "flag": {
        "beneficiary-inferred",
        "code-uncertain",
        "contradicted",
        "date-estimated",
        "date-from-publication",
        "machine-translated-name",
        "name-uncertain",
        "parent-not-in-source",
        "plan-worded-as-done",
        "region-inferred",
        "scope-unclear",
        "status-inferred",
        "unit-doubtful",
    },
    "level": {"nation", "province", "prefecture", "county", "township", "village"},
    "measure": {"stock", "flow", "rate"},
    "operation": {"share", "multiple", "change", "growth"},
    "rank": {"preferred", "normal", "deprecated"},
    "status": {"planned", "started", "ongoing", "completed"},
    "verdict": {"agrees", "within-rounding", "disagrees"},
    "when": {"as-of", "during", "since", "baseline"},
}
MAPPINGS = (SKOS.closeMatch, RDFS.subClassOf, RDFS.subPropertyOf)

Triples = list[ox.Triple]


def objects(triples: Triples, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    """Objects of one property of a term."""
    found = [t.object for t in triples if t.subject == subject and t.predicate == predicate]
    return [item for item in found if isinstance(item, ox.NamedNode | ox.Literal)]


def typed(triples: Triples, *kinds: ox.NamedNode) -> list[ox.NamedNode]:
    """Everything that is of some class, sorted."""
    found = {t.subject for t in triples if t.predicate == RDF.type and t.object in kinds}
    return sorted((term for term in found if isinstance(term, ox.NamedNode)), key=lambda term: term.value)


@pytest.fixture(scope="session")
def classes(vocabulary: Triples) -> list[ox.NamedNode]:
    return typed(vocabulary, OWL.Class)


@pytest.fixture(scope="session")
def properties(vocabulary: Triples) -> list[ox.NamedNode]:
    return typed(vocabulary, OWL.ObjectProperty, OWL.DatatypeProperty)


@pytest.fixture(scope="session")
def concepts(vocabulary: Triples) -> list[ox.NamedNode]:
    return typed(vocabulary, SKOS.Concept)


def test_numbers_of_terms(
    classes: list[ox.NamedNode], properties: list[ox.NamedNode], concepts: list[ox.NamedNode]
) -> None:
    assert (len(classes), len(properties)) == (CLASSES, PROPERTIES)
    assert all(term.value.startswith(LH) for term in (*classes, *properties))
    assert len(concepts) == sum(len(entries) for entries in LISTS.values())


def test_no_blank_nodes_imports_or_clock(vocabulary: Triples, borrowed: Triples) -> None:
    for triple in (*vocabulary, *borrowed):
        assert not isinstance(triple.subject, ox.BlankNode)
        assert not isinstance(triple.object, ox.BlankNode)
        assert triple.predicate not in {ox.NamedNode("http://www.w3.org/2002/07/owl#imports"), SKOS.editorialNote}
        assert triple.predicate.value not in {f"http://purl.org/dc/terms/{name}" for name in ("created", "modified")}


def test_ontology_header(vocabulary: Triples) -> None:
    ontology = ox.NamedNode(LH.removesuffix("#"))
    assert objects(vocabulary, ontology, OWL.versionIRI) == [ox.NamedNode(f"{ontology.value}/0.1.0")]
    assert objects(vocabulary, ontology, OWL.versionInfo) == [ox.Literal("0.1.0")]
    assert len(objects(vocabulary, ontology, DCT.license)) == 1


def test_labels_and_definition(
    vocabulary: Triples, classes: list[ox.NamedNode], properties: list[ox.NamedNode], concepts: list[ox.NamedNode]
) -> None:
    for term in (*classes, *properties, *concepts, *typed(vocabulary, SKOS.ConceptScheme)):
        (label,) = objects(vocabulary, term, RDFS.label)
        assert isinstance(label, ox.Literal), term
        assert label.language is None, term
        assert 0 < len(label.value) <= 80, term
        preferred = objects(vocabulary, term, SKOS.prefLabel)
        assert sorted(getattr(item, "language", "") for item in preferred) == ["en", "zh-hans"], term
        (definition,) = objects(vocabulary, term, SKOS.definition)
        assert re.fullmatch(r"[A-Z](?:[^.]|\.(?=[^\s.]))*\.", definition.value), f"{term}: not one sentence"
        assert len(definition.value) <= 200, term


def test_defined_by_the_ontology(
    vocabulary: Triples, classes: list[ox.NamedNode], properties: list[ox.NamedNode]
) -> None:
    for term in (*classes, *properties, *typed(vocabulary, SKOS.ConceptScheme)):
        assert objects(vocabulary, term, RDFS.isDefinedBy) == [ox.NamedNode(LH.removesuffix("#"))], term


def test_domain_and_range(vocabulary: Triples, classes: list[ox.NamedNode], properties: list[ox.NamedNode]) -> None:
    for term in properties:
        domains = objects(vocabulary, term, RDFS.domain)
        several = objects(vocabulary, term, SCHEMA.domainIncludes)
        assert (len(domains) == 1) != (len(several) > 1), term
        assert {*domains, *several} <= {*classes, SKOS.Concept}, term
        (target,) = objects(vocabulary, term, RDFS.range)
        is_literal = OWL.DatatypeProperty in objects(vocabulary, term, RDF.type)
        assert is_literal == ("XMLSchema#" in target.value or target.value.endswith("wktLiteral")), term
        assert is_literal or target in classes or target == SKOS.Concept, term


def test_mappings(vocabulary: Triples, classes: list[ox.NamedNode], properties: list[ox.NamedNode]) -> None:
    mapped = [
        term for term in (*classes, *properties) if any(objects(vocabulary, term, mapping) for mapping in MAPPINGS)
    ]
    assert len(mapped) >= 45
    assert set(classes) <= set(mapped)


def test_closed_lists(vocabulary: Triples, concepts: list[ox.NamedNode]) -> None:
    assert set(LISTS) == set(CLOSED_LISTS)
    assert typed(vocabulary, SKOS.ConceptScheme) == [ox.NamedNode(BASE + name) for name in sorted(LISTS)]
    assert {term.value for term in concepts} == {f"{BASE}{name}/{entry}" for name in LISTS for entry in LISTS[name]}
    for term in concepts:
        scheme = [ox.NamedNode(term.value.rpartition("/")[0])]
        assert objects(vocabulary, term, SKOS.inScheme) == scheme
        is_top = not objects(vocabulary, term, SKOS.broader)
        assert objects(vocabulary, term, SKOS.topConceptOf) == (scheme if is_top else [])


def test_every_term_is_in_an_example(
    classes: list[ox.NamedNode], properties: list[ox.NamedNode], concepts: list[ox.NamedNode]
) -> None:
    assert len(EXAMPLES) >= 13
    used: set[object] = set()
    for path in EXAMPLES:
        for quad in ox.parse(path=path):
            used |= {quad.predicate, quad.object}
    assert {term.value for term in (*classes, *properties, *concepts) if term not in used} == set()


def test_every_term_is_in_a_stored_query(classes: list[ox.NamedNode], properties: list[ox.NamedNode]) -> None:
    queries = sorted((ROOT / "data" / "queries").glob("*.rq"))
    assert len(queries) >= 18
    text = "\n".join(re.sub(r"#.*", "", path.read_text(encoding="utf-8")) for path in queries)
    used = {f"{LH}{name}" for name in re.findall(r"\blh:(\w+)", text)}
    assert {term.value for term in (*classes, *properties)} - used == set()
