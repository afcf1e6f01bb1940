"""Views in addresses, and what is guessed where they leave something open."""

from datetime import date
from decimal import Decimal

import pytest
from kg_server.charts.guessing import completed
from kg_server.charts.refusal import Refusal
from kg_server.charts.result import Fact, Place, Result
from kg_server.charts.view import GUESS, read_view, written

from charts.answers import ENGLISH, LANGUAGES, figure, result
from kg_builder.views import View

PEOPLE = Fact("5", "person", "stock")
YEARS = [("A", 2019, Decimal(5)), ("A", 2020, Decimal(6)), ("B", 2019, Decimal(7)), ("B", 2020, Decimal(9))]
CASES: list[tuple[str, Result, str]] = [
    ("counts by name", result("theme n iri", ("a", 1, "http://x/a"), ("b", 2, "http://x/b")), "bar;x=n;y=theme"),
    ("one row", result("what value", ("a", Decimal(5))), "figure;x=value;y=what"),
    ("years first", result("year n", (2019, 3), (2020, 4), (2021, 1)), "line;x=year;y=n"),
    ("series of years", result("series year value", *YEARS), "line;x=year;y=value;series=series"),
    ("two years are no line", result("year n", (2019, 3), (2020, 4)), "bar;x=n;y=year"),
    ("points", result("place at n", ("a", "POINT(1 2)", 3), ("b", "POINT(2 3)", 4)), "map;y=n;label=place;point=at"),
    ("points alone", result("place point", ("a", "POINT(1 2)"), ("b", "POINT(2 3)")), "map;label=place;point=point"),
    (
        "the value of the figure, not its precision",
        result("what precision value figure", ("a", Decimal(1), Decimal(5), figure("f")), ("b", Decimal(1), None, None),
               facts={"f": PEOPLE}),
        "bar;x=value;y=what;figure=figure",
    ),
    (
        "hedges, bounds, units by their names",
        result("name hedge value least unit", ("a", "exact", Decimal(5), 4, "m"), ("b", "about", Decimal(6), 1, "m")),
        "bar;x=value;y=name;unit=unit;low=least;hedge=hedge",
    ),
    ("counts have no unit", result("what unit n", ("a", "person", 2), ("b", "yuan", 3)), "bar;x=n;y=what"),
    ("notes are no names", result("note what n", ("n" * 90, "a", 2), ("m" * 90, "b", 3)), "bar;x=n;y=what"),
    ("days", result("day n", (date(2020, 1, 1), 1), (date(2020, 2, 1), 2), (date(2020, 3, 1), 3)), "line;x=day;y=n"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "view"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_guesses(answer: Result, view: str) -> None:
    assert written(completed(GUESS, answer, ENGLISH)) == view


def test_there_are_cases() -> None:
    assert len(CASES) >= 12


def test_regions_make_a_map() -> None:
    plain = result(
        "province n iri",
        ("A", 1, "https://w3id.org/livelihood/region/a"),
        ("B", 2, "https://w3id.org/livelihood/region/b"),
    )
    places = {
        iri: Place("CN-SX", "a", None)
        for iri in ("https://w3id.org/livelihood/region/a", "https://w3id.org/livelihood/region/b")
    }
    assert written(completed(GUESS, Result(plain.table, {}, places), ENGLISH)) == "map;y=n;label=province;region=iri"
    assert completed(GUESS, plain, ENGLISH).kind == "bar"


REFUSED = [
    ("table", result("a b", (1, 2)), "is a table"),
    ("", result("a b"), "no rows"),
    ("", result("a b", ("x", "y"), ("z", "w")), "no column of numbers"),
    ("bar;x=nothing", result("a n", ("x", 1)), "no column nothing; there are a, n"),
    ("bar;x=a", result("a n", ("x", 1)), "no column of numbers"),
    ("line", result("a n", ("x", 1)), "years or days"),
    ("map", result("a n", ("x", 1)), "regions or of points"),
    ("bar", result("n", (1,), (2,)), "column of names"),
]


@pytest.mark.parametrize(("view", "answer", "reason"), REFUSED)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_refusals_say_why(view: str, answer: Result, reason: str, code: str) -> None:
    language = LANGUAGES[code]
    with pytest.raises(Refusal) as caught:
        completed(read_view(view, language), answer, language)
    assert reason in str(caught.value) if code == "en" else not str(caught.value).isascii()


@pytest.mark.parametrize(
    "text", ["bar", "chart", "line;x=year;y=value;series=what", "bar;x=n;y=a;rows=20", "map;region=iri"]
)
def test_a_view_is_written_as_it_is_read(text: str) -> None:
    assert written(read_view(text, ENGLISH)) == text


@pytest.mark.parametrize(
    "text",
    ["pie", "bar;z=1", "bar;rows=x", "bar;rows=-1", "bar;rows=9999999", "bar;" + "x" * 2000, "bar;=", "bar;kind=dot"],
)
def test_unknown_views_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_view(text, ENGLISH)


def test_question_marks_and_blanks_are_forgiven() -> None:
    assert read_view(" bar ; x=?n ; y=?a ", ENGLISH) == View("bar", x="n", y="a")
