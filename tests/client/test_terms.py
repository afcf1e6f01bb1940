"""Terms become values without losing anything, and texts go into queries without becoming part of them."""

import pickle
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg_client import BadAnswer, BadArgument, Blank, Graph, Iri, Literal, Text
from kg_client.terms import XSD, Cell, from_json, from_tsv, iri_text, string_text, typed

TERMS: list[tuple[str, Cell]] = [
    ("1", 1),
    ("-5", -5),
    ("1.50", Decimal("1.5")),
    ('"1e3"^^xsd:double', 1000.0),
    ('"INF"^^xsd:double', float("inf")),
    ('"-INF"^^xsd:float', float("-inf")),
    ("true", True),
    ('"0"^^xsd:boolean', False),
    ('"2020-02-29"^^xsd:date', date(2020, 2, 29)),
    ('"2020-01-02T03:04:05Z"^^xsd:dateTime', datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ('"2020-01-02T03:04:05.25"^^xsd:dateTime', datetime(2020, 1, 2, 3, 4, 5, 250_000)),  # noqa: DTZ001
    ('"2020"^^xsd:gYear', 2020),
    ('"7"^^xsd:unsignedByte', 7),
    ('"abc"^^xsd:integer', Literal("abc", f"{XSD}integer")),
    ('"2020-01-02Z"^^xsd:date', Literal("2020-01-02Z", f"{XSD}date")),
    ('"POINT(1 2)"^^<http://x/wkt>', Literal("POINT(1 2)", "http://x/wkt")),
    ('"x\\ty\\"\\n\\\\é"', 'x\ty"\n\\é'),
    ('""', ""),
    ('"山西"@zh-Hans', Text("山西", "zh-hans")),
    ("region:shanxi", Iri("https://w3id.org/livelihood/region/shanxi")),
    ("UNDEF", None),
]


def test_json_and_tsv_give_the_same_values(graph: Graph) -> None:
    query = f"SELECT ?n ?x WHERE {{ VALUES (?n ?x) {{ {' '.join(f'({n} {t})' for n, (t, _) in enumerate(TERMS))} }} }}"
    whole = {row[0]: row[1] for row in graph.query(query)}
    streamed = {row[0]: row[1] for row in graph.stream(query)}
    assert len(TERMS) >= 20
    for n, (text, value) in enumerate(TERMS):
        for found in (whole[n], streamed[n]):
            assert found == value, text
            assert type(found) is type(value), text
            assert getattr(found, "language", None) == getattr(value, "language", None)
            assert getattr(found, "datatype", None) == getattr(value, "datatype", None)


def test_a_nameless_node(graph: Graph) -> None:
    query = "SELECT ?x WHERE { BIND(BNODE() AS ?x) }"
    assert isinstance(graph.query(query).rows[0][0], Blank)
    assert isinstance(next(iter(graph.stream(query)))[0], Blank)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2020-02-30", "date"), ("0000-01-01", "date"), ("12020-01-01", "date"), ("-0044-03-15", "date"),
        ("2020-01-01T24:00:00", "dateTime"), ("2020-01-01T00:00:00+15:00:00", "dateTime"), ("2020-W01-1", "date"),
        ("1_000", "integer"), (" 1", "integer"), ("١", "integer"), ("9" * 5_000, "integer"), ("1e5", "decimal"),
        ("NaN", "decimal"), ("Infinity", "double"), ("nan", "double"), ("yes", "boolean"), ("TRUE", "boolean"),
    ],
)  # fmt: skip
def test_what_does_not_fit_its_type_stays_a_text(text: str, datatype: str) -> None:
    value = typed(text, f"{XSD}{datatype}")
    assert isinstance(value, Literal)
    assert (value, value.datatype) == (text, f"{XSD}{datatype}")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_goes_through_a_query_unchanged(graph: Graph, text: str) -> None:
    query = f"SELECT ?x WHERE {{ BIND({string_text(text)} AS ?x) }}"
    assert graph.query(query).rows == ((text,),)
    assert list(graph.stream(query)) == [(text,)]


@pytest.mark.parametrize("text", ['"} # ', "\\u0022 } #", '\\" . } ', "\\", "a\\u005C", "'''", "\u2028\u0085"])
def test_a_text_never_becomes_part_of_a_query(graph: Graph, text: str) -> None:
    assert graph.query(f"SELECT ?x WHERE {{ BIND({string_text(text)} AS ?x) }}").rows == ((text,),)


def test_what_no_query_can_hold() -> None:
    for iri in ("http://x/ y", "http://x/>", "relative", "http://x/\\u003e", "", 'http://x/"', "//x/y"):
        with pytest.raises(BadArgument):
            iri_text(iri)
    with pytest.raises(BadArgument):
        string_text("\ud800")


@given(st.text(max_size=30))
def test_any_field_of_tsv_is_a_value_or_refused(text: str) -> None:
    value: Cell = "refused"
    with suppress(BadAnswer):
        value = from_tsv(text)
    assert (value is None) == (text == "")


def test_values_survive_a_pickle() -> None:
    for value in (Text("a", "EN"), Literal("a", "b"), Iri("http://x/")):
        again = pickle.loads(pickle.dumps(value))  # noqa: S301  (our own)
        assert again == value
        assert type(again) is type(value)
        assert getattr(again, "language", "") == getattr(value, "language", "")


def test_json_terms_of_a_later_version_are_refused() -> None:
    for cell in ({}, {"type": "uri"}, "text"):
        with pytest.raises(BadAnswer, match="expected a term"):
            from_json(cell)  # type: ignore[arg-type]
