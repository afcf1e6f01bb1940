"""Addresses of stored queries: pins, parameters, options, pages of rows, and what is said when something is wrong."""

import csv
import io
import json
import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from server.running import Server

from embeds.conftest import OLDER
from kg_builder.releases.release import Release

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SVG = "{http://www.w3.org/2000/svg}"


def test_a_pinned_answer_is_that_of_its_release_and_never_changes(server: Server, release: Release, older: str) -> None:
    address = f"/q/region-tree@{older}.csv?region=region:shanxi"
    old, new = server.ask("GET", address), server.ask("GET", "/q/region-tree.csv?region=region:shanxi")
    assert "Yangquan of old" in old.text
    assert "Yangquan of old" not in new.text
    assert old.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert new.headers["cache-control"] == "public, no-cache"
    assert old.headers["kg-release"] == older
    assert new.headers["kg-release"] == release.version
    again = server.ask("GET", address, {"If-None-Match": old.headers["etag"]})
    assert (again.status, again.headers["cache-control"]) == (304, old.headers["cache-control"])
    assert f"/q/region-tree@{release.version}.csv" in new.headers["link"]
    assert 'rel="latest-version"' in old.headers["link"]


@pytest.mark.parametrize("suffix", ["json", "xlsx", "ttl", "srj", "srx", "zip", "meta.json", "rq", "md", "html"])
def test_every_form_can_be_pinned(suffix: str, server: Server, older: str) -> None:
    reply = server.ask("GET", f"/q/region-tree@{older}.{suffix}?region=region:shanxi")
    assert reply.status == 200
    assert "immutable" in reply.headers["cache-control"]
    if suffix in {"json", "ttl", "srj", "srx", "md", "html"}:
        assert "Yangquan of old" in reply.text


def test_charts_and_frames_can_be_pinned(server: Server, older: str) -> None:
    chart = server.ask("GET", f"/q/people-served-in-region@{older}.svg?region=region:shanxi-yangquan")
    assert chart.status == 200
    assert "immutable" in chart.headers["cache-control"]
    assert "Yangquan of old" in chart.text
    frame = server.ask("GET", f"/embed/q/region-tree@{older}?region=region:shanxi")
    assert "Yangquan of old" in frame.text


def test_a_pinned_page_is_that_of_its_release(server: Server, older: str) -> None:
    page = server.ask("GET", f"/q/{OLDER}@{older}", BROWSER).text
    assert "<h1>Older: " in page
    assert "<h1>Older: " not in server.ask("GET", f"/q/{OLDER}", BROWSER).text


def test_the_data_version_leads_to_a_release(server: Server, release: Release) -> None:
    reply = server.ask("GET", f"/q/region-tree@{release.data_version}.csv?region=region:shanxi")
    assert reply.status == 302
    assert re.fullmatch(r"/q/region-tree@[^.]+\.[^.]+\.[^.]+\.csv\?region=region%3Ashanxi", reply.headers["location"])


@pytest.mark.parametrize("written", ["region:shanxi-yangquan", "shanxi-yangquan", "Yangquan", "阳泉市", "YANGQUAN"])
def test_a_value_can_be_written_as_people_do(written: str, server: Server, release: Release) -> None:
    whole = quote(f"{release.base}region/shanxi-yangquan")
    expected = server.ask("GET", f"/q/people-served-in-region.csv?region={whole}").text
    assert expected.count("\r\n") > 1
    assert server.ask("GET", f"/q/people-served-in-region.csv?region={quote(written)}").text == expected


def test_rows_come_in_pages_with_a_true_total_and_right_links(server: Server) -> None:
    everything = json.loads(server.ask("GET", "/q/region-tree.json").text)
    total, found, address = len(everything), [], "/q/region-tree.json?limit=20"
    links: dict[str, str] = {}
    for _ in range(10):
        reply = server.ask("GET", address)
        assert reply.headers["kg-total-rows"] == str(total)
        found += json.loads(reply.text)
        listed = re.findall(r'<([^>]*)>; rel="(\w+)"', reply.headers["link"])
        links = {relation: link.partition("//")[2].partition("/")[2] for link, relation in listed}
        assert links["last"] == f"q/region-tree.json?limit=20&offset={(total - 1) // 20 * 20}"
        if "next" not in links:
            break
        address = f"/{links['next']}"
    assert found == everything
    assert "prev" in links
    assert json.loads(server.ask("GET", "/q/region-tree.json?limit=5&offset=100000").text) == []


