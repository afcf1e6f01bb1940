"""Pictures over HTTP: formats, validators, languages, and pictures in words when there is none."""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

import pytest
from server.running import Reply, Server, start_server

from kg_builder.releases.release import Release

COUNTS = """SELECT ?theme (COUNT(?p) AS ?n) WHERE { ?p lh:theme/rdfs:label ?theme }
GROUP BY ?theme ORDER BY DESC(?n) ?theme LIMIT 5"""
MIXED = "SELECT ?what ?value ?figure WHERE { ?figure lh:value ?value ; lh:indicator/rdfs:label ?what }"
PLACES = "SELECT ?iri (COUNT(?p) AS ?n) WHERE { ?p lh:region/lh:within* ?iri . ?iri lh:isoCode ?code } GROUP BY ?iri"


@pytest.fixture(scope="module")
def site(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the project's own data."""
    log = tmp_path_factory.mktemp("charts") / "log"
    running = start_server(release.path.parents[1], log, KG_QUERY_SECONDS="10")
    yield running
    running.stop()
    assert "Traceback" not in log.read_text("utf-8")


def chart(
    site: Server,
    form: str,
    query: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    **more: str,
) -> Reply:
    """One picture."""
    pairs = urlencode({"query": query, **(given or {}), **more}, quote_via=quote)
    return site.ask(method, f"/sparql/chart.{form}?{pairs}", headers)


@pytest.mark.parametrize(
    ("form", "kind", "start"),
    [
        ("svg", "image/svg+xml; charset=utf-8", b"<svg"),
        ("png", "image/png", b"\x89PNG"),
        ("vl.json", "application/vnd.vegalite.v6+json; charset=utf-8", b"{"),
    ],
)
def test_forms(site: Server, form: str, kind: str, start: bytes) -> None:
    found = chart(site, form, COUNTS)
    assert (found.status, found.headers["content-type"]) == (200, kind)
    assert found.body.startswith(start)
    assert found.headers["kg-view"] == "bar;x=n;y=theme"
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert found.headers["cache-control"] == "public, no-cache"
    again = chart(site, form, COUNTS)
    assert again.body == found.body
    tag = found.headers["etag"]
    known = chart(site, form, COUNTS, headers={"If-None-Match": tag})
    assert (known.status, known.body) == (304, b"")
    head = chart(site, form, COUNTS, method="HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(found.body)))


def test_the_spec_has_the_data_and_its_description(site: Server) -> None:
    spec = json.loads(chart(site, "vl.json", COUNTS).body)
    assert spec["description"].startswith("N by theme. Bar chart with 5 bars. Greatest: ")
    assert len(spec["vconcat"][0]["data"]["values"]) == 5


def test_another_language_theme_and_view_is_another_picture(site: Server) -> None:
    found = {
        chart(site, "svg", COUNTS, given=more).headers["etag"]
        for more in (
            {},
            {"lang": "zh"},
            {"theme": "dark"},
            {"view": "dot"},
            {"width": "400"},
            {"title": "x"},
            {"bare": "1"},
        )
    }
    assert len(found) == 7
    chinese = chart(site, "svg", COUNTS, lang="zh")
    assert "脱贫攻坚" in chinese.text
    assert chinese.headers["content-language"] == "zh-Hans"
    assert chart(site, "svg", COUNTS, headers={"Accept-Language": "zh"}).body == chinese.body


def test_a_map_of_provinces(site: Server) -> None:
    found = chart(site, "svg", PLACES)
    assert found.headers["kg-view"].startswith("map;y=n;")
    assert "Shanxi" in found.text
    assert "Natural Earth" in found.text


def test_a_form_is_taken_too(site: Server) -> None:
    body = urlencode({"query": COUNTS}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert site.ask("POST", "/sparql/chart.svg", headers, body).body == chart(site, "svg", COUNTS).body


@pytest.mark.parametrize(
    ("query", "more", "status", "words"),
    [
        (MIXED, {}, 400, "cannot be compared"),
        ("ASK {}", {}, 400, "Only the answer to a SELECT"),
        ("SELECT ?a WHERE { ?a lh:nothing ?b }", {}, 400, "has no rows"),
        ("SELECT ?a WHERE { ?a", {}, 400, "not valid SPARQL"),
        ("SELECT * WHERE { SERVICE <http://x/> { ?a ?b ?c } }", {}, 400, "read-only"),
        (COUNTS, {"view": "pie"}, 400, "There is no view pie"),
        (COUNTS, {"view": "bar;x=<script>"}, 400, "There is no column &lt;script&gt;"),
        (COUNTS, {"theme": "pink"}, 400, "theme: found"),
        (COUNTS, {"width": "1e9"}, 400, "width: found"),
        (COUNTS, {"scale": "nan"}, 400, "scale: found"),
        ("", {}, 400, "the text ends without SELECT"),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {"timeout": "0.2"}, 503, "time limit"),
    ],
)
def test_what_is_no_picture_is_a_picture_of_words(
    site: Server, query: str, more: dict[str, str], status: int, words: str
) -> None:
    found = chart(site, "svg", query, given=more)
    assert (found.status, found.headers["content-type"]) == (status, "image/svg+xml; charset=utf-8")
    said = found.text.partition("<desc>")[2].partition("</desc>")[0]
    assert words in f"{said} {found.text.partition('<title>')[2].partition('</title>')[0]}"
    assert found.headers["cache-control"] == "no-store"
    points = chart(site, "png", query, given=more)
    assert points.status == status
    assert points.body.startswith(b"\x89PNG")
    data = chart(site, "vl.json", query, given=more)
    assert data.status == status
    assert data.headers["content-type"].startswith("application/problem+json")
    assert json.loads(data.body)["status"] == status


def test_reasons_are_in_the_language_that_was_asked_for(site: Server) -> None:
    assert "不可比较" in chart(site, "svg", MIXED, lang="zh").text


def test_another_suffix_is_not_there(site: Server) -> None:
    found = chart(site, "gif", COUNTS)
    assert found.status == 404
    assert json.loads(found.body)["suggestions"] == [".svg", ".png", ".vl.json"]


def test_what_is_random_is_not_kept(site: Server) -> None:
    found = chart(site, "svg", "SELECT ?a (RAND() AS ?n) WHERE { VALUES ?a { 'x' 'y' } }")
    assert (found.status, found.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in found.headers
