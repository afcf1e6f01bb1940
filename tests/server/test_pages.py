"""The pages and files: what they say, what they link to, and that nothing else can be had."""

import json
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from kg_server.errors import TABLE
from kg_server.pages.examples import EXAMPLES

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
    "/graph/regions",
    "/graph/source/first-2021",
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Page(HTMLParser):
    """Links, ids and the balance of tags of a page."""

    VOID = frozenset({"meta", "link", "input", "br"})

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
    assert not {"script", "style", "iframe"} & page.tags
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
    assert "Town &lt;of&gt; &#34;North&#34; &amp; Co" in page
    reply = server.query('SELECT ("<script>alert(1)</script>" AS ?x) {}', "text/html")
    assert "<script" not in reply.text
    assert "&lt;script&gt;" in reply.text
    error = server.query('SELECT "</textarea><script>alert(1)</script>"', "text/html")
    assert error.status == 400
    assert "<script" not in error.text
    missing = server.ask("GET", "/%3Cscript%3Ealert(1)%3C/script%3E", BROWSER)
    assert missing.status == 404
    assert "<script" not in missing.text


def test_the_vocabulary_page_has_what_a_query_needs(server: Server) -> None:
    text = server.ask("GET", "/ns", BROWSER).text
    for part in ("lh:Figure", "lh:comparator", "comparator:more-than", "region:north", "program:clinics", "always"):
        assert part in text
    for part in ("indicator:patients", "PREFIX lh:", "诊所", "skos:broader", "when:during"):
        assert part in text or part == "诊所"
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


def test_a_stored_query_has_a_page_a_text_and_answers(server: Server) -> None:
    assert "Programs and their regions" in server.ask("GET", "/q/", BROWSER).text
    page = server.ask("GET", "/q/programs-and-regions", BROWSER).text
    assert "Buses" in page
    assert "Clinics" not in page, "the parameter has its default"
    text = server.ask("GET", "/q/programs-and-regions.rq")
    assert text.headers["content-type"].startswith("application/sparql-query")
    assert "#+ title" in text.text
    north = server.ask("GET", "/q/programs-and-regions.csv?region=region:north")
    assert north.text == "program,name,region\r\nClinics,North,https://w3id.org/livelihood/region/north\r\n"
    full = server.ask("GET", "/q/programs-and-regions?format=json&region=https://w3id.org/livelihood/region/north")
    assert "Clinics" in full.text
    assert north.headers["etag"] != full.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/q/programs-and-region", 404, "not-found"),
        ("/q/programs-and-regions.xlsx", 404, "not-found"),
        ("/q/programs-and-regions.ttl", 406, "not-acceptable"),
        ("/q/programs-and-regions.csv?rigion=region:north", 400, "parameter-invalid"),
        ("/q/programs-and-regions.csv?region=not%20an%20iri", 400, "parameter-invalid"),
        ("/q/programs-and-regions.csv?region=x%3E%20.%20%3Fs%20%3Fp%20%3Fo", 400, "parameter-invalid"),
        ("/q/..%2f..%2fmanifest.json", 404, "not-found"),
    ],
)
def test_a_stored_query_says_what_is_wrong(server: Server, path: str, status: int, problem: str) -> None:
    reply = server.ask("GET", path)
    assert (reply.status, reply.problem) == (status, problem)


def test_a_figure_is_called_by_its_number(server: Server) -> None:
    text = server.ask("GET", "/figure/first-2021-00010", BROWSER).text
    assert "<h1>more than 1,200 people, 2020</h1>" in text
    assert "Characters <strong>10</strong> to <strong>15</strong>" in text
