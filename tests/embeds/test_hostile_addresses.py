"""Hostile values in every parameter and option: never a fault, never another query, never markup."""

from urllib.parse import quote

import pytest
from server.running import Server

HOSTILE = (
    *(
        "region:shanxi> ?p ?o } #",
        '"^^<x>',
        "1) || (true",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "%s%n",
        "\0",
    ),
    *("\u202e", "ｒegion", "x" * 5_000, "=cmd|' /C calc'!A0", "?iri", "{}", "-1", "1e999", "999999999999", "\r\nX: y"),
    *("'\"><img src=x onerror=alert(1)>", "zh' OR 1=1", "bar;x=<b>;y=\"'", "javascript:alert(1)", "\ud7ff", "𝟙"),
)
SUFFIXES = ("", ".csv", ".json", ".svg", ".html", ".md", ".xlsx", ".meta.json")
NAMES = ("region", "limit", "offset", "labels", "bom", "raw", "lang", "theme", "view", "width", "scale", "format", "x")
BROWSER = {"Accept": "text/html"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_value_makes_a_fault_or_markup(suffix: str, server: Server) -> None:
    asked = 0
    for name in NAMES:
        for value in HOSTILE[:: 1 if name == "region" else 4]:
            reply = server.ask("GET", f"/q/people-served-in-region{suffix}?{name}={quote(value)}", BROWSER)
            assert reply.status in {200, 400, 404, 406}, (name, value, reply.status)
            assert reply.headers["x-content-type-options"] == "nosniff"
            if reply.headers["content-type"].startswith(("text/html", "image/svg")):
                assert b"<script>alert" not in reply.body
                assert b"<img src=x" not in reply.body
            asked += 1
    assert asked > 80


@pytest.mark.parametrize("value", HOSTILE)
def test_no_name_makes_a_fault(value: str, server: Server) -> None:
    name = quote(value, safe="")
    for path in (f"/q/{name}", f"/q/{name}.csv", f"/q/facilities-by-kind@{name}.json", f"/embed/q/{name}"):
        reply = server.ask("GET", path, BROWSER)
        assert reply.status in {400, 404}, (path, reply.status)
        is_shown = reply.headers["content-type"].startswith(("text/html", "image/svg"))
        assert not (is_shown and b"<script>alert" in reply.body)
    assert server.ask("GET", f"/oembed?url={name}&maxwidth={name}").status in {400, 404}


@pytest.mark.parametrize(
    "option", ["view=bar", "view=pie", "theme=x", "bare=2", "lang=xx", "limit=0", "region=nowhere"]
)
def test_a_frame_is_a_readable_card_when_something_is_wrong(option: str, server: Server) -> None:
    reply = server.ask("GET", f"/embed/q/people-served-in-region?{option}")
    assert reply.status in {200, 400}
    assert reply.headers["content-type"].startswith("text/html")
    assert "frame-ancestors *" in reply.headers["content-security-policy"]
