"""The queries made from the shapes find what pySHACL finds, and refuse what they cannot translate.

That they do so on each example by itself is in `test_examples`.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg_builder.errors import SchemaError
from kg_builder.terms import LH, OA
from kg_builder.validation.shapes import load_shapes
from kg_builder.validation.validate import Report, validate_graph

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
VALID = sorted((ONTOLOGY / "examples").glob("valid.*.ttl"))
COMPARED = {LH.start, LH.end, LH.min, LH.max, LH.value, OA.start, OA.end}
"""Properties whose values are compared: between values of different types pySHACL's order is not SPARQL's."""

Load = Callable[..., ox.Store]


def broken(report: Report) -> set[tuple[str, str]]:
    """Pairs of focus node and shape or check."""
    return {(finding.node, finding.rule) for finding in report.findings}


def both(store: ox.Store, prefix_map: dict[str, str]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What the queries find and what pySHACL finds."""
    found = [
        broken(validate_graph(store, ONTOLOGY / "shapes.ttl", ONTOLOGY / "checks", prefix_map, engine))
        for engine in ("sparql", "pyshacl")
    ]
    return found[0], found[1]


def test_same_on_all_valid_examples_together(load: Load, prefix_map: dict[str, str]) -> None:
    queries, pyshacl = both(load(*VALID), prefix_map)
    assert queries == pyshacl


@pytest.mark.parametrize("seed", range(12))
def test_same_on_damaged_graphs(seed: int, load: Load, prefix_map: dict[str, str]) -> None:
    store, chance = load(*VALID), random.Random(seed)  # noqa: S311
    quads = sorted((quad for quad in store), key=str)
    objects: dict[ox.NamedNode, list[ox.Quad]] = {}
    for quad in quads:
        objects.setdefault(quad.predicate, []).append(quad)
    for quad in chance.sample(quads, 80):
        other = chance.choice(objects[quad.predicate] if quad.predicate in COMPARED else quads)
        if chance.random() < 0.5:
            store.remove(quad)
        if chance.random() < 0.7:
            store.add(ox.Quad(quad.subject, quad.predicate, other.object))
    queries, pyshacl = both(store, prefix_map)
    assert queries == pyshacl
    assert len(pyshacl) > 20


