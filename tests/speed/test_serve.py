"""The benchmark of the server: its graph, its queries, its comparison of rows and its page, on a tiny graph."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from datapackages import ROOT

from benchmarks.serve import moments, report, results, rounds, rows
from benchmarks.serve.endpoint import Endpoint
from benchmarks.serve.graphs import Graph, build_graph, figures_for
from benchmarks.serve.loading import sample
from benchmarks.serve.packaged import Installed, Oxigraph
from benchmarks.serve.peers import Livelihood, choose
from benchmarks.serve.processes import cpu_seconds, pss_mib, stop, tree
from benchmarks.serve.questions import KINDS, NUMBER, Constants, constants, draw, whole
from benchmarks.serve.targets import outcomes

TOLD = {"requests": 10, "seconds": 2.0, "p50_ms": 1.0, "p99_ms": 3.0, "refused": 1, "broken": 0, "late": 0, "bytes": 99}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return build_graph(1_000, tmp_path_factory.mktemp("serve"))


@pytest.fixture(scope="module")
def known(graph: Graph) -> Constants:
    return constants(graph)


@pytest.fixture(scope="module")
def endpoint(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    running = Livelihood().start(graph, tmp_path_factory.mktemp("peer"))
    yield running
    stop(running.process)


def test_a_graph_has_about_so_many_triples(graph: Graph) -> None:
    assert graph.triples >= 1_000
    assert figures_for(1_000_000) == pytest.approx(30_000, rel=0.05)


def test_constants_of_every_kind_are_in_the_graph(known: Constants) -> None:
    assert len(known) >= 11
    assert all(known.values())
    assert len(known["figure"]) >= 90


def test_queries_of_a_kind_differ_in_constants_and_number(known: Constants) -> None:
    assert len(KINDS) == 10
    for kind in KINDS:
        drawn = draw(kind, known, 200)
        assert drawn == draw(kind, known, 200)
        assert len(set(drawn)) >= 2, kind.name
        assert "$" not in "".join(drawn)
        assert NUMBER in whole(drawn[0])


def test_our_server_answers_every_kind_with_rows(endpoint: Endpoint, known: Constants) -> None:
    drawn = rounds.drawn_queries(known)
    checked = rounds.check({"one": endpoint, "other": endpoint}, drawn)
    table = checked.table()
    assert len(table) == 10
    empty = {kind for kind, found in table.items() if set(found.values()) == {"no rows to compare"}}
    assert empty <= {"join", "text", "top"}, "constants of a tiny graph seldom meet; other kinds must have rows"
    assert all(set(found.values()) == {"same"} for kind, found in table.items() if kind not in empty)
    assert all(seconds is not None for seconds in checked.seconds.values())


def test_overruns_are_queries_that_the_server_takes(endpoint: Endpoint) -> None:
    assert len(moments.OVERRUNS) >= 4
    for query in moments.OVERRUNS.values():
        status, _ = endpoint.get(endpoint.address(f"ASK {{ FILTER(false) {{ {query} }} }}"), {"Accept": "*/*"})
        assert status == 200, query


def test_a_tree_of_processes_is_weighed_whole(endpoint: Endpoint) -> None:
    assert len(tree(endpoint.process.pid)) >= 5
    assert cpu_seconds(endpoint.process.pid) > 0
    assert pss_mib(endpoint.process.pid) > 10


def solutions(*values: str) -> bytes:
    bindings = [{"n": {"type": "literal", "value": value, "datatype": f"{rows.XSD}decimal"}} for value in values]
    return json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": bindings}}).encode()


def test_rows_are_compared_by_value_and_without_order() -> None:
    point = next(kind for kind in KINDS if kind.name == "point")
    first, second = rows.answer(point, solutions("1.50", "2")), rows.answer(point, solutions("2.0", "1.5"))
    assert rows.difference(point, first, second) == ""
    assert rows.difference(point, first, first[:1]) == "1 rows, expected 2"
    assert "expected" in rows.difference(point, first, rows.answer(point, solutions("1.5", "3")))


def test_the_order_of_the_top_counts() -> None:
    top = next(kind for kind in KINDS if kind.name == "top")
    first, second = rows.answer(top, solutions("2", "1")), rows.answer(top, solutions("1", "2"))
    assert rows.difference(top, first, second)


def test_an_open_choice_of_rows_is_compared_by_number() -> None:
    many = next(kind for kind in KINDS if kind.name == "many")
    assert rows.difference(many, [("a",), ("b",)], [("c",), ("d",)]) == ""
    assert rows.difference(many, [("a",), ("b",)], [("c",), ("c",)])


def test_graphs_are_compared_in_two_formats() -> None:
    describe = next(kind for kind in KINDS if kind.name == "describe")
    plain = b'<urn:a> <urn:x#b> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n'
    packed = (
        b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x#">'
        b'<rdf:Description rdf:about="urn:a"><x:b rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</x:b>'
        b"</rdf:Description></rdf:RDF>"
    )
    assert rows.difference(describe, rows.answer(describe, plain), rows.answer(describe, packed)) == ""


def test_a_sample_is_per_answer_and_counts_what_failed() -> None:
    found = sample(TOLD, 0.5)
    assert found is not None
    assert (found.cpu_ms, found.per_second, found.errors, found.response_bytes) == (50.0, 5.0, 1, 9)
    assert sample({**TOLD, "requests": 0}, 0.5) is None


def test_a_peer_that_is_not_there_says_how_to_install_it(tmp_path: Path) -> None:
    peer = Oxigraph(Installed(tmp_path), is_in_memory=True)
    assert "--install" in peer.missing()
    assert [chosen.name for chosen in choose(["oxigraph-memory"], [Livelihood(), peer])] == ["livelihood", peer.name]
    with pytest.raises(ValueError, match="expected some of"):
        choose(["nobody"], [peer])


def test_results_of_a_size_are_replaced_part_by_part(tmp_path: Path) -> None:
    file = tmp_path / "serve.json"
    results.merge(file, 1000, {"triples": 1, "load": {"cells": [1]}})
    results.merge(file, 100, {"triples": 2})
    results.merge(file, 1000, {"triples": 3, "moments": {}})
    assert results.read(file) == {
        "sizes": {"100": {"triples": 2}, "1000": {"triples": 3, "load": {"cells": [1]}, "moments": {}}}
    }
    assert list(results.read(file)["sizes"]) == ["100", "1000"]


def test_the_page_is_what_the_results_say() -> None:
    content = results.read(results.RESULTS)
    assert len(content["sizes"]) >= 2
    page = ROOT / "docs" / "reference" / "speed.md"
    assert page.read_text("utf-8") == report.text(content), "run: python -m benchmarks.serve --report"


def test_every_target_has_a_figure() -> None:
    found = outcomes(results.read(results.RESULTS)["sizes"])
    assert len(found) >= 18
    assert all(outcome.found for outcome in found)
