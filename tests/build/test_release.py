"""A release says of itself what it holds, and its store holds what it says."""

import json
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest
from building import built
from datapackages import apply_edit, copy_tiny, read_rows, write_rows

from kg_builder.errors import ReleaseError
from kg_builder.releases.release import Release, current_release, read_release
from kg_builder.releases.store import load_store, open_store


def bindings(store: ox.Store, query: str, release: Release) -> list[tuple[Any, ...]]:
    """Rows of a query as Python tuples of text."""
    rows = cast("ox.QuerySolutions", store.query(query, prefixes=dict(release.prefixes)))
    return [tuple(term.value for term in row) for row in rows]


@pytest.fixture(scope="module", params=[load_store, open_store], ids=["memory", "disk"])
def store(request: pytest.FixtureRequest, tiny_release: Release) -> ox.Store:
    """The store of the release, loaded and opened."""
    opened: ox.Store = request.param(tiny_release.path)
    return opened


def test_the_default_graph_is_the_merged_graph(store: ox.Store, tiny_release: Release) -> None:
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    named = [quad for quad in store if quad.graph_name != ox.DefaultGraph()]
    assert len(default) == len(set(default)) == tiny_release.triples
    assert set(default) == {quad.triple for quad in named}
    assert len(named) == tiny_release.quads
    assert len(store) == tiny_release.triples + tiny_release.quads


def test_nothing_is_counted_twice(store: ox.Store, tiny_release: Release) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?figure a lh:Figure ; lh:value ?value }"
    assert bindings(store, query, tiny_release) == [("10",)]


def test_graphs_are_as_large_as_the_manifest_says(store: ox.Store, tiny_release: Release) -> None:
    query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    counted = {graph: int(n) for graph, n in bindings(store, query, tiny_release)}
    assert counted == dict(tiny_release.graphs)
    names = {graph.removeprefix(f"{tiny_release.base}graph/") for graph in counted}
    assert names == {"derived", "programs", "regions", "release", "source/report-2020", "vocab"}


def test_counts_are_those_of_the_graph(store: ox.Store, tiny_release: Release) -> None:
    assert {"Figure", "Measurement", "Program", "Region", "Series", "Citation"} <= set(tiny_release.counts)
    for name, n in tiny_release.counts.items():
        query = f"SELECT (COUNT(?s) AS ?n) WHERE {{ ?s a lh:{name} }}"
        assert bindings(store, query, tiny_release) == [(str(n),)], name


def test_prefixes_are_enough_for_every_iri_of_the_package(store: ox.Store, tiny_release: Release) -> None:
    own = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    namespaces = tuple(tiny_release.prefixes.values())
    outside = [iri for iri in own if not iri.startswith(namespaces)]
    schemes = {iri for iri in outside if iri.count("/") == 4 or iri.endswith("ns")}
    assert set(outside) == schemes


def test_the_manifest_reads_back(tiny_release: Release) -> None:
    assert read_release(tiny_release.path) == tiny_release
    content = json.loads((tiny_release.path / "manifest.json").read_text("utf-8"))
    assert content["version"] == tiny_release.path.name == f"{content['data_version']}-{content['digest'][:12]}"
    assert list(content) == sorted(content)


def test_publishing_the_same_again_changes_only_the_link(tmp_path: Path) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    first = built(data, out)
    kept = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in first.path.rglob("*")}
    (out / "current").unlink()
    assert current_release(out) is None
    assert built(data, out) == first
    assert current_release(out) == first
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in first.path.rglob("*")} == kept


def test_a_release_without_write_permission_is_published_again_and_read(tmp_path: Path) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    first = built(data, out)
    paths = [first.path, *first.path.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & 0o555)
    try:
        assert built(data, out) == first
        assert len(open_store(first.path)) == len(load_store(first.path))
    finally:
        for path in paths:
            path.chmod(modes[path])


@pytest.mark.parametrize(
    ("edit", "file"),
    [
        ({"json": "datapackage.json", "at": ["title"], "value": "Another title"}, "graph.nq"),
        ({"json": "datapackage.json", "at": ["keywords"], "value": ["other"]}, "tables/datapackage.json"),
        ({"file": "queries/people-treated.rq", "find": "How many", "put": "So many"}, "manifest.json"),
        ({"table": "sources", "row": 0, "set": {"issued_note": "printed on the back"}}, "dcat.ttl"),
    ],
)
def test_other_content_under_the_same_version_is_refused(tmp_path: Path, edit: dict[str, Any], file: str) -> None:
    data, out = copy_tiny(tmp_path / "tiny"), tmp_path / "out"
    first = built(data, out)
    kept = {path: path.read_bytes() for path in first.path.rglob("*") if path.is_file()}
    apply_edit(data, edit)
    with pytest.raises(ReleaseError) as caught:
        built(data, out)
    told = str(caught.value)
    assert told.startswith(f"releases/{first.version}: published before with another ")
    assert "a release is never written again: raise `version` in datapackage.json" in told
    assert str(tmp_path) not in told
    assert current_release(out) == first
    assert {path: path.read_bytes() for path in first.path.rglob("*") if path.is_file()} == kept
    apply_edit(data, {"json": "datapackage.json", "at": ["version"], "value": "0.9.0"})
    second = built(data, out)
    assert current_release(out) == second
    assert second.version.startswith("0.9.0-")
    assert (first.path / file).read_bytes() != (second.path / file).read_bytes()


def test_a_table_without_a_key_is_sorted_by_its_cells(tmp_path: Path) -> None:
    told = []
    for turned in (False, True):
        data = copy_tiny(tmp_path / f"tiny-{turned}")
        schema = json.loads((data / "schemas" / "mentions.json").read_text("utf-8"))
        schema.pop("primaryKey", None)
        (data / "schemas" / "mentions.json").write_text(json.dumps(schema), "utf-8")
        header, rows = read_rows(data / "mentions.csv")
        write_rows(data / "mentions.csv", header, rows[::-1] if turned else rows)
        told.append((built(data, tmp_path / f"out-{turned}").path / "tables" / "mentions.csv").read_bytes())
    assert told[0] == told[1]