HEADER = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.org/> .
"""
DATA = """
ex:D rdfs:subClassOf ex:C .
ex:none a ex:C .
ex:one a ex:C ; ex:p 1 ; ex:q 1 ; ex:n 1 .
ex:two a ex:D ; ex:p 2 , 3 ; ex:q 2 ; ex:r ex:one ; ex:n 2 , 3 .
ex:text a ex:C ; ex:p "" , "four" , "five"@en , "six"@en , "seven"@zh , "eight\\nnine" ; ex:q "four" ; ex:n "x" .
ex:dates a ex:D ; ex:p "2022-01-01"^^xsd:date , "2022-02-30"^^xsd:date ; ex:q "2021-01-01"^^xsd:date .
ex:links a ex:D ; ex:p ex:one , ex:two , ex:C , ex:nothing ; ex:q ex:one ; ex:r ex:text .
ex:numbers a ex:C ; ex:p 1.5 , 2.50 , true , "x"^^xsd:integer ; ex:n 1.5 , 2.50 ; ex:r ex:one , ex:two .
"""
CONSTRAINTS = {
    "class": "sh:path ex:p ; sh:class ex:C",
    "datatype": "sh:path ex:p ; sh:datatype xsd:integer",
    "datatype-date": "sh:path ex:p ; sh:datatype xsd:date",
    "datatype-language": "sh:path ex:p ; sh:datatype rdf:langString",
    "node-kind": "sh:path ex:p ; sh:nodeKind sh:IRI",
    "min-count": "sh:path ex:p ; sh:minCount 2",
    "max-count": "sh:path ex:p ; sh:maxCount 1",
    "no-count": "sh:path ex:p ; sh:maxCount 0",
    "min-inclusive": "sh:path ex:n ; sh:minInclusive 2",
    "min-exclusive": "sh:path ex:n ; sh:minExclusive 2",
    "max-inclusive": "sh:path ex:n ; sh:maxInclusive 2",
    "max-exclusive": "sh:path ex:n ; sh:maxExclusive 2",
    "min-length": "sh:path ex:p ; sh:minLength 4",
    "max-length": "sh:path ex:p ; sh:maxLength 4",
    "pattern": 'sh:path ex:p ; sh:pattern "^[a-z\\\\n]+$"',
    "in": 'sh:path ex:p ; sh:in ( 1 2 "four" ex:one true )',
    "has-value": "sh:path ex:p ; sh:hasValue 2",
    "unique-language": "sh:path ex:p ; sh:uniqueLang true",
    "equals": "sh:path ex:p ; sh:equals ex:q",
    "disjoint": "sh:path ex:p ; sh:disjoint ex:q",
    "not": "sh:path ex:p ; sh:not [ sh:class ex:C ]",
    "or": "sh:path ex:p ; sh:or ( [ sh:datatype xsd:integer ] [ sh:nodeKind sh:IRI ; sh:class ex:D ] )",
    "xone": "sh:xone ( [ sh:path ex:p ; sh:minCount 1 ] [ sh:path ex:q ; sh:hasValue 1 ] [ sh:class ex:D ] )",
    "operand": (
        "sh:or ( [ sh:path ex:p ; sh:nodeKind sh:IRI ; sh:minCount 1 ] [ sh:not [ sh:path ex:r ; sh:minCount 1 ] ] )"
    ),
    "sequence": "sh:path ( ex:r ex:p ) ; sh:equals ex:q",
    "inverse": "sh:path [ sh:inversePath ex:r ] ; sh:minCount 1",
    "alternative": "sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:maxCount 1",
    "nested-path": "sh:path ( [ sh:inversePath ex:r ] [ sh:alternativePath ( ex:p ex:q ) ] ) ; sh:maxCount 2",
}


def mini(tmp_path: Path, constraint: str) -> tuple[ox.Store, Path, Path]:
    """A store, a file with one shape and a folder with one check that finds nothing."""
    store, shapes = ox.Store(), tmp_path / "shapes.ttl"
    store.load(HEADER + DATA, format=ox.RdfFormat.TURTLE)
    shapes.write_text(f'{HEADER}<http://example.org/#s> {constraint} ; sh:message "M." .', encoding="utf-8")
    (tmp_path / "nothing.rq").write_text("# Error: none.\nSELECT ?node { ?node <http://example.org/none> 1 }", "utf-8")
    return store, shapes, tmp_path


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_same_on_each_constraint(name: str, tmp_path: Path) -> None:
    arguments = mini(tmp_path, f"sh:targetClass ex:C ; {CONSTRAINTS[name]}")
    queries, pyshacl = (broken(validate_graph(*arguments, {}, engine)) for engine in ("sparql", "pyshacl"))
    assert queries == pyshacl
    assert len(pyshacl) > 0


def test_severity(tmp_path: Path) -> None:
    arguments = mini(tmp_path, "sh:targetSubjectsOf ex:r ; sh:path ex:p ; sh:maxCount 0 ; sh:severity sh:Warning")
    for engine in ("sparql", "pyshacl"):
        report = validate_graph(*arguments, {}, engine)
        assert {finding.severity for finding in report.findings} == {"warning"}
        assert len(report.warnings) == 3


REFUSED = {
    "closed": 'ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true ; sh:message "M." .',
    "sparql": 'ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql ex:q ; sh:message "M." .',
    "zeroOrMorePath": "ex:s sh:targetClass ex:C ; sh:path [ sh:zeroOrMorePath ex:p ] ; sh:maxCount 1 .",
    "messages": "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:IRI .",
    "no target": 'ex:s sh:path ex:p ; sh:minCount 1 ; sh:message "M." .',
    "targetNode": 'ex:s sh:targetNode ex:n ; sh:path ex:p ; sh:minCount 1 ; sh:message "M." .',
    "minCount": 'ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:minCount 1 ; sh:message "M." .',
    "BlankNode": 'ex:s sh:targetClass ex:C ; sh:nodeKind sh:BlankNode ; sh:message "M." .',
    "false": 'ex:s sh:targetClass ex:C ; sh:path ex:p ; sh:uniqueLang false ; sh:message "M." .',
    "in an operand": 'ex:s sh:targetClass ex:C ; sh:not [ sh:path ex:p ; sh:lessThan ex:q ] ; sh:message "M." .',
    "of its own": 'ex:s sh:targetClass ex:C ; sh:not [ sh:property ex:t ] ; sh:message "M." .',
    "in a property shape": (
        'ex:s sh:targetClass ex:C ; sh:path ex:p ; sh:property ex:t ; sh:message "M." . '
        'ex:t sh:path ex:q ; sh:minCount 1 ; sh:message "M." .'
    ),
    "Turtle": "ex:s a sh:NodeShape",
}


@pytest.mark.parametrize("named", REFUSED)
def test_refused_by_name(named: str, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(HEADER + REFUSED[named], encoding="utf-8")
    with pytest.raises(SchemaError, match=named):
        load_shapes(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="cannot be read"):
        load_shapes(tmp_path / "none.ttl")
