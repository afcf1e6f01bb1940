"""Every stored query in every representation: the same rows, typed, with the source of each figure."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
from server.running import Server

from kg_builder.queries import read_queries
from kg_builder.releases.release import Release

FOLDER = Path(__file__).parents[2] / "data" / "queries"
QUERIES = read_queries(FOLDER)
GRAPHS = {"figure-with-evidence", "observations-for-schema-org", "program-neighborhood", "region-description"}
ROWS = sorted(set(QUERIES) - GRAPHS)


def test_there_are_queries() -> None:
    assert len(ROWS) >= 68
    assert len(GRAPHS) == 4
    assert sum(query.view.kind != "table" for query in QUERIES.values()) >= 25
    assert {query.view.kind for query in QUERIES.values()} == {"bar", "dot", "figure", "line", "map", "table"}


@pytest.mark.parametrize("name", ROWS)
def test_a_view_names_columns_of_its_answer(name: str, server: Server) -> None:
    columns = server.ask("GET", f"/q/{name}.csv").text.splitlines()[0].split(",")
    assert QUERIES[name].view.columns() <= set(columns)


@pytest.mark.parametrize("name", ROWS)
def test_csv_has_the_approved_rows_and_the_sources(name: str, server: Server) -> None:
    approved = list(csv.reader(io.StringIO((FOLDER / "expected" / f"{name}.csv").read_text("utf-8"))))
    found = list(csv.reader(io.StringIO(server.ask("GET", f"/q/{name}.csv?raw=1").text, newline="")))
    if approved in ([["true"]], [["false"]]):
        approved = [["answer"], *approved]
    width = len(approved[0])
    assert [row[:width] for row in found] == approved
    figures = [at for at, column in enumerate(approved[0]) if column.startswith("figure") and column != "figures"]
    figures = [at for at in figures if approved[0][at] in {"figure", "figure1", "figure2"}]
    if figures:
        at = figures[0]
        own = found[0].index("source", width) if "source" not in approved[0] else found[0].index("evidence", width)
        for row in found[1:]:
            assert row[own].endswith("/figure/" + row[at].rpartition("/")[2])


@pytest.mark.parametrize("name", ROWS)
def test_json_has_numbers_and_csv_reads_as_the_same(name: str, server: Server) -> None:
    records = json.loads(server.ask("GET", f"/q/{name}.json").text)
    meta = json.loads(server.ask("GET", f"/q/{name}.meta.json").text)
    frame = pd.read_csv(io.StringIO(server.ask("GET", f"/q/{name}.csv").text))
    assert len(records) == meta["rows"] == len(frame)
    assert list(frame.columns) == [column["name"] for column in meta["columns"]] == list(records[0])
    types: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "boolean": (bool,)}
    for column in meta["columns"]:
        values = [record[column["name"]] for record in records if record[column["name"]] is not None]
        assert all(isinstance(value, types.get(column["type"], (str,))) for value in values), column
        if column["type"] in {"integer", "number"}:
            assert pd.api.types.is_numeric_dtype(frame[column["name"]])


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_the_filled_query_gives_the_same_rows_anywhere(name: str, server: Server, store: ox.Store) -> None:
    """Without prefixes supplied and without bindings."""
    text = server.ask("GET", f"/q/{name}.rq").text
    found = store.query(text)
    if isinstance(found, ox.QueryTriples):
        lines = sorted({f"{triple} ." for triple in found})
        assert lines == (FOLDER / "expected" / f"{name}.nt").read_text("utf-8").splitlines()
        return
    if isinstance(found, ox.QueryBoolean):
        assert bool(found) == ("true" in (FOLDER / "expected" / f"{name}.csv").read_text("utf-8"))
        return
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = [["" if row[column] is None else str(row[column].value) for column in names] for row in found]
    approved = (FOLDER / "expected" / f"{name}.csv").read_text("utf-8")
    assert [names, *rows] == list(csv.reader(io.StringIO(approved)))


@pytest.mark.parametrize("name", ["counts-surely-reached", "figures-within-dates", "region-names", "programs-by-theme"])
def test_the_filled_query_gives_the_same_rows_to_another_engine(name: str, server: Server, release: Release) -> None:
    graph = rdflib.Graph().parse(release.path / "livelihood.nt", format="nt")
    answer = cast("Iterable[tuple[object, ...]]", graph.query(server.ask("GET", f"/q/{name}.rq").text))
    rows = {tuple("" if term is None else str(term) for term in row) for row in answer}
    approved = list(csv.reader(io.StringIO((FOLDER / "expected" / f"{name}.csv").read_text("utf-8"))))[1:]
    assert {row[-2:] for row in rows} == {tuple(row[-2:]) for row in approved}
    assert len(rows) == len(approved)


@pytest.mark.parametrize(
    "name", ["facilities-by-kind", "region-points", "one-figure", "series-changes", "figure-with-evidence"]
)
def test_an_archive_explains_itself_and_has_the_same_bytes_again(name: str, server: Server) -> None:
    first = server.ask("GET", f"/q/{name}.zip").body
    assert first == server.ask("GET", f"/q/{name}.zip", {"Cache-Control": "no-cache", "Accept": "application/zip"}).body
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        files = {entry.rpartition("/")[2]: archive.read(entry) for entry in archive.namelist()}
    lines = (line.split("  ") for line in files.pop("SHA256SUMS").decode().splitlines())
    sums = {entry: digest for digest, entry in lines}
    assert sums == {entry: sha256(content).hexdigest() for entry, content in files.items()}
    assert {"README.md", "LICENSE", "metadata.json", "query.rq"} <= set(files)
    assert "data.csv" in files or "data.ttl" in files


def test_a_workbook_has_typed_cells_and_its_sources(server: Server) -> None:
    reply = server.ask("GET", "/q/facilities-by-kind.xlsx")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as book:
        data = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # our own
        names = book.read("xl/workbook.xml").decode()
        assert "<f>" not in "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    cells = {cell.get("r"): cell for cell in data.iter(f"{space}c")}
    assert cells["C2"].get("t") is None, "a number"
    assert cells["A2"].get("t") == "s", "a text"
    assert [name for name in ("Data", "Sources", "About") if f'name="{name}"' not in names] == []
    assert reply.body == server.ask("GET", "/q/facilities-by-kind.xlsx", {"Accept": "*/*"}).body


@pytest.mark.parametrize("name", ["facilities-by-kind", "programs-in-region"])
def test_a_table_has_its_statements_as_a_graph(name: str, server: Server, release: Release) -> None:
    turtle = server.ask("GET", f"/q/{name}.ttl").body
    triples = {(t.subject, t.predicate, t.object) for t in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    whole = {
        (t.subject, t.predicate, t.object)
        for t in ox.parse(path=release.path / "livelihood.nt", format=ox.RdfFormat.N_TRIPLES)
    }
    assert len(triples) > 50
    assert triples <= whole
    linked = server.ask("GET", f"/q/{name}.jsonld").body
    assert {(t.subject, t.predicate, t.object) for t in ox.parse(linked, format=ox.RdfFormat.JSON_LD)} == triples


def test_points_are_geojson(server: Server) -> None:
    content = json.loads(server.ask("GET", "/q/region-points.geojson").text)
    assert content["type"] == "FeatureCollection"
    assert len(content["features"]) >= 20
    longitude, latitude = content["features"][0]["geometry"]["coordinates"]
    assert 73 < longitude < 135
    assert 18 < latitude < 54
