"""What the query page makes of queries: pages, counts, witnesses, addresses, code; on every stored query too."""

import base64
import json
import subprocess
import sys
import zlib
from decimal import Decimal

import pyoxigraph as ox
import pytest
from kg_server.errors import BadParameter, UrlTooLong
from kg_server.protocol.asking import Cell
from kg_server.protocol.packed import PLAIN_BYTES, pack, unpack
from kg_server.protocol.protocol import Dataset
from kg_server.query.reading import QUERY_BYTES, Reading, read_query
from kg_server.workbench.addresses import Address, View, read_view
from kg_server.workbench.advice import advice
from kg_server.workbench.filling import declared, filled
from kg_server.workbench.origins import origins
from kg_server.workbench.snippets import parameters, snippets
from kg_server.workbench.windows import count, projection, window
from kg_server.workbench.witnesses import witnessed

from kg_builder.queries import StoredQuery, read_queries
from kg_builder.releases.release import Release
from kg_builder.releases.store import load_store
from server.running import Server

PREFIXES = {"lh": "https://w3id.org/livelihood/ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
VALUE = f"{PREFIXES['lh']}value"
ENDPOINT = "http://127.0.0.1:1/sparql"


def reading(text: str) -> Reading:
    """A query as the server reads it."""
    return read_query(text, PREFIXES)


@pytest.fixture(scope="module")
def queries(release: Release) -> dict[str, StoredQuery]:
    found = read_queries(release.path / "queries")
    assert len(found) >= 60
    return found


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    return load_store(release.path)


def rows(store: ox.Store, text: str, release: Release) -> list[dict[str, str]]:
    """The solutions of a SELECT, each variable as the term's text."""
    found = store.query(text, base_iri="http://localhost/", prefixes=dict(release.prefixes))
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: str(row[name]) for name in names if row[name] is not None} for row in found]


SELECTIONS = {
    "SELECT * { ?s ?p ?o }": ((), True, False, False),
    "SELECT ?a $b WHERE { ?a lh:value ?b }": (("a", "b"), False, False, False),
    "SELECT DISTINCT ?a FROM <http://x/g> { ?a ?b ?c }": (("a",), False, True, False),
    "SELECT ?a (COUNT(*) AS ?n) (?c AS ?d) { ?a ?b ?c } GROUP BY ?a": (("a", "n", "d"), False, False, True),
    "PREFIX x: <http://x/> SELECT (CONCAT(STR(?a), ')') AS ?t) { ?a x:b ?c }": (("t",), False, False, False),
}


@pytest.mark.parametrize("text", SELECTIONS)
def test_what_a_query_selects(text: str) -> None:
    found = projection(reading(text))
    assert (found.names, found.is_star, found.is_distinct, found.aggregates) == SELECTIONS[text]


def test_pages_of_every_stored_query_are_its_answer(
    queries: dict[str, StoredQuery], store: ox.Store, release: Release
) -> None:
    seen = 0
    for query in queries.values():
        read = read_query(filled(query, {}, release.prefixes), release.prefixes)
        if read.form != "SELECT":
            continue
        whole = rows(store, read.text, release)
        names = projection(read).names
        pages = [
            row
            for skip in range(0, len(whole) + 40, 40)
            for row in rows(store, window(read, names, "", skip, 40), release)
        ]
        assert sorted(map(str, pages)) == sorted(map(str, whole)), query.name
        assert rows(store, count(read), release)[0]["rows"].startswith(f'"{len(whole)}"'), query.name
        seen += 1
    assert seen >= 55


def test_sorting_keeps_the_dataset_and_comments() -> None:
    text = "PREFIX x: <http://x/>\nSELECT ?a\nFROM <http://x/g> WHERE { ?a x:b ?c } # the end"
    made = window(reading(text), ["a"], "-a", 0, 5)
    assert made.count("FROM <http://x/g>") == 1
    assert made.index("FROM") < made.index("WHERE")
    assert made.endswith("ORDER BY DESC(?a) LIMIT 5 OFFSET 0")
    ox.Store().query(made)


