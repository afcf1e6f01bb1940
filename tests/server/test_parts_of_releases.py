"""Slices, single graphs and changes: parts of releases that are worked out, and that say which release they are of."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from server.releases import HERE, write_release
from server.running import Server, start_server, wait_for

REGIONS = "https://w3id.org/livelihood/graph/regions"


@pytest.mark.parametrize(
    ("kind", "name", "inside", "outside"),
    [
        ("region", "north", "program/clinics", "program/buses"),
        ("region", "china", "figure/first-2021-00040", "figure/load-1>"),
        ("program", "clinics", "first-2021#char=10,15", "second-2022"),
        ("source", "second-2022", "figure/second-2022-00007", "figure/first-2021-00010"),
        ("indicator", "people-served", "figure/first-2021-00010", "load-1>"),
    ],
)
def test_a_slice_has_what_belongs_to_it(server: Server, kind: str, name: str, inside: str, outside: str) -> None:
    release = json.loads(server.ask("GET", "/readyz").text)["release"]
    latest = server.ask("GET", f"/download/latest/{kind}/{name}.ttl")
    assert (latest.status, latest.headers["location"]) == (302, f"/download/{release}/{kind}/{name}.ttl")
    reply = server.ask("GET", latest.headers["location"])
    assert reply.headers["content-type"] == "text/turtle; charset=utf-8"
    assert reply.text.startswith("# Tiny Graph")
    assert release in reply.text.split("\n@prefix")[0]
    triples = " ".join(str(triple) for triple in ox.parse(reply.body, format=ox.RdfFormat.TURTLE))
    assert inside in triples
    assert outside not in triples
    again = server.ask("GET", latest.headers["location"], {"If-None-Match": reply.headers["etag"]})
    assert again.status == 304


def test_what_there_is_no_slice_of_is_not_found(server: Server) -> None:
    near = server.ask("GET", "/download/latest/region/nort.ttl")
    reply = server.ask("GET", near.headers["location"])
    assert (reply.status, reply.problem) == (404, "not-found")
    assert any(place.endswith("/region/north.ttl") for place in json.loads(reply.text)["suggestions"])
    for path in ("unit/person.ttl", "region/north.csv", "region/%20%3E.ttl", "region/.ttl"):
        assert server.ask("GET", reply_path(server, path)).status == 404, path


def reply_path(server: Server, path: str) -> str:
    """The address of a path in the release that is served."""
    return f"/download/{json.loads(server.ask('GET', '/readyz').text)['release']}/{path}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?default", 200),
        (f"?graph={quote(REGIONS)}", 200),
        ("", 400),
        (f"?default&graph={quote(REGIONS)}", 400),
        (f"?graph={quote(REGIONS)}&graph={quote(REGIONS)}", 400),
        ("?graph=https://nowhere.example/", 404),
        ("?graph=x%3E%7D", 404),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_graph_can_be_read(server: Server, method: str, path: str, status: int) -> None:
    assert server.ask(method, f"/rdf-graph-store{path}").status == status


def test_a_graph_is_negotiated_and_whole(server: Server) -> None:
    expected = {
        (quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(path=HERE / "tiny.trig", format=ox.RdfFormat.TRIG)
        if quad.graph_name == ox.NamedNode(REGIONS)
    }
    for accept, form in (
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ):
        reply = server.ask("GET", f"/rdf-graph-store?graph={quote(REGIONS)}", {"Accept": accept})
        assert reply.headers["content-type"].startswith(accept)
        found = {(quad.subject, quad.predicate, quad.object) for quad in ox.parse(reply.body, format=form)}
        assert found == expected
    assert server.ask("GET", "/rdf-graph-store?default", {"Accept": "image/png"}).status == 406
    for method in ("PUT", "POST", "DELETE"):
        reply = server.ask(method, "/rdf-graph-store?default", body=b"")
        assert (reply.status, "GET" in reply.headers["allow"]) == (405, True)


TABLES = {
    "figures": "id,source,region,indicator,year,value,unit,note,citations,replaces",
    "sources": "id,label,sha256",
}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str, str]]:
    """A server with two releases that differ, and their versions."""
    folder = tmp_path_factory.mktemp("twice")
    old = write_release(folder / "out", "0.1.0", 1)
    new = write_release(folder / "out", "0.2.0", 2, link=False)
    for path, value in ((old, "1200"), (new, "1300")):
        _write_tables(path, value)
    running = start_server(folder / "out", folder / "log")
    yield running, old.name, new.name
    running.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")


def _write_tables(release: Path, value: str) -> None:
    """The tables of a release, with one figure of a value."""
    rows = {
        "figures": f'f1,s1,north,patients,2020,{value},person,"<b>why</b>","s1#char=10,15",',
        "sources": "s1,First <source>,00",
    }
    folder = release / "tables"
    folder.mkdir()
    resources = []
    for name, head in TABLES.items():
        (folder / f"{name}.csv").write_text(f"{head}\n{rows[name]}\n", "utf-8")
        fields = [{"name": column} for column in head.split(",")]
        resources.append({"name": name, "path": f"{name}.csv", "schema": {"fields": fields, "primaryKey": ["id"]}})
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")


def test_changes_are_told_in_three_ways(twice: tuple[Server, str, str]) -> None:
    server, old, new = twice
    page = server.ask("GET", f"/changes/{old}..{new}", {"Accept": "text/html"})
    assert page.status == 200
    assert "1200 → 1300" in page.text
    assert "&lt;b&gt;why&lt;/b&gt;" in page.text
    told = json.loads(server.ask("GET", f"/changes/{old}..{new}.json").text)
    assert [each["id"] for each in told["figures"]["changed"]] == ["f1"]
    patch = server.ask("GET", f"/changes/{old}..{new}.patch")
    assert patch.headers["content-type"].startswith("application/rdf-patch")
    assert sum(line.startswith("A ") for line in patch.text.splitlines()) == 1
    assert patch.text.endswith("TC .\n")
    short = server.ask("GET", "/changes/0.1..latest.json")
    assert (short.status, short.headers["location"]) == (302, f"/changes/{old}..{old}.json")


@pytest.mark.parametrize("pair", ["0.1", "0.1..", "..", "9.9..0.1", "a/b..0.1", "0.1..0.2..0.1", "%2e%2e/x..y"])
def test_changes_of_nothing_are_not_found(twice: tuple[Server, str, str], pair: str) -> None:
    reply = twice[0].ask("GET", f"/changes/{pair}")
    assert (reply.status, reply.problem) == (404, "not-found")


def test_an_older_release_has_slices_too(twice: tuple[Server, str, str]) -> None:
    server, old, new = twice
    reply = server.ask("GET", f"/download/{new}/region/north.ttl")
    assert reply.status == 200, reply.text
    assert reply.headers["kg-release"] == new
    assert new in reply.text.split("\n@prefix")[0]
    same = server.ask("GET", f"/download/{old}/region/north.ttl")
    assert same.text.split("\n@prefix", 1)[1] == reply.text.split("\n@prefix", 1)[1]
    assert wait_for(lambda: server.ask("GET", "/healthz").status == 200)
