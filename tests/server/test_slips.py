"""The slips that are made most are told with what mends them."""

import pytest
from kg_server.query.slips import SLIPS, mending, without_refused

CASES = [
    ("SELECT COUNT(?f) WHERE { ?f a lh:Figure }", 16, "(COUNT(?x) AS ?n)"),
    ("SELECT ?a SUM(?f) WHERE { ?f a lh:Figure }", 10, "(COUNT(?x) AS ?n)"),
    ("SELECT * { ?f lh:value ?v FILTER ?v > 5 }", 33, "FILTER(?value > 5)"),
    ("SELECT * { ?f lh:value ?v FILTER NOT EXISTS ?f }", 44, "braces"),
    ("SELECT * { ?f lh:value ?v } LIMIT", 33, "LIMIT 10"),
    ("SELECT * { ?f lh:value ?v } OFFSET -1", 35, "OFFSET 10"),
    ("SELECT * { ?f lh:value ?v } ORDER BY LIMIT 3", 37, "ORDER BY DESC"),
    ("SELECT * { ?f a lh:Figure lh:value ?v }", 26, "before lh:value a ;"),
    ("SELECT * {\n ?f lh:year ?y\n lh:value ?v }", 27, "before lh:value a ;"),
]
FINE = ["SELECT (COUNT(?f) AS ?n) { ?f a lh:Figure }", "SELECT * { ?s ?p ?o FILTER(?o > 5) } LIMIT 5", ""]


def test_there_is_a_case_for_every_slip() -> None:
    assert len(CASES) >= len(SLIPS) + 2


@pytest.mark.parametrize(("text", "offset", "words"), CASES)
def test_a_slip_is_told_with_what_mends_it(text: str, offset: int, words: str) -> None:
    assert words in (mending(text, offset) or "")


@pytest.mark.parametrize("text", FINE)
def test_what_is_right_is_no_slip(text: str) -> None:
    assert mending(text, max(0, len(text) - 1)) is None


def test_what_is_refused_is_never_offered() -> None:
    assert without_refused("expected LATERAL, SERVICE or OPTIONAL") == "expected OPTIONAL"
