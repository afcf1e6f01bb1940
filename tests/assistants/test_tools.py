"""Every tool gives answers that lead to figure, source and release, and refuses what nobody could stand for."""

import json

import pytest

from assistants.conftest import Caller
from kg_client import Graph
from kg_mcp.examples import EXAMPLES
from kg_mcp.rows import MOST_CHARACTERS
from kg_mcp.searching import with_some_words

TOOLS = {"search", "describe_schema", "list_queries", "run_query", "run_sparql", "evidence", "add_figures"}
DONE, BEGUN = "figure:shanxi-deeds-2022-02420", "figure:shanxi-deeds-2022-02373"


def test_what_there_is(assistant: Caller) -> None:
    tools = assistant.portal.call(assistant.client.list_tools).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description
        assert tool.title
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        assert all("description" in each for each in tool.input_schema["properties"].values()), tool.name
    assert "add_figures" in (assistant.client.instructions or "")
    assert len(json.dumps([tool.model_dump(mode="json") for tool in tools])) < 12_000


def test_search(assistant: Caller) -> None:
    told = assistant.told("search", text="elevators Shanxi")
    assert {"program:shanxi-elevators", DONE} <= {thing["id"] for thing in told["things"][:5]}
    chinese = assistant.told("search", text="电梯", kind="program")
    assert [thing["id"] for thing in chinese["things"]] == ["program:shanxi-elevators"]
    slip = assistant.told("search", text="elevatrs")
    assert slip["things"]
    assert "elevators" in slip["notes"][0]
    assert assistant.told("search", text="elevators qqqqzzzz")["things"]
    for nothing in ("qqqqzzzz", "  ?? "):
        empty = assistant.told("search", text=nothing)
        assert empty["things"] == []
        assert empty["notes"]
    assert len(assistant.told("search", text="shanxi", limit=3)["things"]) == 3
    queries = assistant.told("search", text="programs region", limit=50)["things"]
    assert {"programs-in-region"} <= {thing["id"] for thing in queries if thing["kind"] == "query"}


def test_a_service_without_a_search_of_its_own(graph: Graph) -> None:
    things, notes = with_some_words(graph, ["elevators", "shanxi", '"} #'], "", 5)
    assert things[0]["words_found"] == "2 of 3"
    assert {"program:shanxi-elevators", DONE} <= {thing["id"] for thing in things}
    assert "some of them" in notes[0]
    assert with_some_words(graph, ["elevators"], "region", 5)[0] == []


def test_schema(assistant: Caller) -> None:
    told = assistant.told("describe_schema")
    assert {"lh:Figure", "lh:Program", "lh:Region"} <= {each["class"] for each in told["classes"]}
    assert {"lh:value", "lh:region", "lh:within"} <= {each["property"] for each in told["properties"]}
    assert "measure:stock" in told["codes"]["measure"]
    assert len(json.dumps(told)) < 20_000


def test_stored_queries(assistant: Caller) -> None:
    every = assistant.told("list_queries")
    assert len(every["others"]) >= 25
    told = assistant.told("list_queries", text="people served region")
    names = [each["name"] for each in told["queries"]]
    assert "people-served-in-region" in names[:2]
    (parameter,) = next(each for each in told["queries"] if each["name"] == "people-served-in-region")["parameters"]
    assert parameter["default"] == "region:shanxi"
    assert any("region:china" in value for value in parameter["values"])
    assert assistant.told("list_queries", text="qqqqzzzz")["queries"] == []


@pytest.mark.parametrize("limit", [17, 500])
def test_a_stored_query_page_by_page(assistant: Caller, graph: Graph, limit: int) -> None:
    given = {"name": "figures-in-region", "parameters": {"region": "shanxi"}, "limit": limit}
    expected = graph.queries.figures_in_region(region="shanxi")
    figures: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = assistant.told("run_query", **given, offset=offset)
        assert page["rows_in_all"] == len(expected) >= 40
        assert {row["figure"] for row in page["rows"]} == set(page["sources"])
        assert page["address"].endswith("/q/figures-in-region?region=shanxi")
        figures += [row["figure"] for row in page["rows"]]
        offset = page["next_offset"]
        assert ("figures-in-region.csv?region=shanxi" in " ".join(page["notes"])) == (offset is not None)
    assert figures == [f"figure:{str(iri).rpartition('/')[2]}" for iri in expected["figure"]]


def test_a_stored_query_of_triples(assistant: Caller) -> None:
    told = assistant.told("run_query", name="region-description")
    assert len(told["triples"]) >= 5
    assert told["address"].endswith("/q/region-description")


@pytest.mark.parametrize("question", EXAMPLES)
def test_examples_have_answers_that_lead_to_sources(assistant: Caller, question: str) -> None:
    told = assistant.told("run_sparql", query=EXAMPLES[question])
    assert told["rows"]
    named = {value for row in told["rows"] for value in row.values() if str(value).startswith("figure:")}
    assert set(told["sources"]) == named
    for source in told["sources"].values():
        assert source["evidence"].startswith("http://127.0.0.1:")
        assert all("characters" in each for each in source["sources"])
    assert bool(named) == (question != "Which programs run where?")


