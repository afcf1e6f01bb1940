"""Every kind of broken input gives its one approved list of messages, whole and nothing else."""

import json
from pathlib import Path

import pytest
from datapackages import ONTOLOGY, apply_edit

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import load_package
from kg_builder.errors import KgError

CASES = sorted((Path(__file__).parent / "broken").glob("*.json"))
LEAST = 155


def test_cases_are_there() -> None:
    assert len(CASES) >= LEAST


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_broken_input_is_told(case: Path, tiny: Path, *, golden: bool) -> None:
    for edit in json.loads(case.read_text("utf-8")):
        apply_edit(tiny, edit)
    with pytest.raises(KgError) as caught:
        checked_tables(load_package(tiny, ONTOLOGY))
    told = f"{caught.value}\n"
    assert str(tiny) not in told, "a message must not carry a path of the machine"
    approved = case.with_suffix(".txt")
    if golden:
        approved.write_text(told, encoding="utf-8")
    assert told == approved.read_text("utf-8")


def test_the_whole_package_is_fine(tiny: Path) -> None:
    tables = checked_tables(load_package(tiny, ONTOLOGY))
    assert {name: frame.height for name, frame in tables.items()}["figures"] == 10