def test_names_come_in_chinese(server: Server) -> None:
    plain = json.loads(server.ask("GET", "/q/people-served-in-region.json").text)
    chinese = json.loads(server.ask("GET", "/q/people-served-in-region.json?labels=zh").text)
    assert [row["figure"] for row in plain] == [row["figure"] for row in chinese]
    assert all(re.search("[\u4e00-\u9fff]", row["place"]) for row in chinese)
    assert [row["people"] for row in plain] == [row["people"] for row in chinese]
    marked = server.ask("GET", "/q/people-served-in-region.csv?labels=zh&bom=1").body
    assert marked.startswith(b"\xef\xbb\xbfyear,program,")
    assert "人数" in server.ask("GET", "/q/people-served-in-region.md?labels=zh").text


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("people-served-in-region.{}?region=region:shanxxi", 400, "region:shanxi"),
        ("people-served-in-region.{}?regoin=region:shanxi", 400, "Did you mean region?"),
        ("people-served-in-region.{}?region=a&region=b", 400, "2 times region"),
        ("people-served-in-region.{}?region=%00", 400, "73 values"),
        ("figures-of-year.{}?year=1066", 400, "2022"),
        ("counts-surely-reached.{}?atLeast=many", 400, "kind decimal"),
        ("people-severd-in-region.{}", 404, "people-served-in-region"),
        ("people-served-in-region@9.9.9.{}", 404, "There is no release"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "json", "svg", "png", "md", "html", "zip", "rq", "geojson"])
def test_what_is_wrong_is_said_in_the_manner_of_what_was_asked_for(
    path: str, status: int, told: str, suffix: str, server: Server
) -> None:
    reply = server.ask("GET", f"/q/{path.format(suffix)}", BROWSER)
    assert reply.status == status
    assert reply.headers["cache-control"] == "no-store"
    kind = reply.headers["content-type"].partition(";")[0]
    if suffix in {"csv", "tsv", "xlsx", "md", "zip", "rq"}:
        assert kind == "text/plain"
        assert reply.text.count("\n") == 1
        assert "<" not in reply.text.partition("'")[0]
        assert told in reply.text
    elif suffix == "svg":
        assert kind == "image/svg+xml"
        drawing = ElementTree.fromstring(reply.body)  # noqa: S314  # our own drawing
        assert told.split()[0] in "".join(drawing.itertext())
    elif suffix == "png":
        assert kind == "image/png"
        assert reply.body.startswith(b"\x89PNG")
    elif suffix == "html":
        assert kind == "text/html"
        assert reply.text.startswith('<p role="alert">')
    else:
        assert kind == "application/problem+json"
        assert told in json.loads(reply.text)["detail"]


def test_an_answer_says_which_forms_it_has(server: Server) -> None:
    reply = server.ask("GET", "/q/flag-counts.geojson")
    assert reply.status == 404
    assert "there is .csv" in json.loads(reply.text)["detail"]
    assert server.ask("GET", "/q/flag-counts.nonsense").status == 404
    assert "which .csv does not take; .svg" in server.ask("GET", "/q/flag-counts.csv?width=400").text


def test_what_is_offered_is_there(server: Server) -> None:
    names = re.findall(r'<a href="/q/([a-z-]+)">', server.ask("GET", "/q/", BROWSER).text)
    assert len(names) >= 72
    for name in ("release-facts", "citation-completeness", "region-points", "figure-with-evidence", "one-figure"):
        meta = json.loads(server.ask("GET", f"/q/{name}.meta.json").text)
        assert len(meta["formats"]) >= 6
        for each in meta["formats"]:
            reply = server.ask("GET", "/q/" + each["url"].partition("/q/")[2])
            assert reply.status == 200, each
            assert reply.headers["content-type"].partition(";")[0] == each["media_type"]
            assert reply.headers["access-control-allow-origin"] == "*"


