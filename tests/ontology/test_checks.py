"""Rules for the checks themselves: their first line, their form, and the terms in them."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg_builder.validation.validate import Check, load_checks

CHECKS = Path(__file__).resolve().parents[2] / "ontology" / "checks"
PROMISED = """
    region-cycle region-orphan bounds flag-needed time-kind year-of-end end-after-source subset-larger subset-unit
    broader-unit dangling long-literal same-span cross-source repeated-triple uncited people
""".split()  # noqa: SIM905
"""The checks that docs and design name: each stops a release."""


def without_strings(query: str) -> str:
    """A query without comments, strings and IRIs in full."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^<>\s]*>|#[^\n]*', " ", query)


def test_enough_checks() -> None:
    checks = load_checks(CHECKS)
    assert len(checks) >= 37
    assert set(PROMISED) <= {check.name for check in checks}
    assert {check.severity for check in checks} == {"error", "warning"}
    assert all(check.severity == "error" for check in checks if check.name in PROMISED)


@pytest.mark.parametrize("check", load_checks(CHECKS), ids=lambda check: check.name)
def test_form(check: Check) -> None:
    query = check.query
    message = check.message
    assert message.endswith(".")
    assert len(message) <= 120
    assert "PREFIX" not in query.upper()
    assert re.search(r"SELECT (DISTINCT )?(\?node|\(\?\w+ AS \?node\))", query)
    assert not re.search(r"<https?:", without_strings(query))


@pytest.mark.parametrize("check", load_checks(CHECKS), ids=lambda check: check.name)
def test_terms_exist(
    check: Check, prefix_map: dict[str, str], vocabulary: list[ox.Triple], borrowed: list[ox.Triple]
) -> None:
    known = {t.subject.value for t in (*vocabulary, *borrowed) if isinstance(t.subject, ox.NamedNode)}
    names = re.findall(r"(?<![\w?])([a-z]+):([A-Za-z][\w-]*)", without_strings(check.query))
    assert {prefix_map[prefix] + local for prefix, local in names} - known == set()
