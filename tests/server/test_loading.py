"""Which of its two stores a release answers from: never the smaller one where the larger would answer otherwise."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kg_server.engine.interface import Question
from kg_server.engine.loading import Loaded, load

from kg_builder.errors import ReleaseError
from server.releases import write_release

TRIPLES = [ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(number)) for number in range(3)]
FRAGMENTS = st.sampled_from(
    [
        *(
            "?s a:p ?o",
            "?s ?p ?o",
            "a:s a:p 1",
            "GRAPH ?g { ?s ?p ?o }",
            "graph<a:g>{?s ?p 2}",
            "?x ?y trueGRAPH ?g {}",
        ),
        *("OPTIONAL { ?s ?q ?o }", "{ ?s ?p 1 }", "UNION", "{ GRAPH a:g { ?s ?p ?o } }", "FILTER(?o > 0)", "."),
        *("MINUS { ?s a:p 1 }", "FILTER EXISTS { ?s ?p 2 }", "?from a:from ?graph", "a:x.GRAPH ?g {}", "BIND(1 AS ?n)"),
    ]
)
HEADS = st.sampled_from(
    [
        "SELECT * {",
        "SELECT (COUNT(*) AS ?n) {",
        "ASK{",
        "ASKFROM <a:g>{",
        "SELECT *FROM<a:g>{",
        "SELECT * FROM NAMED <a:g> {",
    ]
)


def _loaded() -> Loaded:
    """A release whose default graph has less than its named graph."""
    merged, dataset = ox.Store(), ox.Store()
    merged.extend(TRIPLES[:2])
    dataset.extend(TRIPLES[:2])
    dataset.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("a:g")) for quad in TRIPLES)
    return Loaded("v", 2, {"a": "a:"}, merged, dataset, Path())


def _answer(store: ox.Store, text: str) -> object:
    """What a store says, in any order; the reason when it says nothing."""
    try:
        results = store.query(text, prefixes={"a": "a:"})
    except (SyntaxError, RuntimeError) as error:
        return type(error)
    return bool(results) if isinstance(results, ox.QueryBoolean) else sorted(map(str, results))


@given(HEADS, st.lists(FRAGMENTS, min_size=1, max_size=5), st.sampled_from([" ", ""]))
def test_the_smaller_store_answers_only_what_it_can(head: str, parts: list[str], between: str) -> None:
    loaded, text = _loaded(), f"{head}{between.join(parts)}}}"
    chosen = loaded.store_for(Question(text, "json", "http://localhost/", 1))
    assert _answer(chosen, text) == _answer(loaded.dataset, text)


@pytest.mark.parametrize(
    ("text", "is_merged"),
    [
        ("SELECT * { ?s a lh:Program }", True),
        ("SELECT ?graph ?from { ?graph :from $from }", True),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", False),
        ("SELECT * FROM <a:g> { ?s ?p ?o }", False),
        ('SELECT * { ?s ?p "from" }', False),
    ],
)
def test_most_queries_need_no_named_graph(text: str, is_merged: bool) -> None:  # noqa: FBT001
    loaded = _loaded()
    question = Question(text, "json", "http://localhost/", 1)
    assert (loaded.store_for(question) is loaded.merged) == is_merged
    named = Question(text, "json", "http://localhost/", 1, default_graphs=(), named_graphs=("a:g",))
    assert loaded.store_for(named) is loaded.dataset


@pytest.mark.parametrize("name", ["livelihood.nt", "graph.nq.gz"])
def test_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    release = write_release(tmp_path, "0.1.0", 10)
    assert load(release, 1_000_000).triples > 10
    file = release / name
    file.write_bytes(file.read_bytes().replace(b"a", b"b", 1))
    with pytest.raises(ReleaseError, match="sha256"):
        load(release, 1_000_000)
