"""What the W3C's SPARQL 1.1 manifests ask of a read-only endpoint, in requests of our own to our own small graph.

Each manifest says how many tests it has; each test is a case or is left out by name with the reason, so that none is
forgotten. Manifests of evaluation alone are the engine's; here is what the server adds: protocol, datasets, formats and
the reading of queries before evaluation.
"""

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from server.running import Reply

from conformance.conftest import Pair

MANIFESTS = json.loads((Path(__file__).parent / "w3c.json").read_text("utf-8"))
CASES = [(manifest["iri"], case) for manifest in MANIFESTS for case in manifest["cases"]]
SD = "http://www.w3.org/ns/sparql-service-description#"


def test_no_test_of_a_manifest_is_forgotten() -> None:
    for manifest in MANIFESTS:
        names = [case["test"] for case in manifest["cases"]] + list(manifest["excluded"])
        assert len(names) == len(set(names)) == manifest["tests"], manifest["manifest"]
        assert all(len(reason) > 10 for reason in manifest["excluded"].values())
    assert len(CASES) >= 152
    assert sum(len(manifest["excluded"]) for manifest in MANIFESTS) == 15


@pytest.mark.parametrize(("iri", "case"), [pytest.param(*each, id=f"{each[1]['test']}") for each in CASES])
def test_w3c(pair: Pair, iri: str, case: dict[str, Any]) -> None:
    body = case["body"].encode() if "body" in case else None
    reply = pair.ours.ask(case["method"], case["path"], case.get("headers"), body)
    about = f"{iri}{case['test']}: {reply.text[:500]}"
    assert reply.status == case["status"], about
    if "types" in case:
        assert reply.headers["content-type"].partition(";")[0] in case["types"], about
    if "boolean" in case:
        assert json.loads(reply.body)["boolean"] is case["boolean"], about
    if "exact" in case:
        assert reply.text == case["exact"], about
    if "json" in case:
        assert json.loads(reply.body) == case["json"], about
    for part in case.get("contains", ()):
        assert part.replace("PORT", str(pair.ours.port)) in reply.text, about
    if case.get("shape"):
        _check_description(reply)


def _check_description(reply: Reply) -> None:
    """What the vocabulary says of its own terms: one service, with links to things of the right kinds."""
    store = ox.Store()
    store.bulk_load(reply.body, format=ox.RdfFormat.N_TRIPLES)
    ask = f"""PREFIX sd: <{SD}>
    ASK {{ ?service a sd:Service ; sd:endpoint ?address ; sd:supportedLanguage sd:SPARQL11Query ;
            sd:resultFormat ?format ; sd:defaultDataset ?dataset .
      ?dataset a sd:Dataset ; sd:defaultGraph ?default ; sd:namedGraph ?named .
      ?default a sd:Graph . ?named a sd:NamedGraph ; sd:name ?name ; sd:graph ?graph . ?graph a sd:Graph
      FILTER NOT EXISTS {{ ?other a sd:Service FILTER(?other != ?service) }}
      FILTER NOT EXISTS {{ ?each a sd:NamedGraph FILTER NOT EXISTS {{ ?each sd:name ?any }} }} }}"""
    assert bool(store.query(ask)), reply.text
