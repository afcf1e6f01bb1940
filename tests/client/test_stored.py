"""Stored queries as functions: all that the service has, with signatures, documentation and checks."""

import inspect
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from datapackages import ROOT

from client.peers import Peer, http
from kg_builder.queries import read_queries
from kg_client import BadAnswer, BadArgument, Graph, Parameter, QueryError

QUERIES = read_queries(ROOT / "data" / "queries")


def test_there_are_all_of_them(graph: Graph) -> None:
    assert len(graph.queries) >= 25
    assert list(graph.queries) == sorted(QUERIES)
    assert "programs_in_region" in dir(graph.queries)
    assert [each.title for each in graph.queries.listings] == [QUERIES[name].title for name in graph.queries]


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_each_is_a_function(graph: Graph, name: str) -> None:
    query, stored = graph.queries[name], QUERIES[name]
    assert query is getattr(graph.queries, name.replace("-", "_"))
    assert query.__doc__ is not None
    assert stored.title in query.__doc__
    assert stored.description in query.__doc__
    assert [(each.name, each.kind, each.default) for each in query.parameters] == [
        (each.name, each.kind, each.default) for each in stored.parameters
    ]
    signature = inspect.signature(query)
    assert [each.rstrip("_") for each in signature.parameters] == [each.name for each in stored.parameters]
    if query.is_graph:
        assert len(list(ox.parse(query.rdf("nt"), ox.RdfFormat.N_TRIPLES))) >= 5
        with pytest.raises(BadArgument, match=r"\.rdf\(\)"):
            query()
    else:
        answer = query(**{each.argument: each.default for each in query.parameters})
        assert answer.rows == query().rows
        assert answer.release == graph.release
        assert list(query.frame("polars").columns) == list(answer.columns)


def test_parameters_are_used(graph: Graph) -> None:
    query = graph.queries.programs_in_region
    assert query(region="shanxi").rows == query(region="region:shanxi").rows != query(region="sichuan").rows
    assert query(region=query(region="sichuan").rows[0][-1]).rows == query(region="sichuan").rows  # type: ignore[arg-type]
    assert query.url("csv", region="sichuan") == f"{graph.url}q/programs-in-region.csv?region=sichuan"
    assert query.url() == f"{graph.url}q/programs-in-region"
    assert repr(query) == "programs_in_region(region='region:shanxi')"
    assert query.frame(region="sichuan").attrs["release"] == graph.release


def test_what_the_service_knows_better(graph: Graph) -> None:
    with pytest.raises(QueryError, match="region:shanxi"):
        graph.queries.programs_in_region(region="shanxxi")


@pytest.mark.parametrize("value", [True, "", None, ["a"]])
def test_values_that_are_none(graph: Graph, value: object) -> None:
    with pytest.raises(BadArgument, match="region: found"):
        graph.queries.programs_in_region(region=value)  # type: ignore[arg-type]


def test_names_that_are_none(graph: Graph) -> None:
    with pytest.raises(BadArgument, match="expected one of region"):
        graph.queries.programs_in_region(place="shanxi")
    with pytest.raises(AttributeError, match="did you mean programs-in-region"):
        _ = graph.queries.program_in_region
    with pytest.raises(KeyError, match="there is no stored query"):
        _ = graph.queries["../sparql"]
    with pytest.raises(AttributeError):
        _ = graph.queries._private  # type: ignore[unused-ignore]
    with pytest.raises(BadArgument, match="ttl, nt"):
        graph.queries.region_description.rdf("xlsx")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("integer", 5, "5"), ("integer", "-5", "-5"), ("decimal", Decimal("1E+2"), "100"), ("decimal", 3, "3"),
        ("decimal", 1e-07, "0.0000001"), ("date", date(2020, 1, 2), "2020-01-02"), ("iri", "region:x", "region:x"),
        ("date", "2020-01-02", "2020-01-02"), ("string", 'a"} #\n', 'a"} #\n'),
    ],
)  # fmt: skip
def test_values_as_the_service_takes_them(kind: str, value: str, text: str) -> None:
    assert Parameter("p", kind, "d", "label", {}, is_complete=False).text(value) == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [("integer", 1.5), ("integer", "1.5"), ("integer", "x"), ("decimal", "1e5"), ("decimal", float("nan")),
     ("date", 2020), ("date", "2020"), ("string", 5)],
)  # fmt: skip
def test_values_of_another_kind(kind: str, value: str) -> None:
    with pytest.raises(BadArgument, match=f"kind {kind}"):
        Parameter("p", kind, "d", "label", {}, is_complete=False).text(value)


def test_a_pin_is_in_the_address(graph: Graph) -> None:
    pinned = graph.pinned()
    answer = pinned.queries.programs_in_region(region="shanxi")
    assert f"/q/programs-in-region@{graph.release}.srj" in answer.address
    assert answer.rows == graph.queries.programs_in_region(region="shanxi").rows


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b"{}", b'{"paths": []}', b'{"paths": {"/q/../etc.json": {}}}'], ids=repr
)
def test_a_service_that_lists_none(peer: Peer, body: bytes) -> None:
    peer.answers = [http("200 OK", body)]
    with pytest.raises(BadAnswer):
        list(Graph(peer.url).queries)


def test_a_service_that_tells_nonsense_of_one(peer: Peer) -> None:
    peer.answers = [http("200 OK", b'{"paths": {"/q/a-b.json": {"get": {}}}}'), http("200 OK", b'{"name": "a-b"}')]
    queries = Graph(peer.url).queries
    assert list(queries) == ["a-b"]
    with pytest.raises(BadAnswer, match="does not know"):
        _ = queries.a_b
