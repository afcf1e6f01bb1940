"""The generated module is in step with the Turtle; a misspelt term fails the type check."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg_builder import terms

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
FILES = ("livelihood.ttl", "schemes.ttl", "borrowed.ttl", "make_terms.py")


def make_terms(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the generator in a folder."""
    command = [sys.executable, str(folder / "ontology" / "make_terms.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of the Turtle files and the generator."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "src" / "kg_builder").mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(ONTOLOGY / name, tmp_path / "ontology" / name)
    return tmp_path


def add(folder: Path, name: str, text: str) -> None:
    """Add Turtle to the end of a file."""
    with (folder / "ontology" / name).open("a", encoding="utf-8") as file:
        file.write(text)


def test_in_step() -> None:
    result = make_terms(ROOT, "--check")
    assert result.returncode == 0, result.stderr


def test_check_says_what_to_run(folder: Path) -> None:
    result = make_terms(folder, "--check")
    assert result.returncode == 1
    assert "make terms" in result.stderr
    assert not list((folder / "src" / "kg_builder").iterdir())


def test_writes_the_same_twice(folder: Path) -> None:
    assert make_terms(folder).returncode == 0
    written = (folder / "src" / "kg_builder" / "terms.py").read_text(encoding="utf-8")
    assert written == (ROOT / "src" / "kg_builder" / "terms.py").read_text(encoding="utf-8")
    assert make_terms(folder, "--check").returncode == 0
    assert str(folder) not in written


def test_classes() -> None:
    text = (ROOT / "src" / "kg_builder" / "terms.py").read_text(encoding="utf-8")
    assert len(re.findall(r"^class ", text, re.MULTILINE)) >= 26
    assert len(re.findall(r": Final = NamedNode", text)) >= 250
    assert terms.LH.subsetOf.value == "https://w3id.org/livelihood/ns#subsetOf"
    assert terms.Comparator.more_than.value == "https://w3id.org/livelihood/comparator/more-than"
    assert terms.VOID.class_.value == "http://rdfs.org/ns/void#class"


BROKEN = {
    "no definition": ("livelihood.ttl", 'lh:newTerm rdfs:label "new term" .'),
    "no label": ("borrowed.ttl", "skos:scopeNote rdfs:isDefinedBy <http://www.w3.org/2004/02/skos/core#> ."),
    "cannot be a Python name": ("livelihood.ttl", 'lh:class skos:definition "A keyword." .'),
    "are both": ("schemes.ttl", 'comparator:more_than skos:definition "Clashes with more-than." .'),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_stops_on(problem: str, folder: Path) -> None:
    add(folder, *BROKEN[problem])
    result = make_terms(folder)
    assert result.returncode == 1
    assert problem in result.stderr
    assert not list((folder / "src" / "kg_builder").iterdir())


def test_deprecated_terms_are_left_out(folder: Path) -> None:
    add(folder, "livelihood.ttl", 'lh:oldTerm skos:definition "Gone." ; owl:deprecated true .')
    assert make_terms(folder).returncode == 0
    assert "oldTerm" not in (folder / "src" / "kg_builder" / "terms.py").read_text(encoding="utf-8")


def test_quotes_and_backslashes_survive(folder: Path) -> None:
    add(folder, "livelihood.ttl", 'lh:odd skos:definition "A \\"quoted\\" back\\\\slash\\"." .')
    assert make_terms(folder).returncode == 0
    written = (folder / "src" / "kg_builder" / "terms.py").read_text(encoding="utf-8")
    compile(written, "terms.py", "exec")


def test_misspelt_term_fails_mypy(tmp_path: Path) -> None:
    snippet = tmp_path / "snippet.py"
    snippet.write_text("from kg_builder.terms import LH\nprint(LH.subsetOf, LH.subsetOff)\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path / 'cache'}", str(snippet)]
    result = subprocess.run(
        command, cwd=tmp_path, env={"MYPYPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1, result.stderr
    assert result.stdout.count("error:") == 1, result.stdout
    assert '"subsetOff"' in result.stdout
