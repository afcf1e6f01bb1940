"""Every example: the valid ones find nothing, each invalid one is caught for the reason that its name says.

pySHACL gives the approved reports; the queries made from the shapes must find the same on every example.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg_builder.validation.shapes import load_shapes
from kg_builder.validation.validate import Engine, Report, load_checks

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
EXAMPLES = [path for path in sorted((ONTOLOGY / "examples").iterdir()) if path.suffix in {".ttl", ".trig"}]
VALID = [path for path in EXAMPLES if path.name.startswith("valid.")]
INVALID = [path for path in EXAMPLES if path.name.startswith("invalid.")]

Validate = Callable[[Path, Engine], Report]


def approved(path: Path) -> Path:
    """The report that is approved for an example."""
    return path.with_name(f"{path.stem}.report.txt")


def expected_rule(path: Path) -> str:
    """The shape or check that an invalid example is for: the second part of its name."""
    return path.name.split(".")[1]


def rules() -> set[str]:
    """Names of all shapes that constrain something and of all checks."""
    shapes = {shape.name for shape in load_shapes(ONTOLOGY / "shapes.ttl") if shape.queries}
    return shapes | {check.name for check in load_checks(ONTOLOGY / "checks")}


def report_text(report: Report) -> str:
    """A report as it is approved: sorted lines `node | path | rule | message`."""
    return "".join(sorted({f"{f.node} | {f.path} | {f.rule} | {f.message}\n" for f in report.findings}))


def test_enough_examples() -> None:
    assert len(VALID) >= 13
    assert len(INVALID) >= 167
    assert len(EXAMPLES) == len(VALID) + len(INVALID) + 1  # and base.ttl


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid(path: Path, validate: Validate) -> None:
    assert report_text(validate(path, "pyshacl")) == ""
    assert report_text(validate(path, "sparql")) == ""


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid(path: Path, validate: Validate, *, golden: bool) -> None:
    text = report_text(validate(path, "pyshacl"))
    assert report_text(validate(path, "sparql")) == text
    if golden:
        approved(path).write_text(text, encoding="utf-8")
    assert text == approved(path).read_text(encoding="utf-8")
    assert expected_rule(path) in {line.split(" | ")[2] for line in text.splitlines()}


def test_every_rule_has_an_example() -> None:
    reports = [approved(path).read_text(encoding="utf-8") for path in INVALID]
    assert rules() == {line.split(" | ")[2] for text in reports for line in text.splitlines()}


def test_every_check_has_an_example_of_its_own() -> None:
    named = {expected_rule(path) for path in INVALID}
    assert {check.name for check in load_checks(ONTOLOGY / "checks")} <= named
    assert named <= rules()


def test_every_report_has_an_example() -> None:
    reports = {path for path in (ONTOLOGY / "examples").iterdir() if path.suffix == ".txt"}
    assert reports == {approved(path) for path in INVALID}
