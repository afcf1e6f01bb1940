"""What a stored query says of itself is complete, its terms exist, and it asks nothing that must not be asked."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, XSD, DefinedNamespace

from kg_builder.datapackage.ontology import load_vocabulary
from kg_builder.namespaces import CLOSED_LISTS
from kg_builder.queries import read_query
from kg_builder.releases.release import Release

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "data" / "queries").glob("*.rq"))
LEAST = 71

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PREFIXED_NAME = re.compile(r"(?<![\w?/<-])([a-z][a-z0-9-]*):([A-Za-z0-9][\w-]*)")
OUTSIDE_A_NAME = r"(?<![?$\w:#-])"
REFUSED = {
    "a prefix of its own": rf"{OUTSIDE_A_NAME}(?:PREFIX|BASE)\b",
    "another server or another default graph": rf"{OUTSIDE_A_NAME}(?:SERVICE|LOAD|FROM)\b",
    "an update": rf"{OUTSIDE_A_NAME}(?:INSERT|DELETE|CLEAR|DROP|CREATE|COPY|MOVE|ADD)\b",
    "a sum or an average": rf"{OUTSIDE_A_NAME}(?:SUM|AVG)\s*\(",
    "what differs from run to run": rf"{OUTSIDE_A_NAME}(?:SAMPLE|GROUP_CONCAT|RAND|NOW|UUID|STRUUID|BNODE)\s*\(",
}
REVIEWED_SUMS: dict[str, str] = {}
"""Queries that may sum, each with the reason why its numbers can be added. None so far."""

ORACLES: dict[str, type[DefinedNamespace]] = {
    "dcat": DCAT,
    "dct": DCTERMS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SDO,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}
NEWER = {"schema:StatisticalVariable", "schema:observationAbout"}
"""Terms of schema.org that rdflib's copy does not have yet."""


def body(path: Path) -> str:
    """The SPARQL of a stored query without its header."""
    return re.sub(r"^#.*\n", "", read_query(path).text, flags=re.MULTILINE)


def refused(text: str) -> list[str]:
    """What a query asks for and must not, in the order of the rules."""
    return [what for what, pattern in REFUSED.items() if re.search(pattern, text, re.IGNORECASE)]


def test_queries_are_there() -> None:
    assert len(PATHS) >= LEAST


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_header_says_what_it_is(path: Path) -> None:
    query = read_query(path)
    assert 0 < len(query.title) <= 80
    assert 0 < len(query.titles["zh"]) <= 80
    assert CHINESE.search(query.titles["zh"])
    assert CHINESE.search(query.title) is None
    assert 80 <= len(query.description) <= 330
    assert len(re.findall(r"[.?!](?: |$)", query.description)) in (1, 2), "one or two sentences"
    assert query.description.endswith(".")
    for parameter in query.parameters:
        assert parameter.label[0].isupper()
        assert CHINESE.search(parameter.labels["zh"])
        assert re.search(rf"\?{parameter.name}\b", body(path))


def test_titles_are_not_repeated() -> None:
    queries = [read_query(path) for path in PATHS]
    assert len({query.title for query in queries}) == len(PATHS)
    assert len({query.titles["zh"] for query in queries}) == len(PATHS)
    assert len({query.description for query in queries}) == len(PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nothing_is_asked_that_must_not_be_asked(path: Path) -> None:
    allowed = ["a sum or an average"] if path.stem in REVIEWED_SUMS else []
    assert refused(body(path)) == allowed
    if "SELECT" in body(path):
        assert "ORDER BY" in body(path).rpartition("}")[2], "rows come in an order"


def test_reviewed_sums_exist_and_have_a_reason() -> None:
    assert set(REVIEWED_SUMS) <= {path.stem for path in PATHS}
    assert all(len(reason) >= 40 for reason in REVIEWED_SUMS.values())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("SELECT (SUM(?value) AS ?all) WHERE { ?f lh:value ?value }", "a sum or an average"),
        ("SELECT (sum (DISTINCT ?value) AS ?all) WHERE { ?f lh:value ?value }", "a sum or an average"),
        ("SELECT (Avg\n(?value) AS ?all) WHERE { ?f lh:value ?value }", "a sum or an average"),
        ("SELECT (SAMPLE(?n) AS ?one) WHERE { ?f rdfs:label ?n }", "what differs from run to run"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "another server or another default graph"),
        ("SELECT * FROM <http://127.0.0.1/> WHERE { ?s ?p ?o }", "another server or another default graph"),
        ("load <http://127.0.0.1/>", "another server or another default graph"),
        ("prefix x: <http://127.0.0.1/> ASK { ?s ?p ?o }", "a prefix of its own"),
        ("DELETE WHERE { ?s ?p ?o }", "an update"),
    ],
)
def test_the_lint_finds(text: str, what: str) -> None:
    assert refused(text) == [what]


def test_the_lint_spares_names() -> None:
    assert (
        refused("SELECT ?from ?sum WHERE { ?from lh:base ?sum ; lh:unit unit:service-sum . $load a lh:Figure }") == []
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_name_in_a_query_exists(path: Path, store: ox.Store, release: Release) -> None:
    known = load_vocabulary(ROOT / "ontology").terms
    for prefix, local in sorted(set(PREFIXED_NAME.findall(re.sub(r'"[^"]*"', "", body(path))))):
        iri = ox.NamedNode(release.prefixes[prefix] + local)
        name = f"{prefix}:{local}"
        if prefix in ORACLES:
            assert iri.value in known or local in ORACLES[prefix] or name in NEWER, name
        else:
            assert iri.value in known or any(store.quads_for_pattern(iri, None, None)), name


def test_a_misspelt_name_would_be_found(store: ox.Store, release: Release) -> None:
    text = "SELECT * WHERE { ?f lh:benificiary beneficiary:older-people ; skos:broder+ ?x }"
    names = PREFIXED_NAME.findall(text)
    assert names == [("lh", "benificiary"), ("beneficiary", "older-people"), ("skos", "broder")]
    assert not any(store.quads_for_pattern(ox.NamedNode(release.prefixes["lh"] + "benificiary"), None, None))
    assert "broder" not in SKOS


def test_together_they_use_every_closed_list() -> None:
    text = "\n".join(path.read_text("utf-8") for path in PATHS)
    assert [name for name in CLOSED_LISTS if re.search(rf"(?<![\w/]){name}:[a-z]", text) is None] == []
