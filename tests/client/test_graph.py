"""What a program and a notebook get from a real service."""

import os
import subprocess
import sys
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from server.running import Server

from kg_builder.releases.release import Release
from kg_client import BadArgument, Graph, QueryError, TimeLimit, WrongRelease

FIGURES = (
    "SELECT ?figure ?value ?label WHERE { ?figure a lh:Figure ; lh:value ?value ; rdfs:label ?label } ORDER BY ?figure"
)
MANY = "SELECT ?a ?b ?n WHERE { ?a a lh:Figure . ?b a lh:Citation . ?c a lh:Unit BIND(STRLEN(STR(?c)) AS ?n) }"
ENDLESS = "SELECT ?a WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) } ORDER BY ?b"


def test_rows_are_typed_and_the_release_is_said(graph: Graph, release: Release) -> None:
    answer = graph.query(FIGURES)
    assert answer.columns == ("figure", "value", "label")
    assert len(answer) == len(answer.rows) >= 80
    assert answer
    assert all(isinstance(value, Decimal) for value in answer["value"])
    assert answer.release == graph.release == release.version
    assert answer.address.startswith(graph.url)
    assert answer.records()[0]["label"] == answer.rows[0][2]
    with pytest.raises(KeyError, match="figure, value, label"):
        answer["amount"]


def test_yes_and_no(graph: Graph) -> None:
    assert graph.query("ASK { ?a a lh:Figure }").boolean is True
    assert not graph.query("ASK { ?a a lh:Nothing }")
    assert not graph.query("SELECT ?a WHERE { ?a a lh:Nothing }")


def test_triples(graph: Graph) -> None:
    for form, kind in (("ttl", ox.RdfFormat.TURTLE), ("nt", ox.RdfFormat.N_TRIPLES), ("rdf", ox.RdfFormat.RDF_XML)):
        assert len(list(ox.parse(graph.rdf("DESCRIBE region:shanxi", form), kind))) >= 8
    with pytest.raises(BadArgument, match="csv, tsv"):
        graph.rdf("DESCRIBE region:shanxi", "xlsx")


@pytest.mark.parametrize("text", ["CONSTRUCT WHERE { ?a a lh:Region }", "DESCRIBE region:shanxi"])
def test_triples_asked_for_as_rows(graph: Graph, text: str) -> None:
    for ask in (graph.query, graph.stream, graph.frame):
        with pytest.raises(QueryError, match="rdf, save"):
            ask(text)


def test_search(graph: Graph) -> None:
    found = graph.search("电梯", kind="program")
    assert [hit.label for hit in found.hits] == ["Elevators for existing residences in Shanxi"]
    assert found.hits[0].page == f"{graph.url}program/shanxi-elevators"
    assert found.hits[0].iri in graph.query("SELECT ?p WHERE { ?p a lh:Program }")["p"]
    assert graph.search("shanxi", limit=2).total > len(graph.search("shanxi", limit=2).hits) == 2
    assert graph.search("elevatrs").corrected == "elevators"
    with pytest.raises(QueryError, match="limit"):
        graph.search("shanxi", limit=0)
    with pytest.raises(BadArgument, match="a few words"):
        graph.search("x" * 301)


def test_a_slip_is_told_with_its_place(graph: Graph) -> None:
    with pytest.raises(QueryError) as caught:
        graph.query("SELECT ?x WHERE {\n  ?x a lx:Figure }")
    assert caught.value.line == 2
    assert caught.value.column
    assert caught.value.suggestions
    assert "lx" in str(caught.value)


def test_the_time_limit(graph: Graph) -> None:
    for ask in (graph.query, graph.stream):
        with pytest.raises(TimeLimit, match="1 second"):
            ask(ENDLESS, seconds=1)


def test_a_long_query_goes_by_post(graph: Graph) -> None:
    assert len(graph.query(f"{FIGURES} # {'x' * 20_000}")) == len(graph.query(FIGURES))


def test_a_pin_holds(graph: Graph, release: Release) -> None:
    assert graph.pinned().query(FIGURES).release == release.version
    assert repr(graph.pinned()) == f"Graph({graph.url!r}, release={release.version!r})"
    old = Graph(graph.url, release="0.0.1-000000000000")
    for ask in (old.query, old.stream, old.frame, old.rdf):
        with pytest.raises(WrongRelease, match=release.version):
            ask("SELECT ?x WHERE { ?x a lh:Unit }" if ask != old.rdf else "DESCRIBE region:shanxi")


def test_a_stream_gives_the_same_rows(graph: Graph, release: Release) -> None:
    with graph.stream(FIGURES) as stream:
        assert stream.columns == ("figure", "value", "label")
        assert stream.release == release.version
        assert tuple(stream) == graph.query(FIGURES).rows


def test_a_large_stream_needs_little_memory(graph: Graph) -> None:
    with graph.stream(MANY, seconds=20) as stream:
        first = next(iter(stream))
        assert len(first) == 3
        tracemalloc.start()
        rows = sum(1 for _ in stream)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert rows >= 400_000
    assert peak < 8 << 20


def test_a_stream_is_left_early(graph: Graph) -> None:
    for _ in range(5):
        with graph.stream(MANY, seconds=20) as stream:
            assert next(iter(stream))
    assert graph.query("ASK {}").boolean is True


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json"])
def test_an_answer_is_saved(graph: Graph, tmp_path: Path, suffix: str) -> None:
    path = graph.save(FIGURES, tmp_path / f"figures.{suffix}")
    assert path.stat().st_size >= 8_000
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(QueryError):
        graph.save("SELECT", path)
    assert path.stat().st_size >= 8_000


def test_a_table_for_notebooks_is_escaped_and_leads_to_evidence(graph: Graph) -> None:
    hostile = '<script>alert(1)</script>"&'
    answer = graph.query(
        "SELECT ?figure ?text ?script ?old WHERE { BIND(figure:shanxi-deeds-2022-02420 AS ?figure) "
        'BIND("<script>alert(1)</script>\\"&" AS ?text) BIND(<javascript:alert(1)> AS ?script) '
        'BIND("<b>"@en AS ?old) }'
    )
    shown = answer._repr_html_()
    assert hostile in answer.rows[0]
    assert "<script" not in shown
    assert "<b>" not in shown
    assert 'href="javascript' not in shown
    assert f'href="{graph.url}figure/shanxi-deeds-2022-02420"' in shown
    assert "&lt;script&gt;" in shown
    assert f"release {answer.release}" in shown


def test_a_long_table_is_shown_in_part(graph: Graph) -> None:
    shown = graph.query(FIGURES)._repr_html_()
    assert shown.count("<tr>") == 61
    assert "the first 60 shown" in shown
    assert "<td>yes</td>" in graph.query("ASK {}")._repr_html_()


def test_nothing_else_is_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, kg_client; print(sorted({n.partition('.')[0] for n in sys.modules}))"],
        capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"], "PYTHONPATH": "src"},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    loaded = set(eval(done.stdout))  # noqa: S307  (a list that we print)
    assert not loaded & {"kg_builder", "kg_server", "pandas", "polars", "numpy", "mcp", "flask", "pyoxigraph"}
    assert {name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")} <= {
        "kg_client", "sitecustomize", "usercustomize", "distutils-precedence", "distutils_hack", "mypyc",
    }  # fmt: skip


def test_the_service_is_a_real_one(service: Server) -> None:
    assert service.ask("GET", "/healthz").status == 200
