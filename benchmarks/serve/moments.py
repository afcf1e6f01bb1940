"""What load does not show: answers that are remembered, the start, and queries that take too long."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.serve.endpoint import Endpoint
from benchmarks.serve.graphs import Graph
from benchmarks.serve.loading import Load
from benchmarks.serve.peers import Livelihood
from benchmarks.serve.processes import cpu_seconds, stop
from benchmarks.serve.questions import whole
from benchmarks.serve.rounds import Plan, cell

MODES = ("same bytes", "other header bytes", "revalidated")
WARM = 40
"""Requests before a run of remembered answers, so that each front-end process has each of them."""

LIMIT_SECONDS = 1.0
POINT = "SELECT ?label WHERE { lh:Figure rdfs:label ?label }"

OVERRUNS = {
    "count of a product": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted product": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c LIMIT 10",
    "distinct product": "SELECT DISTINCT ?b ?e ?h WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path over everything": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!rdf:nil)* ?b . ?c (!rdf:nil)* ?d }",
}
"""Queries that take longer than any limit."""


def remembered(plan: Plan, endpoint: Endpoint, drawn: Mapping[str, Sequence[str]], load: Load) -> list[dict[str, Any]]:
    """Cells for requests that were answered before: equal bytes, equal but for a header, and with a validator."""
    found: list[dict[str, Any]] = []
    for kind in plan.kinds:
        queries = drawn[kind.name][:1]
        path = endpoint.address(whole(queries[0], endpoint.before))
        tag = ""
        for _ in range(WARM):
            _, fields, _ = endpoint.get_all(path, {"Accept": kind.accept})
            tag = fields.get("etag", "")
        for name, mode, headers in zip(MODES, ("same", "other", "same"), ({}, {}, {"If-None-Match": tag}), strict=True):
            runs = [load.run(endpoint, kind, queries, 8, 1, mode, headers) for _ in range(plan.rounds)]
            samples = [run for run in runs if run]
            if samples:
                found.append({"mode": name} | cell("livelihood", kind.name, 8, samples))
        plan.tell(f"remembered: {kind.title}")
    return found


def cold_start(graph: Graph, work: Path, rounds: int) -> dict[str, Any]:
    """Seconds from the start of the command to the first answer to a query, and processor time until then."""
    found: list[float] = []
    used: list[float] = []
    for _ in range(rounds):
        began = time.monotonic()
        endpoint = Livelihood().launch(graph, work)
        try:
            endpoint.wait(work / "livelihood.log", pause=0.005)
            endpoint.get(endpoint.address(POINT), {"Accept": "application/sparql-results+json"})
            found.append(time.monotonic() - began)
            used.append(cpu_seconds(endpoint.process.pid))
        finally:
            stop(endpoint.process)
    return {"triples": graph.triples, "cpu_seconds": round(median(used), 2)} | _seconds(found)


def overruns(graph: Graph, work: Path, rounds: int) -> list[dict[str, Any]]:
    """For each query that never ends: seconds to its refusal, and of the query after it."""
    limit = {"KG_QUERY_SECONDS": f"{LIMIT_SECONDS:g}"}
    endpoint = Livelihood(settings=limit).start(graph, work)
    found = []
    try:
        for name, query in OVERRUNS.items():
            refused, after, statuses = [], [], set()
            for turn in range(rounds):
                status, took = _timed(endpoint, f"{query} #{turn}")
                statuses.add(status)
                refused.append(took)
                after.append(_timed(endpoint, f"{POINT} #{name} {turn}")[1])
            answers = {"refused": _seconds(refused), "next": _seconds(after), "statuses": sorted(statuses)}
            found.append({"query": name, "limit_seconds": LIMIT_SECONDS} | answers)
    finally:
        stop(endpoint.process)
    return found


def _timed(endpoint: Endpoint, query: str) -> tuple[int, float]:
    """Status of an answer, 0 if it was broken off, and how long it took."""
    began = time.monotonic()
    try:
        status, _ = endpoint.get(endpoint.address(query), {"Accept": "application/sparql-results+json"})
    except OSError:
        status = 0
    return status, time.monotonic() - began


def _seconds(found: Sequence[float]) -> dict[str, Any]:
    """Median and spread."""
    return {"seconds": round(median(found), 3), "spread": [round(min(found), 3), round(max(found), 3)]}
