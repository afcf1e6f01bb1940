"""Reports, the choice of engine, and checks that cannot be used."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg_builder.errors import SchemaError
from kg_builder.validation.validate import PYSHACL_TRIPLES, Finding, Report, engine_for, load_checks, validate_graph

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"


def finding(severity: str = "error", value: str = "") -> Finding:
    return Finding(severity, "year-of-end", "http://example.org/f", "lh:year", value, "The year is that of the end.")


def test_finding_as_text() -> None:
    assert str(finding()) == "error: year-of-end: http://example.org/f lh:year: The year is that of the end."
    assert str(finding(value="20\n22")).endswith(' (found "20\\n22")')
    assert "\n" not in str(finding(value="20\n22"))


def test_errors_and_warnings() -> None:
    report = Report("sparql", (finding(), finding("warning")))
    assert report.errors == (finding(),)
    assert report.warnings == (finding("warning"),)


def test_engine_by_size() -> None:
    assert engine_for(PYSHACL_TRIPLES) == "pyshacl"
    assert engine_for(PYSHACL_TRIPLES + 1) == "sparql"


def test_engine_is_chosen_by_the_default_graph(prefix_map: dict[str, str]) -> None:
    report = validate_graph(ox.Store(), ONTOLOGY / "shapes.ttl", ONTOLOGY / "checks", prefix_map)
    assert report == Report("pyshacl", ())


def test_no_checks(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"found no \*\.rq"):
        load_checks(tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("SELECT ?node WHERE { ?node a ?class }", "expected `# Error"),
        ("# Fatal: wrong word.\nSELECT ?node WHERE { ?node a ?class }", "'Fatal'"),
        ("# Error: no SPARQL.\nSELECT ?node WHERE", "found no SPARQL"),
        ("# Error: no prefix.\nSELECT ?node WHERE { ?node nope:p ?class }", "found no SPARQL"),
        ("# Error: no SELECT.\nASK { ?node a ?class }", "expected SELECT"),
    ],
)
def test_check_that_cannot_be_used(text: str, problem: str, tmp_path: Path, prefix_map: dict[str, str]) -> None:
    (tmp_path / "broken.rq").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=problem):
        validate_graph(ox.Store(), ONTOLOGY / "shapes.ttl", tmp_path, prefix_map)
