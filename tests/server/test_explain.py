"""Why an answer is empty, and what a query costs."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from kg_server.explain.emptiness import help_link, is_empty
from kg_server.query.outline import outline

from server.running import Server

BROWSER = {"Accept": "text/html"}


def _explain(server: Server, query: str) -> dict[str, Any]:
    reply = server.ask("GET", f"/explain?query={quote(query)}")
    assert reply.status == 200, reply.text
    assert reply.headers["content-type"] == "application/json"
    content: dict[str, Any] = json.loads(reply.text)
    return content


@pytest.mark.parametrize(
    ("query", "found", "instead"),
    [
        ("SELECT * { ?p lh:benificiary ?b }", "lh:benificiary", "lh:beneficiary"),
        ("SELECT * { ?p a lh:Programme }", "lh:Programme", "lh:Program"),
        ("SELECT * { ?p lh:region region:nort }", "region:nort", "region:north"),
        ("SELECT * { ?p skos:label ?l }", "skos:label", "rdfs:label"),
        ("PREFIX v: <https://w3id.org/livelihood/ns#> ASK { ?p v:programm ?l }", "v:programm", "lh:program"),
        ('SELECT * { ?p rdfs:label "Clinics"@en }', '"Clinics"@en', '"Clinics"'),
        ('SELECT * { ?p skos:prefLabel "诊所" }', '"诊所"', '"诊所"@zh'),
        ("SELECT * { region:north lh:region ?p }", "lh:region", "?p lh:region region:north"),
        (
            "SELECT * { GRAPH <https://w3id.org/livelihood/graph/regions> { ?p a lh:Program } }",
            "GRAPH",
            "?p a lh:Program",
        ),
    ],
)
def test_a_slip_is_found(server: Server, query: str, found: str, instead: str) -> None:
    content = _explain(server, query)
    assert (content["hints"][0]["found"], instead in content["hints"][0]["instead"]) == (found, True), content["hints"]
    assert content["verdict"].startswith("Nothing in the graph matches line 1")


def test_a_slip_in_a_path_that_matches_is_found(server: Server) -> None:
    content = _explain(server, "SELECT * { ?p lh:region/lh:witin* ?r }")
    assert [(hint["found"], hint["instead"][0]) for hint in content["hints"]] == [("lh:witin", "lh:within")]


def test_the_first_pattern_without_a_match_is_named(server: Server) -> None:
    content = _explain(server, "SELECT * {\n ?p a lh:Program ;\n lh:operator ?o ;\n lh:partOf ?q }")
    assert [step["solutions"] for step in content["patterns"]] == [2, 0, 0]
    assert "line 3" in content["verdict"]
    assert content["joins"] == []


def test_the_join_that_empties_is_named(server: Server) -> None:
    content = _explain(
        server, "SELECT * {\n ?p rdfs:label 'Clinics' .\n ?p lh:region ?r .\n ?r lh:level level:nation }"
    )
    assert all(step["solutions"] for step in content["patterns"])
    assert [step["solutions"] for step in content["joins"]] == [1, 1, 0]
    assert "together with line 4 nothing is left" in content["verdict"]


def test_the_filter_that_empties_is_named(server: Server) -> None:
    query = "SELECT * { ?f lh:year ?y ; lh:value ?v FILTER(?v > 0)\n FILTER(?y > 2050) }"
    content = _explain(server, query)
    assert [step["solutions"] for step in content["filters"]] == [2, 0, 0]
    assert "the filter in line 2" in content["verdict"]
    both = _explain(server, "SELECT * { ?f lh:year ?y FILTER(?y > 2022) FILTER(?y < 2022) }")
    assert "together leave nothing" in both["verdict"]


def test_what_is_optional_does_not_empty(server: Server) -> None:
    content = _explain(server, "SELECT * { ?p a lh:Program OPTIONAL { ?p lh:operater ?o } }")
    assert content["rows"] == 2
    assert content["patterns"][1]["in"] == "optional"
    assert content["hints"][0]["found"] == "lh:operater"
    assert "leave solutions" in content["verdict"]


def test_a_product_is_seen(server: Server) -> None:
    content = _explain(server, "SELECT * { ?a lh:load ?b . ?c lh:load ?d }")
    assert len(content["cost"]["products"]) == 2
    assert content["cost"]["largest_join"] == content["cost"]["counted_up_to"]
    connected = _explain(server, "SELECT * { ?a lh:region ?b . ?c lh:region ?b }")
    assert connected["cost"]["products"] == []


def test_an_empty_answer_says_where_to_ask_why(server: Server) -> None:
    empty = "SELECT ?s { ?s lh:benificiary ?o }"
    for form in ("json", "xml", "csv", "tsv"):
        link = server.query(empty, format=form).headers["link"]
        assert link == f'</explain?query={quote(empty, safe="")}>; rel="help"'
        assert "link" not in server.query("SELECT ?s { ?s a lh:Program }", format=form).headers
        assert "link" not in server.query("ASK { ?s a lh:Program }", format=form).headers
    for form in ("ttl", "nt", "jsonld", "rdf", "nq", "trig"):
        assert "link" in server.query("CONSTRUCT WHERE { ?s lh:benificiary ?o }", format=form).headers
        assert "link" not in server.query("DESCRIBE program:clinics", format=form).headers
    assert "/explain?query=" in server.query(empty, "text/html").text
    late = server.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert (late.status, "/explain?query=" in late.headers["link"]) == (503, True)


def test_an_explanation_is_a_page_for_people(server: Server) -> None:
    query = 'SELECT * { ?p lh:benificiary "<script>alert(1)</script>" }'
    page = server.ask("GET", f"/explain?query={quote(query)}", BROWSER).text
    assert "lh:beneficiary" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELECT * {", 400), ("SELECT * { SERVICE <a:b> {} }", 400), ("SELECT * { ?s ?p }", 400), ("", 400)],
)
def test_what_is_no_query_is_not_explained(server: Server, query: str, status: int) -> None:
    assert server.ask("GET", f"/explain?query={quote(query)}").status == status


@pytest.mark.parametrize(
    "query",
    [
        "DESCRIBE program:clinics",
        "ASK {}",
        "SELECT * { ( 1 2 ) lh:z ?x . [] lh:p [ lh:q _:b ] }",
        "SELECT * { { SELECT ?s { ?s ?p 1 } } UNION { ?s a lh:Theme } MINUS { ?s a lh:Unit } VALUES ?s { UNDEF } }",
        "SELECT * { ?s !(lh:x|^lh:y)/(lh:z)*/lh:w? ?o BIND(1 AS ?one) FILTER EXISTS { ?s ?p ?o } }",
        "SELECT (EXISTS { ?s ?p ?o } AS ?x) { ?s a lh:Unit }",
        "SELECT * { ?s a lh:Unit ; ; . ?s rdfs:label ?l ; }",
        "SELECT * { ?s ?p -1 , true , 1.0e3 , 'x'@zh-Hans , '1'^^xsd:integer }",
        "SELECT * { ?s ?p ?o LATERAL { SELECT * { ?o ?q ?r } LIMIT 1 } }",
        "CONSTRUCT { ?s ?p ?o } FROM <https://w3id.org/livelihood/graph/regions> WHERE { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s a lh:Program { ?s ?p ?o } } }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?l) }",
    ],
)
def test_every_query_can_be_explained(server: Server, query: str) -> None:
    content = _explain(server, query)
    assert content["verdict"]
    assert not [step for step in content["patterns"] if step.get("problem", "").startswith("The query is not")]


def test_a_pattern_is_taken_apart() -> None:
    text = (
        "SELECT * { ?s a [ lh:x 1 ; lh:y _:b , 'a'@en ] OPTIONAL { ?s lh:p* ?q } FILTER(?q > 1) } ORDER BY ?s LIMIT 3"
    )
    found = outline(text, "")
    triples = [element.terms for element in found.elements if element.kind == "triple"]
    assert triples == [
        ("?_blank_1", "lh:x", "1"),
        ("?_blank_1", "lh:y", "?_blank_b"),
        ("?_blank_1", "lh:y", "'a'@en"),
        ("?s", "a", "?_blank_1"),
    ]
    assert [element.kind for element in found.elements[4:]] == ["optional", "filter"]
    assert found.elements[4].parts[0].terms == ("?s", "lh:p*", "?q")
    assert found.rest == {"ORDER", "LIMIT"}


def test_emptiness_is_told_from_bytes() -> None:
    assert is_empty(b"a,b\r\n", "csv")
    assert not is_empty(b"a,b\r\n,\r\n", "csv")
    assert not is_empty(b"x" * 5000, "nt")
    assert help_link("x" * 7000) is None