def test_sparql_of_other_forms(assistant: Caller) -> None:
    assert (
        assistant.told("run_sparql", query="# SELECT\nPREFIX select: <http://x/>\nASK { ?a a lh:Figure }")["answer"]
        is True
    )
    assert assistant.told("run_sparql", query="DESCRIBE region:shanxi")["triples"]
    assert assistant.told("run_sparql", query="CONSTRUCT { ?a a lh:Region } WHERE { ?a a lh:Region }")["triples"]
    empty = assistant.told("run_sparql", query="SELECT ?a WHERE { ?a a lh:Nothing }")
    assert "not evidence" in empty["notes"][0]


def test_counts_need_no_figure_but_numbers_do(assistant: Caller) -> None:
    assert assistant.told("run_sparql", query="SELECT (COUNT(*) AS ?n) WHERE { ?f a lh:Figure }")["rows"][0]["n"] >= 80
    for query in ("SELECT ?v WHERE { ?f lh:value ?v }", "SELECT (MAX(?v) AS ?m) WHERE { ?f lh:value ?v }"):
        assert "SELECT ?figure" in assistant.refused("run_sparql", query=query)


def test_evidence(assistant: Caller) -> None:
    (figure,) = assistant.told("evidence", figures=[DONE])["figures"]
    assert figure["says"] == "519 devices, as of 2022-12-31"
    (place,) = figure["places"]
    assert (place["place"], place["printed"]) == ("characters 2420 to 2423", "519")
    assert len(place["sha256"]) == 64
    assert figure["evidence"].endswith("/figure/shanxi-deeds-2022-02420")
    assert figure["release"]
    checked = assistant.told("evidence", figures=["figure:rural-services-2021-09410"])["figures"][0]
    assert checked["operation"]


def test_sums(assistant: Caller) -> None:
    told = assistant.told("add_figures", figures=[DONE, BEGUN])
    assert told["added"] is False
    assert any("counted among" in reason for reason in told["reasons"])
    assert set(told["parts"]) == {DONE, BEGUN}
    assert "total" not in told
    added = assistant.told(
        "add_figures", figures=["figure:rural-services-2021-12202", "figure:rural-services-2021-12224"]
    )
    assert added["added"] is True
    assert added["total"] == 12_880_000_000_000
    assert added["unit"] == "yuan"
    assert len(added["parts"]) == 2
    assert added["cautions"]


def test_every_pair_with_a_figure_that_counts_it_is_refused(assistant: Caller, graph: Graph) -> None:
    pairs = graph.query("SELECT ?part ?whole WHERE { ?part lh:subsetOf ?whole }").rows
    assert len(pairs) >= 2
    for pair in pairs:
        assert assistant.told("add_figures", figures=[str(each) for each in pair])["added"] is False


def test_another_country_and_topic(canteen_assistant: Caller) -> None:
    told = canteen_assistant.told("search", text="spending meals", kind="figure")
    figure = told["things"][0]["id"]
    assert canteen_assistant.told("evidence", figures=[figure])["figures"][0]["places"]
    added = canteen_assistant.told(
        "add_figures", figures=["figure:canteens-audit-2024-00296", "figure:canteens-audit-2024-00356"]
    )
    assert added["total"] == 13_055
    girls = canteen_assistant.told(
        "add_figures", figures=["figure:canteens-audit-2024-00310", "figure:canteens-audit-2024-00326"]
    )
    assert girls["added"] is False
    assert "unit:calverin" in canteen_assistant.told("describe_schema")["codes"]["unit"]


def test_texts_and_prompts(assistant: Caller) -> None:
    portal, client = assistant.portal, assistant.client
    listed = portal.call(client.list_resources).resources
    assert {str(each.uri) for each in listed} == {"livelihood://schema", "livelihood://examples"}
    for each in listed:
        (content,) = portal.call(client.read_resource, str(each.uri)).contents
        assert len(getattr(content, "text", "")) >= 1_000
    prompts = portal.call(client.list_prompts).prompts
    assert {each.name for each in prompts} == {"answer_with_sources", "check_claim"}
    message = portal.call(client.get_prompt, "check_claim", {"claim": "519 elevators"}).messages[0]
    assert "519 elevators" in getattr(message.content, "text", "")


@pytest.mark.parametrize(
    "query",
    ["SELECT ?a ?b ?c WHERE { ?a ?b ?c }", "SELECT ?figure ?x WHERE { ?figure a lh:Figure . ?y rdfs:label ?x }"],
)
def test_an_answer_is_bounded(assistant: Caller, query: str) -> None:
    told = assistant.told("run_sparql", query=query, limit=500)
    assert len(json.dumps(told["rows"], ensure_ascii=False)) < MOST_CHARACTERS + 2_000
    assert told["notes"]
    assert len(json.dumps(told, ensure_ascii=False)) < 50_000
    assert {row["figure"] for row in told["rows"] if "figure" in row} <= set(told["sources"])
    assert len(assistant.told("run_sparql", query=query, limit=1)["rows"]) == 1


def test_long_cells_and_graphs_are_cut(assistant: Caller) -> None:
    query = f'SELECT ?x WHERE {{ BIND("{"long " * 500}" AS ?x) }}'
    (row,) = assistant.told("run_sparql", query=query)["rows"]
    assert row["x"].endswith("…")
    assert len(row["x"]) < 700
    told = assistant.told("run_sparql", query="CONSTRUCT WHERE { ?a ?b ?c }")
    assert sum(map(len, told["triples"])) <= MOST_CHARACTERS
    assert "triples fit" in told["notes"][-1]