def test_no_cell_is_a_formula(server: Server) -> None:
    values = ["=HYPERLINK(1)", "+1+1", "@SUM(1)", "-2+3", "\t=1"]
    for value in values:
        found = list(csv.reader(io.StringIO(server.ask("GET", f"/q/region-names.csv?text={quote(value)}").text)))
        assert len(found) == 1, "nothing has such a name"
    from kg_server.renditions.tabular import guarded

    assert [guarded(value)[0] for value in values] == ["'"] * len(values)
    assert [guarded(value) for value in ("-12.5", "+3", "1e5", "plain", "")] == ["-12.5", "+3", "1e5", "plain", ""]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/csv", "text/csv"),
        ("application/json", "application/json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("image/svg+xml", "image/svg+xml"),
        ("text/turtle", "text/turtle"),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_accept_chooses_where_there_is_no_suffix(accept: str | None, kind: str, server: Server) -> None:
    reply = server.ask("GET", "/q/facilities-by-kind", {"Accept": accept} if accept else None)
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == kind
    assert "Accept" in reply.headers["vary"]


def test_an_unknown_type_is_not_acceptable(server: Server) -> None:
    assert server.ask("GET", "/q/facilities-by-kind", {"Accept": "video/mp4"}).status == 406


@pytest.mark.parametrize("path", ["/q/facilities-by-kind", "/q/", "/docs", "/embed/q/facilities-by-kind"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_speak_both_languages(path: str, language: str, server: Server) -> None:
    page = server.ask("GET", f"{path}?lang={language}", BROWSER)
    assert page.status == 200
    assert ('<html lang="zh-Hans"' in page.text) == (language == "zh")
    assert ("各类服务设施数量" in page.text.partition("<details>")[0]) == (language == "zh")
    assert "style=" not in page.text
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"https?://(?!127\.0\.0\.1:)", page.text) == []


def test_a_page_can_be_found_and_shown_by_others(server: Server) -> None:
    page = server.ask("GET", "/q/facilities-by-kind", BROWSER).text
    link = re.search(r'type="application/json\+oembed"[^>]*href="http://[^/]*(/oembed\?[^"]*)"', page)
    assert link is not None
    told = json.loads(server.ask("GET", link[1].replace("&amp;", "&")).text)
    assert (told["type"], told["version"]) == ("rich", "1.0")
    frame = re.search(r'src="http://[^/]*(/embed/q/[^"]*)"', told["html"])
    assert frame is not None
    assert server.ask("GET", frame[1]).status == 200
    picture = server.ask("GET", "/" + told["thumbnail_url"].split("/", 3)[3])
    width, height = (int.from_bytes(picture.body[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (told["thumbnail_width"], told["thumbnail_height"])
    image = re.search(r'property="og:image" content="http://[^/]*(/[^"]*)"', page)
    assert image is not None
    assert server.ask("GET", image[1].replace("&amp;", "&")).headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    "url", ["http://example.org/q/facilities-by-kind", "", "/q/facilities-by-kind", "javascript:alert(1)"]
)
def test_oembed_knows_only_its_own_addresses(url: str, server: Server) -> None:
    assert server.ask("GET", f"/oembed?url={quote(url, safe='')}").status == 404
    assert server.ask("GET", "/oembed?format=xml").status == 501


def test_only_frames_can_be_framed(server: Server) -> None:
    frame = server.ask("GET", "/embed/q/facilities-by-kind?bare=1&theme=dark").headers["content-security-policy"]
    assert "frame-ancestors *" in frame
    assert "script-src 'self'" in frame
    assert "frame-ancestors 'self'" in server.ask("GET", "/q/facilities-by-kind").headers["content-security-policy"]
    card = server.ask("GET", "/embed/q/facilities-by-kin")
    assert card.status == 404
    assert "frame-ancestors *" in card.headers["content-security-policy"]
    assert "facilities-by-kind" in card.text