def test_a_witness_is_the_figure_of_its_number(
    queries: dict[str, StoredQuery], store: ox.Store, release: Release
) -> None:
    linked = 0
    for query in queries.values():
        read = read_query(filled(query, {}, release.prefixes), release.prefixes)
        if read.form != "SELECT":
            continue
        known = witnessed(read, VALUE, release.prefixes)
        before, after = rows(store, read.text, release), rows(store, known.reading.text, release)
        visible = [{name: term for name, term in row.items() if name not in known.hidden} for row in after]
        assert sorted(map(str, visible)) == sorted(map(str, before)), query.name
        for row in after:
            for name, witness in known.by_name.items():
                if name in row:
                    assert f"<{VALUE}> {row[name]}" in stated(store, row[witness]), (query.name, name)
                    linked += 1
    assert linked >= 150


def stated(store: ox.Store, figure: str) -> list[str]:
    """Predicate and object of what the store says of a figure."""
    quads = store.quads_for_pattern(ox.NamedNode(figure[1:-1]), None, None, ox.DefaultGraph())
    return [f"{quad.predicate} {quad.object}" for quad in quads]


WITNESSES = {
    "SELECT ?v { ?f lh:value ?v }": {"v": "f"},
    "SELECT (?v AS ?n) { ?f <https://w3id.org/livelihood/ns#value> ?v }": {"n": "f"},
    "SELECT ?n { ?f lh:value ?v BIND(?v AS ?n) }": {"n": "f"},
    "SELECT * { ?p a lh:Program OPTIONAL { ?f lh:program ?p ; lh:value ?v } }": {"v": "f"},
    "SELECT ?v { ?f lh:compares/lh:value ?v ; lh:year ?y . }": {"v": "_witness_1"},
    "SELECT ?v { ?p ^lh:program/lh:value ?v }": {"v": "_witness_1"},
    "SELECT ?f (?v AS ?n) { ?f lh:value ?v } GROUP BY ?f ?v": {"n": "f"},
    "SELECT ?v { ?f lh:value ?v } GROUP BY ?f ?v": {"v": "f"},
    "SELECT DISTINCT ?f ?v { ?f lh:value ?v }": {"v": "f"},
}
NO_WITNESSES = (
    "SELECT DISTINCT ?v { ?f lh:value ?v }",
    "SELECT (SUM(?v) AS ?n) { ?f lh:value ?v }",
    "SELECT ?v { ?f lh:value ?v } GROUP BY ?v",
    "SELECT ?v { { SELECT ?v { ?f lh:value ?v } } }",
    "SELECT ?v { ?f lh:min ?v }",
    "SELECT ?v { [] lh:value ?v }",
    "SELECT ?v { ?x lh:year ?v MINUS { ?f lh:value ?v } }",
    "SELECT (?v + 1 AS ?n) { ?f lh:value ?v }",
    "SELECT ?v { ?f (lh:value|lh:min) ?v }",
)


@pytest.mark.parametrize("text", WITNESSES)
def test_who_witnesses_a_number(text: str) -> None:
    found = witnessed(reading(text), VALUE, PREFIXES)
    assert dict(found.by_name) == WITNESSES[text]
    ox.Store().query(found.reading.text, prefixes=PREFIXES)


@pytest.mark.parametrize("text", NO_WITNESSES)
def test_where_nobody_is_sure_nobody_witnesses(text: str) -> None:
    found = witnessed(reading(text), VALUE, PREFIXES)
    assert (dict(found.by_name), found.reading.text) == ({}, text)


SUMS = (
    "SELECT ?unit (SUM(?v) AS ?n) { ?f a lh:Figure ; lh:value ?v ; lh:unit ?unit } GROUP BY ?unit",
    "SELECT ?unit ?year (SUM(?v) AS ?n) { ?f a lh:Figure ; lh:value ?v ; lh:unit ?unit "
    "OPTIONAL { ?f lh:baseYear ?year } } GROUP BY ?unit ?year ORDER BY ?n",
    "SELECT (SUM(?v) AS ?n) { ?f a lh:Figure ; lh:value ?v }",
    "PREFIX x: <https://w3id.org/livelihood/ns#> SELECT ?r (SUM(?v) AS ?n) (COUNT(?f) AS ?many) "
    "{ ?f a x:Figure ; x:region ?r ; x:value ?v } GROUP BY ?r HAVING(COUNT(?f) > 1) LIMIT 9",
)


