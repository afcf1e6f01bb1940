"""A graph that breaks a shape or a check is not published, and the row that causes it is named."""

import re
import shutil
from pathlib import Path

import pytest
from building import built
from datapackages import ONTOLOGY, copy_tiny

from kg_builder.errors import SchemaError, ShapesFailed
from kg_builder.releases.release import current_release

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix lh: <https://w3id.org/livelihood/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/livelihood/shape#Strict> a sh:NodeShape ;
  sh:targetClass {target} ; sh:message "A shape of the test." ;
  sh:property <https://w3id.org/livelihood/shape#Strict-rule> .

<https://w3id.org/livelihood/shape#Strict-rule> a sh:PropertyShape ;
  sh:path {path} ; {rule} ;
  sh:message "A rule of the test." .
"""
CASES = [
    ("lh:Figure", "lh:value", "sh:maxInclusive 2500000", ["figures.csv:9", "figures.csv:10"]),
    ("lh:Region", "rdfs:label", "sh:maxLength 7", ["regions.csv:4"]),
    ("lh:Program", "lh:partOf", "sh:maxCount 0", ["programs.csv:3"]),
    ("lh:Indicator", "rdfs:label", 'sh:pattern "^[a-z]"', []),
    ("lh:Unit", "rdfs:label", 'sh:pattern "^[a-m]"', ["units.csv:2", "units.csv:5"]),
    ("lh:Source", "rdfs:label", "sh:maxLength 10", ["sources.csv:2"]),
    ("lh:Organization", "rdfs:label", "sh:maxLength 15", ["organizations.csv:2"]),
    (
        "lh:Period",
        "lh:start",
        'sh:maxInclusive "2010-12-31"^^<http://www.w3.org/2001/XMLSchema#date>',
        ["periods.csv:2"],
    ),
]


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    """A copy of the ontology that a test may change."""
    return shutil.copytree(ONTOLOGY, tmp_path / "ontology")


def add_shape(ontology: Path, target: str, path: str, rule: str) -> None:
    """One more shape."""
    with (ontology / "shapes.ttl").open("a", encoding="utf-8") as file:
        file.write(SHAPES.format(target=target, path=path, rule=rule))


@pytest.mark.parametrize(("target", "path", "rule", "rows"), CASES)
def test_a_broken_shape_names_its_rows(
    tmp_path: Path, ontology: Path, target: str, path: str, rule: str, rows: list[str]
) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    old = built(data, out)
    add_shape(ontology, target, path, rule)
    if not rows:
        assert built(data, tmp_path / "other", ontology).version == old.version
        return
    with pytest.raises(ShapesFailed) as caught:
        built(data, out, ontology)
    assert [re.split(": ", line)[0] for line in sorted(caught.value.findings, key=natural)] == rows
    assert all("A rule of the test." in line for line in caught.value.findings)
    assert str(tmp_path) not in str(caught.value)
    assert current_release(out) == old
    assert [each.name for each in (out / "releases").iterdir()] == [old.version]
    assert sorted(each.name for each in out.iterdir()) == [".lock", "current", "releases"]


def natural(line: str) -> list[int]:
    """Numbers in a line, to sort by."""
    return [int(number) for number in re.findall("[0-9]+", line)]


def test_a_broken_check_names_its_row(tmp_path: Path, ontology: Path) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    query = "# Error: No figure is about a share.\nSELECT ?node WHERE { ?node lh:operation operation:share }\n"
    (ontology / "checks" / "no-share.rq").write_text(query, "utf-8")
    with pytest.raises(ShapesFailed) as caught:
        built(data, out, ontology)
    assert [line.partition(":")[0] for line in caught.value.findings] == ["figures.csv", "figures.csv"]
    assert "figures.csv:5: no-share: No figure is about a share." in str(caught.value)
    assert current_release(out) is None
    assert list((out / "releases").iterdir()) == []


def test_a_warning_does_not_stop_a_release(tmp_path: Path, ontology: Path) -> None:
    query = "# Warning: No figure is about a share.\nSELECT ?node WHERE { ?node lh:operation operation:share }\n"
    (ontology / "checks" / "no-share.rq").write_text(query, "utf-8")
    release = built(copy_tiny(tmp_path / "tiny"), tmp_path / "out", ontology)
    assert current_release(tmp_path / "out") == release


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("shapes.ttl", "this is no Turtle", "shapes.ttl:/: cannot be read as Turtle"),
        ("checks/odd.rq", "# Error: Odd.\nSELECT ?node WHERE {", "odd:/: found no SPARQL"),
        ("checks/odd.rq", "# Error: Odd.\nASK { ?s ?p ?o }", "odd:/: found another query form"),
        ("checks/odd.rq", "SELECT ?node WHERE { ?node a lh:Figure }", "expected `# Error: …` or `# Warning: …`"),
        ("livelihood.ttl", "this is no Turtle", "livelihood.ttl:/: cannot be read as Turtle"),
    ],
)
def test_a_broken_ontology_is_told(tmp_path: Path, ontology: Path, file: str, content: str, message: str) -> None:
    (ontology / file).write_text(content, "utf-8")
    with pytest.raises(SchemaError, match=re.escape(message)):
        built(copy_tiny(tmp_path / "tiny"), tmp_path / "out", ontology)
    assert current_release(tmp_path / "out") is None
