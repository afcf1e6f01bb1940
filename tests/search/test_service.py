"""Search over HTTP: for people in both languages, and for programs."""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

import pytest
from server.running import Reply, Server, start_server

from kg_builder.releases.release import Release


@pytest.fixture(scope="module")
def site(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the project's own data."""
    log = tmp_path_factory.mktemp("search") / "log"
    running = start_server(release.path.parents[1], log)
    yield running
    running.stop()
    assert "Traceback" not in log.read_text("utf-8")


def find(
    site: Server,
    path: str = "/search",
    headers: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    **more: str,
) -> Reply:
    """One question."""
    return site.ask("GET", f"{path}?{urlencode({**(given or {}), **more}, quote_via=quote)}", headers)


def test_a_page_for_people(site: Server) -> None:
    found = find(site, q="Shanxi", headers={"Accept": "text/html"})
    assert (found.status, found.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<a href="/region/shanxi"' in found.text
    assert "<mark>Shanxi</mark>" in found.text
    assert re.search(r"<h2[^>]*>Regions", found.text)
    assert 'value="Shanxi"' in found.text
    assert find(site, q="Shanxi", headers={"If-None-Match": found.headers["etag"], "Accept": "text/html"}).status == 304


def test_the_page_is_in_both_languages(site: Server) -> None:
    found = find(site, q="教育", lang="zh")
    assert found.headers["content-language"] == "zh-Hans"
    assert "<mark>教育</mark>" in found.text
    assert re.search(r"<h2[^>]*>主题", found.text)
    assert "搜索" in found.text


def test_for_programs(site: Server) -> None:
    found = find(site, "/search.json", q="sichaun")
    assert found.headers["content-type"] == "application/json"
    content = json.loads(found.body)
    assert (content["query"], content["corrected"], content["total"]) == ("sichaun", "sichuan", 1)
    first = content["results"][0]
    assert (first["kind"], first["label"], first["link"]) == ("region", "Sichuan", "/region/sichuan")
    assert "四川省" in first["labels"].values()
    by_accept = find(site, q="sichaun", headers={"Accept": "application/json"})
    assert by_accept.body == found.body
    assert found.headers["access-control-allow-origin"] == "*"


def test_pages_lead_to_each_other(site: Server) -> None:
    seen: list[str] = []
    total = 0
    path: str | None = "/search.json?q=people&limit=30"
    while path:
        content = json.loads(site.ask("GET", path).body)
        seen += [each["iri"] for each in content["results"]]
        path, total = content["next"], content["total"]
    assert len(seen) == total == len(set(seen)) > 60
    page = find(site, q="people", page="2")
    assert 'rel="prev"' in page.text
    assert "Page 2 of" in page.text


def test_kinds_and_stored_queries_and_terms(site: Server) -> None:
    content = json.loads(find(site, "/search.json", q="region", kind="query").body)
    assert {each["kind"] for each in content["results"]} == {"query"}
    assert all(each["link"].startswith("/q/") for each in content["results"])
    terms = json.loads(find(site, "/search.json", q="comparator", kind="term").body)["results"]
    assert terms[0]["link"] == "/ns#comparator"


def test_every_hit_has_a_page(site: Server) -> None:
    kinds: dict[str, str] = {}
    for question in ("people", "Shanxi", "region", "exact", "report", "plan", "person", "government"):
        for hit in json.loads(find(site, "/search.json", q=question, limit="100").body)["results"]:
            kinds.setdefault(hit["kind"], hit["link"])
    assert len(kinds) >= 10
    for kind, link in kinds.items():
        assert site.ask("GET", link.partition("#")[0], {"Accept": "text/html"}).status == 200, (kind, link)


def test_nothing_found_helps_on(site: Server) -> None:
    found = find(site, q="zzzzzzq")
    assert found.status == 200
    assert "Nothing is called zzzzzzq." in found.text
    assert "/region" in found.text
    assert find(site).status == 200


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "x" * 10_000, "\x00", "%", "a&b=c", "\u202e", "' OR 1=1 --"]
)
def test_hostile_questions(site: Server, text: str) -> None:
    for path in ("/search", "/search.json"):
        found = find(site, path, q=text)
        assert found.status == 200
        assert path.endswith(".json") or "<script>alert" not in found.text
        assert len(found.body) < 60_000


@pytest.mark.parametrize("more", [{"page": "0"}, {"page": "x"}, {"page": "1000"}, {"limit": "101"}, {"limit": "-1"}])
def test_pages_that_are_none(site: Server, more: dict[str, str]) -> None:
    found = find(site, "/search.json", q="people", given=more)
    assert (found.status, found.problem) == (400, "parameter-invalid")


def test_other_forms_are_not_there(site: Server) -> None:
    assert find(site, "/search.xml", q="a").status == 406
