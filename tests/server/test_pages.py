"""The pages and files: what they say, what they link to, and that nothing else can be had."""

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import kg_server
import pyoxigraph as ox
import pytest
from kg_server.errors import TABLE
from kg_server.naming.language import read_languages
from kg_server.pages.examples import EXAMPLES
from kg_server.things.places import place_order, place_words
from kg_server.things.sources import LeftOut, left_out, tally

from server.releases import HERE
from server.running import Server

PAGES = (
    "/",
    "/sparql",
    "/ns",
    "/q/",
    "/q/programs-and-regions",
    "/download/",
    "/problems/",
    "/problems/query-timeout",
    "/program/clinics",
    "/region/north",
    "/region/north-town",
    "/figure/first-2021-00010",
    "/figure/first-2021-00040",
    "/figure/first-2021-00009.html",
    "/explain?query=SELECT%20*%20%7B%20%3Fs%20lh%3Anothing%20%3Fo%20%7D",
    "/source/first-2021",
    "/theme",
    "/comparator",
    "/comparator/more-than",
    "/region",
    "/program",
    "/figure",
    "/figure?region=region:north",
    "/indicator/people-served",
    "/unit/person",
    "/beneficiary/everyone",
    "/quality",
    "/program/clinics?lang=zh",
    "/figure/first-2021-00010?lang=zh",
    "/graph/regions",
    "/graph/source/first-2021",
)
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Page(HTMLParser):
    """Links, ids and the balance of tags of a page."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if tag == "script":
            kind, source = given.get("type") or "", given.get("src") or ""
            assert kind.endswith("json") or source.startswith("/static/"), "no script in the page"
        assert "style" not in given, "no inline style"
        assert not any(name.startswith("on") for name in given), "no inline script"
        self.links += [value for name in ("href", "src", "action") if (value := given.get(name))]
        self.ids += [value for value in [given.get("id")] if value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "tags close in order"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(server: Server, path: str) -> None:
    reply = server.ask("GET", path, BROWSER)
    assert reply.status == 200, reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    page = Page(reply.text)
    assert page.open == []
    assert "iframe" not in page.tags or path.startswith("/q/")
    assert len(page.ids) == len(set(page.ids)), "an id comes once"


def test_every_link_leads_somewhere(server: Server) -> None:
    seen: dict[str, int] = {}
    for path in PAGES:
        for link in Page(server.ask("GET", path, BROWSER).text).links:
            target = link.partition("#")[0]
            if target.startswith("/") and target not in seen:
                reply = server.ask("GET", target, BROWSER)
                seen[target] = reply.status
    assert len(seen) > 60
    assert {link: status for link, status in seen.items() if status not in {200, 301, 302}} == {}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_an_example_has_an_answer(server: Server, example: object) -> None:
    reply = server.query(getattr(example, "query"), "text/csv")  # noqa: B009  # parametrize hides the type
    assert reply.status == 200
    assert reply.text.count("\r\n") > 1


def test_markup_in_data_and_query_is_text(server: Server) -> None:
    page = server.ask("GET", "/region/north-town", BROWSER).text
    assert "<bdi>Town &lt;of&gt; &#34;North&#34; &amp; Co</bdi>" in page
    reply = server.query('SELECT ("<script>alert(1)</script>" AS ?x) {}', "text/html")
    assert "<script>" not in reply.text
    assert "&lt;script&gt;" in reply.text
    error = server.query('SELECT "</textarea><script>alert(1)</script>"', "text/html")
    assert error.status == 400
    assert "<script>" not in error.text
    missing = server.ask("GET", "/%3Cscript%3Ealert(1)%3C/script%3E", BROWSER)
    assert missing.status == 404
    assert "<script" not in missing.text


def test_the_ontology_page_has_what_a_query_needs(server: Server) -> None:
    text = server.ask("GET", "/ns", BROWSER).text
    for part in (
        "lh:Figure",
        "lh:comparator",
        "comparator:more-than",
        "PREFIX lh:",
        "skos:broader",
        "/static/model.svg",
    ):
        assert part in text
    page = Page(text)
    assert {"Figure", "comparator", "region", "begin", "classes"} <= set(page.ids)
    assert any("SELECT" in link and "comparator" in link for link in page.links), "a query for each term"
    for suffix, kind in (("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("nt", "application/n-triples")):
        reply = server.ask("GET", f"/ns.{suffix}")
        assert reply.headers["content-type"].startswith(kind)
        assert "Measurement" in reply.text
    assert server.ask("GET", "/ns", {"Accept": "text/turtle"}).headers["content-type"].startswith("text/turtle")
    assert server.ask("GET", "/ns.xlsx").status == 404


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
    ],
)
def test_a_thing_can_be_had_as_rdf(server: Server, suffix: str, kind: str) -> None:
    by_suffix = server.ask("GET", f"/program/clinics.{suffix}")
    by_accept = server.ask("GET", "/program/clinics", {"Accept": kind})
    assert by_suffix.status == by_accept.status == 200
    assert by_suffix.body == by_accept.body
    assert by_suffix.headers["content-type"].startswith(kind)
    assert "Clinics" in by_suffix.text
    assert 'rel="alternate"' in by_suffix.headers["link"]


@pytest.mark.parametrize(
    "path", ["/program/nothing", "/nothing/clinics", "/program/clinics.xlsx", "/program/%00", "/x"]
)
def test_what_is_not_there_is_not_found(server: Server, path: str) -> None:
    for accept in ("application/json", "text/html", "text/turtle"):
        assert server.ask("GET", path, {"Accept": accept}).status in {404, 406}
    assert server.ask("GET", path, {"Accept": "application/json"}).problem == "not-found"


def test_a_named_graph_is_its_triples(server: Server) -> None:
    name = ox.NamedNode("https://w3id.org/livelihood/graph/source/second-2022")
    expected = {
        f"{quad.subject} {quad.predicate} {quad.object} ."
        for quad in ox.parse(path=HERE / "tiny.trig", format=ox.RdfFormat.TRIG)
        if quad.graph_name == name
    }
    assert len(expected) > 20
    assert set(server.ask("GET", "/graph/source/second-2022.nt").text.splitlines()) == {
        line.replace('"0.0"', '"0"') for line in expected
    }


def test_readiness_asks_the_engine(server: Server) -> None:
    content = json.loads(server.ask("GET", "/readyz").text)
    assert content["ready"] is True
    assert content["digest"].startswith(content["release"].rpartition("-")[2])
    assert server.ask("GET", "/healthz").status == 200
    assert "Disallow: /sparql" in server.ask("GET", "/robots.txt").text


def test_every_problem_has_its_page(server: Server) -> None:
    assert len(TABLE) >= 18
    assert len({kind.name for kind in TABLE}) == len(TABLE)
    for kind in TABLE:
        assert kind.title in server.ask("GET", f"/problems/{kind.name}", BROWSER).text


def test_a_figure_is_called_by_its_number(server: Server) -> None:
    text = server.ask("GET", "/figure/first-2021-00010", BROWSER).text
    assert "<bdi>more than 1,200 people, 2020</bdi></h1>" in text
    assert "<strong>characters 10–15</strong>" in text


def test_a_page_is_in_the_language_that_was_asked_for(server: Server) -> None:
    chinese = server.ask("GET", "/region/north?lang=zh", BROWSER)
    assert '<html lang="zh-Hans">' in chinese.text
    assert "<bdi>北</bdi></h1>" in chinese.text
    assert chinese.headers["content-language"] == "zh-Hans"
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in chinese.headers["vary"].split(",")}
    assert "lang=zh" in chinese.headers["set-cookie"]
    assert "SameSite=Lax" in chinese.headers["set-cookie"]
    by_cookie = server.ask("GET", "/region/north", {**BROWSER, "Cookie": "a=b; lang=zh", "Accept-Language": "en"})
    assert "set-cookie" not in by_cookie.headers
    assert "<bdi>北</bdi></h1>" in by_cookie.text
    by_header = server.ask("GET", "/region/north", {**BROWSER, "Accept-Language": "de, zh-CN;q=0.8, en;q=0.5"})
    english = server.ask("GET", "/region/north", BROWSER)
    assert "<bdi>北</bdi></h1>" in by_header.text
    assert "<bdi>North</bdi></h1>" in english.text
    tags = {reply.headers["etag"] for reply in (by_cookie, by_header)}
    assert len(tags) == 1
    assert english.headers["etag"] not in tags
    known = {**BROWSER, "If-None-Match": english.headers["etag"], "Cookie": "lang=zh"}
    assert server.ask("GET", "/region/north", known).status == 200, "the English page does not stand for the Chinese"
    data = server.ask("GET", "/region/north.ttl", {"Accept-Language": "zh"})
    assert data.headers["etag"] == server.ask("GET", "/region/north.ttl").headers["etag"]


def test_a_switch_never_leads_elsewhere(server: Server) -> None:
    for path in ("//evil.example/", "/region/north?x=1&lang=zh", "/%2F%2Fevil.example"):
        reply = server.ask("GET", path, BROWSER)
        for link in Page(reply.text).links:
            assert not link.startswith("//"), path


def test_a_list_is_narrowed_and_paged(server: Server) -> None:
    north = server.ask("GET", "/figure?region=region:north", BROWSER).text
    assert "1,200 people" in north
    assert "second-2022" not in north
    assert "second-2022-00007" in server.ask("GET", "/figure?within=region:china", BROWSER).text
    assert "Clinics" in server.ask("GET", "/program?theme=theme:health", BROWSER).text
    assert "There is nothing" in server.ask("GET", "/program?theme=theme:nothing", BROWSER).text
    targets = server.ask("GET", "/figure?kind=lh:Target", BROWSER).text
    assert "second-2022-00007" in targets
    assert "first-2021-00010" not in targets
    assert "patients" in server.ask("GET", "/figure?indicator=indicator:people-served", BROWSER).text
    for path in ("/figure?page=0", "/figure?page=x", "/figure?page=1e9", "/figure?nothing=1", "/program?region=north"):
        reply = server.ask("GET", path, BROWSER)
        assert reply.status == 400, path
        assert "/problems/parameter-invalid" in reply.text


def test_an_unknown_thing_is_answered_with_near_ones(server: Server) -> None:
    reply = server.ask("GET", "/program/clinic", {"Accept": "application/json"})
    assert json.loads(reply.body)["suggestions"] == ["/program/clinics"]
    page = server.ask("GET", "/program/clinic", BROWSER)
    assert 'href="/program/clinics"' in page.text
    assert "/figure/first-2021-00010" in server.ask("GET", "/figure/first-2021-0001", {"Accept": "*/*"}).text
    chinese = server.ask("GET", "/program/clinic?lang=zh", BROWSER)
    assert "此地址没有内容" in chinese.text
    assert 'value="clinic"' in chinese.text


def test_a_program_says_who_where_and_for_whom(server: Server) -> None:
    text = server.ask("GET", "/program/clinics", BROWSER).text
    for part in (
        "Where",
        "For whom",
        "everyone",
        "ongoing",
        "Status as of",
        "31 December 2021",
        "more than 1,200 people",
    ):
        assert part in text
    targets = server.ask("GET", "/program/buses", BROWSER).text
    assert "no result reported" in targets


def test_a_source_shows_its_places_in_order(server: Server) -> None:
    text = server.ask("GET", "/source/first-2021", BROWSER).text
    assert text.index("characters 10–15") < text.index("characters 40–45")
    assert "2 places are cited" in text


def test_places_of_every_kind_are_said_and_sorted() -> None:
    english, chinese = (read_languages()[code] for code in ("en", "zh"))
    assert place_words(english, "char=10,15") == "characters 10–15"
    assert place_words(english, "page=3&char=1000,1005") == "page 3, characters 1,000–1,005"
    assert place_words(chinese, "cell=4,2") == "第 4 行第 2 列"
    assert place_words(english, "xywh=1,2&page=x") == "xywh=1,2, page=x"
    places = ["page=2&char=1,2", "page=10&char=0,1", "page=2&char=10,11"]
    assert sorted(places, key=place_order) == [places[0], places[2], places[1]]
    assert place_order("nothing") == ()


def test_what_was_left_out_is_read_from_the_table(tmp_path: Path) -> None:
    table = tmp_path / "exclusions.csv"
    table.write_text(
        'source,part,start,end,reason,note\na,,1,2,date,\nb,page=2,,,date,\na,"cell=1,2",3,4,odd,x\n', "utf-8"
    )
    assert left_out(table, "a") == [LeftOut("char=1,2", "date", ""), LeftOut("cell=1,2", "odd", "x")]
    assert left_out(table, "b") == [LeftOut("page=2", "date", "")]
    assert tally(table, 1 << 20) == {"a": 2, "b": 1}
    assert tally(table, 10) is None
    assert left_out(tmp_path / "nothing.csv", "a") == []


def test_machines_are_told_what_a_page_is_about(server: Server) -> None:
    text = server.ask("GET", "/figure/first-2021-00010", BROWSER).text
    content = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (content["@type"], content["value"], content["unitText"]) == ("Observation", 1200.0, "person")
    assert content["observationAbout"]["name"] == "North"
    program = server.ask("GET", "/program/clinics", BROWSER).text
    content = json.loads(program.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert content["@type"] == "GovernmentService"
    assert content["areaServed"] == [{"@id": "https://w3id.org/livelihood/region/north", "name": "North"}]
    home = server.ask("GET", "/", BROWSER).text
    content = json.loads(home.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert content["@type"] == "Dataset"
    assert all(len(each["sha256"]) == 64 for each in content["distribution"])


def test_crawlers_find_every_page(server: Server) -> None:
    index = ET.fromstring(server.ask("GET", "/sitemap.xml").text)  # noqa: S314  # our own
    parts = [node.text or "" for node in index.iter(f"{SITEMAPS}loc")]
    host = f"http://127.0.0.1:{server.port}"
    found: list[str] = []
    for part in parts:
        assert part.startswith(host)
        content = ET.fromstring(server.ask("GET", part.removeprefix(host)).text)  # noqa: S314  # our own
        found += [(node.text or "").removeprefix(host) for node in content.iter(f"{SITEMAPS}loc")]
    assert {"/", "/region/north", "/figure/first-2021-00010", "/program/clinics", "/ns", "/quality"} <= set(found)
    assert len(found) == len(set(found)) > 25
    for path in found:
        assert server.ask("GET", path, BROWSER).status == 200, path
    assert server.ask("GET", "/sitemap/nothing.xml").status == 404
    assert f"Sitemap: {host}/sitemap.xml" in server.ask("GET", "/robots.txt").text
    llms = server.ask("GET", "/llms.txt")
    assert llms.headers["content-type"].startswith("text/plain")
    for part in ("# Tiny Graph", f"{host}/sparql", "/q/programs-and-regions", "lh:Target"):
        assert part in llms.text


def test_static_files_are_kept_for_ever_by_their_digest(server: Server) -> None:
    link = next(
        link for link in Page(server.ask("GET", "/", BROWSER).text).links if link.startswith("/static/kg.css?v=")
    )
    assert server.ask("GET", link).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert server.ask("GET", "/static/kg.css").headers["cache-control"] == "public, no-cache"
    assert server.ask("GET", "/static/kg.css?v=old").headers["cache-control"] == "public, no-cache"
    style = server.ask("GET", link)
    assert len(style.body) <= 12_500
    assert server.ask("GET", "/static/nothing.css").status == 404


def test_the_picture_of_the_model_is_that_of_the_documents() -> None:
    static = Path(kg_server.__file__).parent / "static"
    assert (static / "model.svg").read_bytes() == (HERE.parents[1] / "docs" / "model.svg").read_bytes()
