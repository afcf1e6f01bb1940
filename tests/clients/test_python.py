"""SPARQLWrapper, rdflib and pandas, as their users write them."""

import urllib.error
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from server.running import Server
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

LH = "https://w3id.org/livelihood/ns#"
PREFIX = f"PREFIX lh: <{LH}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
PROGRAMS = PREFIX + "SELECT ?program ?label WHERE { ?program a lh:Program ; rdfs:label ?label } ORDER BY ?label"
GRAPH = PREFIX + "CONSTRUCT { ?program rdfs:label ?label } WHERE { ?program a lh:Program ; rdfs:label ?label }"
ASK = PREFIX + "ASK { ?program a lh:Program }"


def _converted(endpoint: Server, query: str, form: str) -> Any:
    """What the client makes of an answer."""
    return _wrapper(endpoint, query, form).queryAndConvert()


def _wrapper(endpoint: Server, query: str, form: str) -> Wrapper:
    """A client of the endpoint with a query."""
    wrapper = Wrapper(f"http://127.0.0.1:{endpoint.port}/sparql")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setTimeout(20)
    return wrapper


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_selects_and_asks(endpoint: Server, method: str, how: str) -> None:
    wrapper = _wrapper(endpoint, PROGRAMS, JSON)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    found: Any = wrapper.queryAndConvert()
    assert [row["label"]["value"] for row in found["results"]["bindings"]] == ["Buses", "Clinics"]
    wrapper.setQuery(ASK)
    found = wrapper.queryAndConvert()
    assert found["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # the client's own
def test_sparqlwrapper_reads_every_format_it_knows(endpoint: Server) -> None:
    for form, part in ((CSV, b"program,label"), (TSV, b"?program\t?label")):
        assert part in _converted(endpoint, PROGRAMS, form)
    assert len(_converted(endpoint, PROGRAMS, XML).getElementsByTagName("result")) == 2
    for form in (RDFXML, JSONLD):
        assert len(_converted(endpoint, GRAPH, form)) == 2
    for form in (TURTLE, N3):
        text = _converted(endpoint, GRAPH, form)
        assert len(rdflib.Graph().parse(data=text, format="turtle")) == 2


def test_sparqlwrapper_is_told_what_is_wrong(endpoint: Server) -> None:
    with pytest.raises(QueryBadFormed, match="is never closed"):
        _wrapper(endpoint, "SELECT * { ?s ?p ?o", JSON).query()


def test_sparqlwrapper_names_graphs(endpoint: Server) -> None:
    wrapper = _wrapper(endpoint, PROGRAMS, JSON)
    wrapper.addDefaultGraph("https://w3id.org/livelihood/graph/regions")
    found: Any = wrapper.queryAndConvert()
    assert found["results"]["bindings"] == []


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_sees_a_graph(endpoint: Server, method: str, form: str) -> None:
    store = SPARQLStore(f"http://127.0.0.1:{endpoint.port}/sparql", method=method, returnFormat=form)
    graph = rdflib.Graph(store)
    program, label = rdflib.URIRef(f"{LH}Program"), rdflib.RDFS.label
    found = sorted(str(graph.value(each, label)) for each in graph.subjects(rdflib.RDF.type, program))
    assert found == ["Buses", "Clinics"]
    assert len(graph.query(PROGRAMS)) == 2
    if form in {"xml", "json"}:
        assert graph.query(ASK).askAnswer is True
    if form == "xml":  # the other forms make this client accept tables alone
        assert len(graph.query(GRAPH).graph or ()) == 2


def test_rdflib_reads_an_entity_and_the_vocabulary(endpoint: Server) -> None:
    graph = rdflib.Graph().parse(f"http://127.0.0.1:{endpoint.port}/region/north")
    assert (rdflib.URIRef("https://w3id.org/livelihood/region/north"), None, rdflib.URIRef(f"{LH}Region")) in graph
    assert len(rdflib.Graph().parse(f"http://127.0.0.1:{endpoint.port}/ns")) > 500


def test_pandas_reads_a_table_by_its_address(endpoint: Server) -> None:
    address = f"http://127.0.0.1:{endpoint.port}/sparql?format={{}}&query={quote(PROGRAMS)}"
    table = pd.read_csv(address.format("csv"))
    assert list(table.columns) == ["program", "label"]
    assert list(table["label"]) == ["Buses", "Clinics"]
    other = pd.read_csv(address.format("tsv"), sep="\t")
    assert list(other["?label"]) == ["Buses", "Clinics"]
    with pytest.raises(urllib.error.HTTPError, match="400"):
        pd.read_csv(address.format("csv") + "%7B")
