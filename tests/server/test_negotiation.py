"""The matrix of `Accept` and `format=` against query forms; and the parts of it that need no server."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kg_server.errors import NotAcceptable
from kg_server.transfer.formats import GRAPHS, SOLUTIONS
from kg_server.transfer.negotiation import by_name, choose, parse_accept, prefers_html, quality

from server.running import Server, load_cases

CASES = load_cases("negotiation.json", 80)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_negotiation(server: Server, case: dict[str, Any]) -> None:
    parameters = {"format": case["format"]} if "format" in case else {}
    reply = server.query(case["query"], case.get("accept"), **parameters)
    assert reply.status == case["status"], reply.text
    if reply.status == 200:
        assert reply.headers["content-type"] == case["type"]
    else:
        assert reply.problem == "not-acceptable"
        assert '"available"' in reply.text
    assert "Accept" in reply.headers["vary"]


MEDIA = st.sampled_from(
    ["text/csv", "text/turtle", "text/*", "*/*", "application/json", "application/*", "image/png", "text/html"]
)
WEIGHTS = st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", ";q=0.001", "; q = 0.7", ";q=1.5", ";q="])


@given(st.lists(st.tuples(MEDIA, WEIGHTS), max_size=6), st.sampled_from([SOLUTIONS, GRAPHS]))
def test_what_is_chosen_is_acceptable(members: list[tuple[str, str]], offers: tuple[Any, ...]) -> None:
    header = ", ".join(media + weight for media, weight in members)
    best = max(quality(parse_accept(header), offer.media_type) for offer in offers)
    if not header:
        assert choose(header, offers) == offers[0]
    elif best > 0:
        assert quality(parse_accept(header), choose(header, offers).media_type) == best
    else:
        with pytest.raises(NotAcceptable) as caught:
            choose(header, offers)
        assert caught.value.extra["available"]


@given(st.text(max_size=60))
def test_any_header_can_be_read(header: str) -> None:
    for span in parse_accept(header):
        assert 0 <= span.quality <= 1


@pytest.mark.parametrize("offers", [SOLUTIONS, GRAPHS])
def test_every_name_finds_its_offer(offers: tuple[Any, ...]) -> None:
    for offer in offers:
        assert by_name(offer.media_type, offers) == offer
        assert by_name(offer.name.upper(), offers).name == offer.name


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("*/*", False),
        ("text/html", True),
        ("text/*", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json, text/html;q=0.5", False),
        ("text/turtle, text/html;q=0.1, */*;q=0.1", False),
    ],
)
def test_who_wants_a_page(header: str | None, expected: bool) -> None:  # noqa: FBT001
    assert prefers_html(header) is expected
