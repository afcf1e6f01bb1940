"""Borrowed terms exist where rdflib ships the vocabulary, and so do the terms that ours are mapped to."""

import pyoxigraph as ox
import rdflib.namespace
from rdflib.namespace import DefinedNamespaceMeta

from kg_builder.namespaces import BASE, BORROWED, LH
from kg_builder.terms import RDFS, SH

NOT_SHIPPED = {
    "http://data.europa.eu/m8g/",
    "http://purl.org/linked-data/sdmx/2009/attribute#",
    "http://purl.org/linked-data/sdmx/2009/dimension#",
    "http://purl.org/vocab/cpsv#",
    "http://qudt.org/schema/qudt/",
    "http://spdx.org/rdf/terms#",
    "http://wikiba.se/ontology#",
    "http://www.w3.org/ns/adms#",
    "http://www.w3.org/ns/oa#",
    "http://www.wikidata.org/prop/direct/",
    "https://datacommons.org/browser/",
}
"""Vocabularies that rdflib has no list of terms for: eleven, two of them borrowed from."""

NEWER = {
    "http://www.w3.org/ns/dcat#version",  # DCAT 3; rdflib ships DCAT 2
    "https://schema.org/StatisticalVariable",  # added to schema.org after rdflib's list was made
    "https://schema.org/statType",  # the same
}
"""Terms that are newer than rdflib's lists."""

Triples = list[ox.Triple]


def shipped() -> dict[str, DefinedNamespaceMeta]:
    """Namespace IRI to rdflib's list of its terms."""
    spaces = [item for item in vars(rdflib.namespace).values() if isinstance(item, DefinedNamespaceMeta)]
    return {str(space): space for space in spaces if hasattr(space, "_NS")}


def foreign_terms(triples: Triples) -> set[str]:
    """IRIs of terms of other vocabularies: subjects, properties, mapped terms and datatypes."""
    found: set[str] = set()
    for triple in triples:
        parts = (triple.subject, triple.predicate, triple.object)
        found |= {part.value for part in parts if isinstance(part, ox.NamedNode)}
        if isinstance(triple.object, ox.Literal):
            found.add(triple.object.datatype.value)
    return {iri for iri in found if not iri.startswith(BASE) and namespace(iri) != iri}


def namespace(iri: str) -> str:
    """The part of an IRI up to its last hash or slash."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def test_every_borrowed_term_has_a_label_and_a_home(borrowed: Triples) -> None:
    subjects = {triple.subject for triple in borrowed}
    assert len(subjects) >= 140
    for subject in subjects:
        about = {t.predicate: t.object for t in borrowed if t.subject == subject}
        assert set(about) == {RDFS.label, RDFS.isDefinedBy}
        assert isinstance(subject, ox.NamedNode)
        assert about[RDFS.isDefinedBy] == ox.NamedNode(namespace(subject.value))
    assert len(borrowed) == 2 * len(subjects)


def test_borrowed_namespaces_are_the_builders(borrowed: Triples) -> None:
    used = {namespace(t.subject.value) for t in borrowed if isinstance(t.subject, ox.NamedNode)}
    assert used == {*BORROWED.values(), namespace(SH.path.value)}


def test_terms_exist(vocabulary: Triples, borrowed: Triples) -> None:
    spaces = shipped()
    assert len(spaces) >= 25
    terms = foreign_terms([*vocabulary, *borrowed]) - {"https://www.apache.org/licenses/LICENSE-2.0"}
    missing = {
        iri
        for iri in terms
        if namespace(iri) in spaces and iri.removeprefix(namespace(iri)) not in spaces[namespace(iri)]
    }
    assert missing == NEWER
    assert {namespace(iri) for iri in terms} - set(spaces) == NOT_SHIPPED
    assert sum(namespace(iri) in spaces for iri in terms) >= 170


def test_properties_of_the_vocabulary_are_borrowed_ones(vocabulary: Triples, borrowed: Triples) -> None:
    subjects = {triple.subject for triple in borrowed}
    assert {t.predicate for t in vocabulary if not t.predicate.value.startswith(LH)} <= subjects