@pytest.mark.parametrize("text", SUMS)
def test_a_sum_is_that_of_the_figures_behind_it(text: str, store: ox.Store, release: Release) -> None:
    known = origins(read_query(text, release.prefixes), VALUE, release.prefixes)
    answer = store.query(text, prefixes=dict(release.prefixes))
    assert isinstance(answer, ox.QuerySolutions)
    seen = 0
    for row in answer:
        cells = {variable.value: cell(row[variable.value]) for variable in answer.variables}
        made = known.query("n", cells)
        assert made is not None
        figures = rows(store, made, release)
        total = sum(Decimal(each["v"].split('"')[1]) for each in figures)
        assert total == Decimal(str(row["n"]).split('"')[1])
        assert len({each["f"] for each in figures}) == len(figures)
        seen += 1
    assert seen >= 1


def cell(term: object) -> Cell | None:
    """A term as the engine gives it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    return None


NO_ORIGINS = (
    "SELECT ?v { ?f lh:value ?v }",
    "SELECT (SUM(?v) AS ?n) { ?f lh:value ?v ; lh:unit ?unit } GROUP BY ?unit",
    "SELECT ?u (SUM(?v) AS ?n) { ?f lh:value ?v ; lh:unit ?unit } GROUP BY (STR(?unit) AS ?u)",
    "SELECT (SUM(?v + ?w) AS ?n) { ?f lh:value ?v . ?g lh:value ?w }",
    "SELECT (COUNT(*) AS ?n) { ?f lh:year ?v }",
    "SELECT (SUM(?v) AS ?n) { ?f lh:value ?v } VALUES ?f { lh:x }",
)


@pytest.mark.parametrize("text", NO_ORIGINS)
def test_where_a_row_says_too_little_there_are_no_origins(text: str) -> None:
    assert dict(origins(reading(text), VALUE, PREFIXES).by_name) == {}


def test_a_distinct_number_has_its_figures(store: ox.Store, release: Release) -> None:
    text = "SELECT DISTINCT ?v { ?f lh:compares/lh:value ?v }"
    known = origins(read_query(text, release.prefixes), VALUE, release.prefixes)
    answer = store.query(text, prefixes=dict(release.prefixes))
    assert isinstance(answer, ox.QuerySolutions)
    found = [rows(store, known.query("v", {"v": cell(row["v"])}) or "", release) for row in answer]
    assert len(found) >= 1
    assert all(each for each in found)


def test_filled_queries_answer_as_the_stored_ones(
    queries: dict[str, StoredQuery], store: ox.Store, release: Release
) -> None:
    for query in queries.values():
        bound = query.bindings({}, release.prefixes)
        stored = store.query(query.text, prefixes=dict(release.prefixes), substitutions=dict(bound) or None)
        written = store.query(filled(query, {}, release.prefixes))
        if isinstance(stored, ox.QueryBoolean):
            assert bool(stored) == bool(written), query.name
        else:
            assert sorted(map(str, stored)) == sorted(map(str, written)), query.name  # type: ignore[arg-type]


def test_a_query_gets_only_the_prefixes_that_it_lacks() -> None:
    text = "PREFIX lh: <http://x/>\nSELECT * { ?a lh:b ?c ; rdfs:label ?d ; y:z 1 }"
    assert declared(text, PREFIXES) == f"PREFIX rdfs: <{PREFIXES['rdfs']}>\n{text}"


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "# 四川\nASK {}", "", "x" * QUERY_BYTES])
def test_packing_and_unpacking(query: str) -> None:
    assert unpack(pack(query)) == query


def packed(data: bytes) -> str:
    """Bytes as a value of `z`."""
    coder = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(coder.compress(data) + coder.flush()).decode()


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(UrlTooLong):
        unpack(packed(b" " * 50_000_000))


@pytest.mark.parametrize("value", ["", "!", "AAAA", pack("ASK {}")[:-3], packed(b"\xff\xfe"), pack("ASK {}") + "AAAA"])
def test_what_is_no_packed_query_is_refused(value: str) -> None:
    with pytest.raises(BadParameter):
        unpack(value)


def test_long_queries_are_packed_into_addresses() -> None:
    assert parameters("ASK {}") == {"query": "ASK {}"}
    long = f"# {'x' * PLAIN_BYTES}\nASK {{}}"
    assert unpack(parameters(long)["z"]) == long


def test_the_view_of_an_address() -> None:
    assert read_view({"page": "3", "sort": "-value", "names": "iris"}) == View(3, "-value", is_short=True)
    assert read_view({"page": "-1", "sort": "x) } DROP", "names": "?"}) == View()
    address = Address("ASK {}", Dataset(), None, View(2, "x"))
    assert address.page(page=1) == "/sparql?query=ASK+%7B%7D&sort=x"
    assert address.data("csv") == "/sparql?query=ASK+%7B%7D&format=csv"


def test_advice_for_a_slow_query() -> None:
    slow = reading("SELECT * { ?a lh:value ?b . ?c lh:value ?d }")
    assert [each.kind for each in advice(slow, 10, 60)] == ["product", "limit", "class", "time"]
    good = reading("SELECT * { ?a a lh:Figure ; lh:value ?b } LIMIT 5")
    assert [each.kind for each in advice(good, 60, 60)] == []
    one = reading("SELECT (COUNT(*) AS ?n) { ?a a lh:Figure }")
    assert [each.kind for each in advice(one, 10, 60)] == ["time"]


@pytest.mark.parametrize("name", ["python", "curl"])
def test_copied_code_asks_the_same(server: Server, name: str) -> None:
    query = 'SELECT ("a\\\\b \\"c\\" ${d} `e`" AS ?x) ?s WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2'
    endpoint = f"http://127.0.0.1:{server.port}/sparql"
    code = next(each.code for each in snippets(endpoint, query, is_graph=False) if each.name == name)
    command = [sys.executable, "-c", code] if name == "python" else ["sh", "-c", code]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    expected = json.loads(server.query(query, "application/sparql-results+json").text)["results"]["bindings"]
    assert len(expected) == 2
    assert all(row["s"]["value"] in told for row in expected)
    assert "${d} `e`" in told


def test_code_is_there_for_every_tool() -> None:
    names = [each.name for each in snippets(ENDPOINT, "SELECT * {}", is_graph=False)]
    assert names == ["curl", "python", "pandas", "r", "javascript", "sheet", "excel"]
    graphs = [each.name for each in snippets(ENDPOINT, "CONSTRUCT WHERE { ?s ?p ?o }", is_graph=True)]
    assert graphs == ["curl", "python", "r", "javascript"]


def test_the_schema_tells_uses_and_counts(server: Server) -> None:
    reply = server.ask("GET", "/schema.json")
    content = json.loads(reply.body)
    assert reply.headers["content-type"] == "application/json"
    classes = {each["name"]: each for each in content["classes"]}
    properties = {each["name"]: each for each in content["properties"]}
    for name, uses in content["uses"].items():
        assert all(used <= classes[name]["count"] for _, used in uses)
    assert {name for uses in content["uses"].values() for name, _ in uses} <= set(properties)
    assert server.ask("GET", "/schema.json", {"If-None-Match": reply.headers["etag"]}).status == 304


@pytest.mark.parametrize(
    ("text", "name"), [("north", "region:north"), ("NORTH", "region:north"), ("region:nor", "region:north")]
)
def test_things_are_found_without_an_index(server: Server, text: str, name: str) -> None:
    things = json.loads(server.ask("GET", f"/schema.json?q={text}").body)["things"]
    assert name in [each["name"] for each in things]
    iri = next(each["iri"] for each in things if each["name"] == name)
    found = json.loads(server.ask("GET", f"/schema.json?iri={iri}").body)["things"]
    assert [each["name"] for each in found] == [name]
    assert found[0]["class"]["name"] == "lh:Region"


@pytest.mark.parametrize(
    "query", ["q=zzzzqqq", "q=", "iri=", "iri=no%20iri", "iri=http://x/nothing", "q=%22%20}%20%7B"]
)
def test_what_is_not_there_is_not_found(server: Server, query: str) -> None:
    reply = server.ask("GET", f"/schema.json?{query}")
    assert (reply.status, json.loads(reply.body)["things"]) == (200, [])


def test_too_long_a_name_is_not_looked_up(server: Server) -> None:
    assert server.ask("GET", f"/schema.json?q={'x' * 500}").status == 400


def test_a_packed_query_is_asked_like_a_plain_one(server: Server) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"
    plain = server.query(query, "text/csv")
    assert server.ask("GET", f"/sparql?z={pack(query)}", {"Accept": "text/csv"}).body == plain.body
    assert server.ask("GET", f"/sparql?z={pack(query)}&query=ASK+%7B%7D").problem == "parameter-repeated"
    assert server.ask("GET", "/sparql?z=%21%21").problem == "parameter-invalid"
