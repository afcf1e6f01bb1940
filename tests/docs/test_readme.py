"""What the README and the reference pages claim is so."""

import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from datapackages import ROOT

from kg_builder.cli import COMMANDS
from kg_builder.releases.release import Release

README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def answer_table(columns: list[str], rows: list[list[str]]) -> str:
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def test_the_query_has_the_answer_that_the_readme_shows(release: Release, *, golden: bool) -> None:
    (query,) = code_blocks(README, "sparql")
    solutions = ox.Store.read_only(str(release.path / "store")).query(query, prefixes=dict(release.prefixes))
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    rows = [[getattr(row[name], "value", "") for name in columns] for row in solutions]
    table = answer_table(columns, rows)
    assert len(rows) >= 3
    if golden:
        fresh = re.sub(r"(<!-- answer -->\n\n)(\|.*\n)+", lambda found: found[1] + table, README)
        (ROOT / "README.md").write_text(fresh, encoding="utf-8")
    else:
        assert f"<!-- answer -->\n\n{table}\n" in README


def test_make_targets_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"^(?:KG_PORT=9000 )?make ([a-z-]+)", "\n".join(code_blocks(README, "sh")), re.MULTILINE))
    assert named >= {"serve", "test"}
    for target in named:
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target


def test_ci_calls_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_kg_command_in_the_documents_exists() -> None:
    named = set()
    for page in PAGES:
        named |= set(re.findall(r"(?:`|\n|\.venv/bin/)kg ([a-z]+)", page.read_text("utf-8")))
    assert len(named) >= 6
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


def test_there_are_documents() -> None:
    assert len(PAGES) >= 10


def test_reference_pages_are_what_make_docs_writes() -> None:
    subprocess.run([sys.executable, str(ROOT / "docs" / "make_reference.py"), "--check"], check=True)
