"""Numbers that cannot be compared are never put on one axis."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kg_server.charts.drawing import draw
from kg_server.charts.guessing import completed
from kg_server.charts.marks import Mark, marks_of
from kg_server.charts.panels import MOST, panels_of
from kg_server.charts.refusal import Refusal
from kg_server.charts.result import Fact, Result
from kg_server.charts.sheet import Credit, Look
from kg_server.charts.view import GUESS

from charts.answers import CHINESE, ENGLISH, figure, result
from kg_builder.views import View

STOCK = Fact("5", "person", "stock")
DIFFERENT = {
    "another unit": Fact("5", "yuan", "stock"),
    "a flow": Fact("5", "person", "flow", months="12"),
    "a flow up to a day": Fact("5", "person", "flow", time="as-of"),
    "a rate": Fact("5", "person", "rate"),
    "a change": Fact("5", "person", "rate", "change", months="12"),
    "a plan": Fact("5", "person", "stock", is_plan=True),
}
SAME = {
    "another day": Fact("5", "person", "stock", time="as-of"),
    "hedged": Fact("5", "person", "stock", hedge="more-than", low="5"),
    "a share beside a rate": Fact("5", "person", "stock", "share"),
}


def answer(*facts: Fact) -> Result:
    """An answer with a figure for each fact."""
    rows = [(f"name {at}", Decimal(fact.value), figure(str(at))) for at, fact in enumerate(facts)]
    return result("what value figure", *rows, facts={str(at): fact for at, fact in enumerate(facts)})


def marks(found: Result) -> list[Mark]:
    """The marks of an answer, with what is guessed."""
    return marks_of(completed(View("bar"), found, ENGLISH), found, ENGLISH)


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_has_a_panel_of_its_own(other: Fact) -> None:
    found = answer(STOCK, other, STOCK)
    panels = panels_of(marks(found), found, ENGLISH)
    assert [len(panel.marks) for panel in panels] == [2, 1]
    assert all(panel.heading for panel in panels)
    assert panels[0].heading != panels[1].heading


@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
def test_what_can_be_compared_shares_an_axis(other: Fact) -> None:
    found = answer(STOCK, other)
    assert len(panels_of(marks(found), found, ENGLISH)) == 1


def test_flows_over_spans_of_different_length_are_apart() -> None:
    found = answer(*(Fact("5", "person", "flow", months=months) for months in ("12", "60", "12", "7")))
    headings = [panel.heading for panel in panels_of(marks(found), found, ENGLISH)]
    assert headings == ["People: how many in one year", "People: how many in 5 years", "People: how many in 7 months"]


def test_too_many_kinds_are_refused_with_the_units() -> None:
    found = answer(*(Fact("5", f"unit-{at}", "stock") for at in range(MOST + 1)))
    with pytest.raises(Refusal, match=r"cannot be compared: they have 9 units \(unit 0, unit 1"):
        draw(found, GUESS, Look(ENGLISH), Credit("g", "1"))
    with pytest.raises(Refusal, match="不可比较"):
        draw(found, GUESS, Look(CHINESE), Credit("g", "1"))


def test_units_of_a_column_count_too() -> None:
    found = result("what value unit", ("a", Decimal(1), "person"), ("b", Decimal(2), "yuan"))
    assert [panel.scope.unit for panel in panels_of(marks(found), found, ENGLISH)] == ["person", "yuan"]


def test_a_number_that_is_not_the_figure_s_has_not_its_unit() -> None:
    rows = [("a", Decimal(5), Decimal("88.9"), figure("0")), ("b", Decimal(5), Decimal(81), figure("1"))]
    facts = {"0": STOCK, "1": DIFFERENT["another unit"]}
    found = result("what value percent figure", *rows, facts=facts)
    view = completed(View("bar", x="percent"), found, ENGLISH)
    assert {mark.scope.unit for mark in marks_of(view, found, ENGLISH)} == {""}


def test_a_map_of_different_units_is_refused() -> None:
    rows = [("a", "POINT(110 30)", Decimal(1), "person"), ("b", "POINT(111 31)", Decimal(2), "yuan")]
    with pytest.raises(Refusal, match="2 units"):
        draw(result("place point value unit", *rows), View("map", unit="unit"), Look(ENGLISH), Credit("g", "1"))


FACTS = st.builds(
    Fact,
    value=st.sampled_from(["1", "2000", "3000000"]),
    unit=st.sampled_from(["person", "yuan"]),
    measure=st.sampled_from(["stock", "flow", "rate"]),
    operation=st.sampled_from(["", "share", "change"]),
    months=st.sampled_from(["", "12"]),
    is_plan=st.booleans(),
)


@given(st.lists(FACTS, min_size=1, max_size=12))
def test_no_panel_mixes_and_none_is_lost(facts: list[Fact]) -> None:
    found = answer(*facts)
    try:
        panels = panels_of(marks(found), found, ENGLISH)
    except Refusal:
        assert len({mark.scope for mark in marks(found)}) > MOST
        return
    assert sum(len(panel.marks) for panel in panels) == len(facts)
    assert all({mark.scope for mark in panel.marks} == {panel.scope} for panel in panels)
    assert all(one.scope != other.scope for one, other in pairwise(panels))
