"""From a figure to the characters that state it, and sums that are refused or told with what remains to be said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from kg_client import BadArgument, Evidence, Graph, Iri, Named, NotComparable, NotFound
from kg_client.comparing import MOST_REASONS, Addend, reasons
from kg_client.figures import MOST_FIGURES, read_addends
from kg_client.sums import total

DONE, BEGUN = "figure:shanxi-deeds-2022-02420", "figure:shanxi-deeds-2022-02373"


def test_a_figure_leads_to_its_characters(graph: Graph) -> None:
    figure = graph.evidence(DONE)
    assert figure.statement == "519 devices, as of 2022-12-31"
    assert figure.kind == "measurement"
    assert {figure.value, figure.least, figure.most} == {Decimal(519)}
    assert figure.name("indicator") == "Elevators completed"
    assert figure.iris("subsetOf") == (graph.evidence(BEGUN).figure,)
    (place,) = figure.places
    assert (place.start, place.end, place.printed) == (2420, 2423, "519")
    assert place.words == "characters 2420 to 2423"
    assert len(place.sha256) == 64
    assert place.issued == date(2023, 1, 12)
    assert figure.release == graph.release
    assert figure.page == f"{graph.url}figure/shanxi-deeds-2022-02420"


@pytest.mark.parametrize(
    "name",
    ["shanxi-deeds-2022-02420", "figure:shanxi-deeds-2022-02420", "figure/shanxi-deeds-2022-02420",
     "https://w3id.org/livelihood/figure/shanxi-deeds-2022-02420",
     "<https://w3id.org/livelihood/figure/shanxi-deeds-2022-02420>", "{url}figure/shanxi-deeds-2022-02420"],
)  # fmt: skip
def test_ways_to_name_a_figure(graph: Graph, name: str) -> None:
    assert graph.evidence(name.format(url=graph.url)).value == 519


@pytest.mark.parametrize(
    "name",
    ["", "region:shanxi", "a b", "x> ?p ?o } #", "../sparql", "figure:", "http://example.org/figure/x", "a/b", "é"],
)
def test_what_is_no_name_of_a_figure(graph: Graph, name: str) -> None:
    with pytest.raises(BadArgument, match="expected a figure"):
        graph.evidence(name)


def test_a_figure_that_is_not_there(graph: Graph) -> None:
    with pytest.raises(NotFound, match="no-such-figure"):
        graph.evidences([DONE, "figure:no-such-figure"])
    with pytest.raises(BadArgument, match=f"at most {MOST_FIGURES}"):
        graph.evidences(f"figure:f{n}" for n in range(MOST_FIGURES + 1))
    assert graph.evidences([]) == []


def test_every_figure_has_its_evidence(graph: Graph, meals: Graph) -> None:
    for each, least in ((graph, 80), (meals, 25)):
        named = [str(iri) for iri in each.query("SELECT ?f WHERE { ?f a lh:Figure }")["f"]]
        figures = each.evidences(named)
        assert [str(figure.figure) for figure in figures] == named
        assert len(figures) >= least
        for figure in figures:
            assert figure.places, figure.figure
            assert figure.value is not None
            assert all(figure.name(role) for role in ("unit", "indicator", "program", "region", "beneficiary"))
            assert figure.when


def test_arithmetic_and_conversions(meals: Graph) -> None:
    named = [str(iri) for iri in meals.query("SELECT ?f WHERE { ?f lh:recomputed ?r }")["f"]]
    figures = meals.evidences(named)
    assert len(figures) >= 4
    assert all(figure.recomputed is not None and figure.name("verdict") for figure in figures)
    ((iri,),) = meals.query("SELECT ?f WHERE { ?f lh:converted ?c }").rows
    figure = meals.evidence(str(iri))
    assert (figure.converted, figure.name("convertedUnit")) == (Decimal(11_900_000), "euro")


def test_a_figure_that_was_taken_out_names_its_successor(meals: Graph) -> None:
    ((old, new),) = meals.query("SELECT ?old ?new WHERE { ?new lh:replaces ?old }").rows
    figure = meals.evidence(str(old))
    assert figure.value is None
    assert figure.successors == (new,)
    assert "was taken out" in figure.statement
    with pytest.raises(NotComparable, match=f"in its place stands {new}"):
        meals.add([str(old), str(new)])


def test_a_figure_for_notebooks(graph: Graph) -> None:
    shown = graph.evidence(DONE)._repr_html_()
    assert "<q>519</q>" in shown
    assert f'href="{graph.url}figure/shanxi-deeds-2022-02420"' in shown
    hostile = replace(graph.evidence(DONE), label="<script>", notes=("<b>",), page="javascript:alert(1)")
    assert "<script" not in hostile._repr_html_()
    assert "<b>" not in hostile._repr_html_()
    assert "href" not in hostile._repr_html_()


def test_sums_that_are_allowed(graph: Graph, meals: Graph) -> None:
    found = meals.add(["figure:canteens-audit-2024-00296", "figure:canteens-audit-2024-00356"])
    assert (found.value, found.unit) == (Decimal(13_055), "pupil")
    assert found.statement == "13,055 pupils"
    assert len(found.figures) == 2
    assert found.release == meals.release
    money = graph.add(["figure:rural-services-2021-12202", "figure:rural-services-2021-12224"])
    assert money.value == Decimal(12880000000000)
    assert (money.least, money.most) == (Decimal(12870000000000), Decimal(12890000000000))
    assert money.precision == Decimal(10000000000)
    assert any("Days between the parts" in caution for caution in money.cautions)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ([DONE, BEGUN], "is counted among figure:shanxi-deeds-2022-02373"),
        ([DONE, DONE], "named more than once"),
        ([DONE], "at least two"),
        ([], "at least two"),
        ([DONE, "figure:rural-services-2021-02585"], "is a rate"),
        ([DONE, "figure:yangquan-life-2021-01464"], "Units cannot be mixed; their units are device"),
        ([DONE, "figure:yangquan-life-2021-01464"], "their measures are flow"),
        ([DONE, "figure:yangquan-life-2021-01464"], "Yangquan lies in Shanxi"),
        (["figure:shanxi-deeds-2022-00254", "figure:shanxi-deeds-2022-00254-b"], "in doubt"),
    ],
)
def test_sums_that_are_refused(graph: Graph, figures: list[str], reason: str) -> None:
    with pytest.raises(NotComparable) as caught:
        graph.add(figures)
    assert any(reason in each for each in caught.value.reasons), caught.value.reasons


def test_hardly_any_pair_of_the_real_figures_adds_up(graph: Graph, meals: Graph) -> None:
    for each, least, allowed in ((graph, 3_000, 2), (meals, 300, 3)):
        named = [str(iri) for iri in each.query("SELECT ?f WHERE { ?f a lh:Figure }")["f"]]
        pairs = list(combinations(read_addends(each.query, each.places, named), 2))
        assert len(pairs) >= least
        assert sum(not reasons(pair) for pair in pairs) == allowed
        for pair in pairs:
            assert bool(reasons(pair)) == bool(reasons(pair[::-1]))


BASE = "https://x.example/"


ROLES = ("unit", "indicator", "region", "beneficiary", "timeKind", "program", "comparator", "series")
OTHERS = ("operation", "rank", "flag")


def addend(name: str, **changed: Any) -> Addend:
    """A flow of 2020 in a place of its own, with changes; `role=name` puts a thing into a role."""
    things = {
        "unit": "person",
        "indicator": "people-trained",
        "region": name,
        "beneficiary": "all",
        "timeKind": "during",
        "program": f"program-{name}",
        "comparator": "exact",
        "series": f"series-{name}",
        **{role: str(value) for role, value in changed.items() if role in (*ROLES, *OTHERS)},
    }
    about = {role: (Named(Iri(f"{BASE}{role}/{value}"), value),) for role, value in things.items()}
    if "conflictsWith" in changed:
        about["conflictsWith"] = (Named(Iri(f"{BASE}figure/{changed['conflictsWith']}"), ""),)
    sex = (Named(Iri(f"{BASE}sex"), changed["own"]),) if "own" in changed else ()
    figure = Evidence(
        figure=Iri(f"{BASE}figure/{name}"),
        page="",
        label=name,
        kind=changed.get("kind", "measurement"),
        value=changed.get("value", Decimal(10)),
        hedge=things["comparator"].replace("-", " "),
        least=changed.get("least", Decimal(10)),
        most=changed.get("most", Decimal(10)),
        precision=Decimal(1),
        recomputed=None,
        converted=None,
        about=about,
        own={"https://y.example/ns#sex": sex} if sex else {},
        start=changed.get("start", date(2020, 1, 1)),
        end=changed.get("end", date(2020, 12, 31)),
        year=2020,
        flags=(),
        notes=(),
        successors=(),
        places=(),
        release="1",
    )
    wider = frozenset(Iri(f"{BASE}region/{each}") for each in changed.get("wider", ("nation",)))
    wholes = frozenset(Iri(f"{BASE}figure/{each}") for each in changed.get("wholes", ()))
    return Addend(figure, changed.get("measure", "flow"), wider, wholes)


ONE = {"region": "x", "series": "s"}
NEXT_YEAR = {"start": date(2021, 1, 1), "end": date(2021, 12, 31)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"measure": "stock", "start": None}, {"measure": "stock", "start": None}),
        (ONE, {**ONE, **NEXT_YEAR}),
        ({"comparator": "more-than"}, {}),
        ({"comparator": "more-than"}, {"comparator": "at-least"}),
        ({"comparator": "about"}, {}),
        ({"kind": "target"}, {"kind": "target"}),
        ({"own": "girls"}, {"own": "girls"}),
        ({"flag": "date-estimated"}, {}),
    ],
)
def test_what_may_be_added(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert reasons([addend("a", **one), addend("b", **other)]) == []


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({}, {"unit": "yuan"}, "Units"),
        ({}, {"measure": "stock"}, "How many there are"),
        ({}, {"measure": "rate"}, "is a rate"),
        ({}, {"measure": ""}, "neither known"),
        ({}, {"kind": "target"}, "plan is no fact"),
        ({}, {"indicator": "people-insured"}, "Two indicators"),
        ({}, {"beneficiary": "children"}, "Groups of people"),
        ({}, {"timeKind": "since"}, "A day, a span"),
        ({}, {"operation": "growth"}, "is a growth"),
        ({}, {"rank": "deprecated"}, "deprecated"),
        ({}, {"flag": "unit-doubtful"}, "in doubt"),
        ({}, {"flag": "scope-unclear"}, "in doubt"),
        ({}, {"value": None}, "taken out"),
        ({}, {"own": "girls"}, "by sex"),
        ({}, NEXT_YEAR, "different days"),
        ({}, {"start": None}, "from which day b counts"),
        ({"measure": "stock"}, {"measure": "stock", **NEXT_YEAR}, "only on one day"),
        ({}, {"wider": ("a", "nation")}, "b lies in a"),
        ({"wider": ("b",)}, {}, "a lies in b"),
        ({"wholes": ("b",)}, {}, "counted among"),
        ({"conflictsWith": "b"}, {}, "different numbers for the same thing"),
        ({"region": "x"}, {"region": "x"}, "both of x"),
        (ONE, ONE, "not shown to be apart"),
        (ONE, {**ONE, **NEXT_YEAR, "start": date(2020, 12, 31)}, "not shown to be apart"),
        (ONE, {**ONE, **NEXT_YEAR, "start": None}, "not shown"),
        ({**ONE, "measure": "stock"}, {**ONE, "measure": "stock"}, "one series"),
        ({"comparator": "more-than"}, {"comparator": "nearly"}, "point different ways"),
        ({"comparator": "about"}, {"comparator": "at-most"}, "point different ways"),
        ({"comparator": "roughly"}, {"comparator": "about"}, "point different ways"),
    ],
)  # fmt: skip
def test_what_must_not_be_added(one: dict[str, Any], other: dict[str, Any], reason: str) -> None:
    pair = [addend("a", **one), addend("b", **other)]
    for order in (pair, pair[::-1]):
        told = " ".join(reasons(order)).replace("figure:", "")
        assert reason in told
        with pytest.raises(NotComparable):
            total(order)


@pytest.mark.parametrize(
    ("hedges", "said", "least", "most"),
    [
        (("exact", "exact"), "20 people", 20, 20),
        (("more-than", "exact"), "more than 20 people", 20, None),
        (("at-least", "at-least"), "at least 20 people", 20, None),
        (("nearly", "exact"), "nearly 20 people", None, 20),
        (("at-most", "nearly"), "at most 20 people", None, 20),
        (("about", "exact"), "about 20 people", None, None),
    ],
)
def test_hedges_and_bounds_of_a_sum(hedges: tuple[str, str], said: str, least: int | None, most: int | None) -> None:
    def bounds(hedge: str) -> dict[str, Any]:
        has_least, has_most = hedge in {"exact", "more-than", "at-least"}, hedge in {"exact", "nearly", "at-most"}
        return {"least": Decimal(10) if has_least else None, "most": Decimal(10) if has_most else None}

    found = total([addend(name, comparator=hedge, **bounds(hedge)) for name, hedge in zip("ab", hedges, strict=True)])
    assert (found.statement, found.least, found.most) == (said, least, most)


def test_reasons_are_bounded() -> None:
    listed = [addend(str(n), region="x") for n in range(40)]
    told = reasons(listed)
    assert len(told) == MOST_REASONS + 1
    assert told[-1] == f"There are {40 * 39 // 2 - MOST_REASONS} more reasons."
