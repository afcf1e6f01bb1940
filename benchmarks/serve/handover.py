"""What it costs to have a query evaluated in another process: the same query there and here, in turn.

    python -m benchmarks.serve.handover RELEASES FIGURE ROUNDS

Prints one JSON object, in microseconds. A program of its own, because an engine has to be started from the main thread
of a process that has no others.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import pyoxigraph as ox
from kg_server.config import ServerConfig
from kg_server.engine.interface import Question
from kg_server.engine.process import EngineProcesses

from kg_builder.releases.store import load_store

WARM = 200
START_SECONDS = 600.0
PREFIXES = {"lh": "https://w3id.org/livelihood/ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
QUERIES = {
    "ask": "ASK { }",
    "point": "SELECT ?value ?year ?unit WHERE { FIGURE lh:value ?value ; lh:year ?year ; lh:unit/rdfs:label ?unit }",
    "describe": "DESCRIBE FIGURE",
}


def timed(act: Callable[[], object]) -> float:
    """Microseconds that something takes."""
    began = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - began) / 1000


def here(store: ox.Store, text: str) -> Callable[[], object]:
    """Evaluates a query in this process, as the evaluators do."""

    def act() -> object:
        results = store.query(text, base_iri="http://127.0.0.1/sparql", prefixes=PREFIXES)
        if isinstance(results, ox.QueryTriples):
            return results.serialize(format=ox.RdfFormat.N_TRIPLES)
        return results.serialize(format=ox.QueryResultsFormat.JSON)

    return act


def main(out: str, figure: str, rounds: str) -> None:
    """Measure and print."""
    config = ServerConfig(out=Path(out))
    processes = EngineProcesses(config)
    processes.start()
    try:
        processes.wait_until_ready(START_SECONDS)
        engine = processes.engine(8)
        store = load_store(Path(out) / "current")
        found: dict[str, dict[str, float]] = {}
        for name, text in QUERIES.items():
            query = text.replace("FIGURE", figure)
            form = "nt" if name == "describe" else "json"
            question = Question(query, form, "http://127.0.0.1/sparql", 10.0)
            found[name] = compared(partial(engine.query, question), here(store, query), int(rounds))
    finally:
        processes.close()
    print(json.dumps(found))


def compared(there: Callable[[], object], local: Callable[[], object], rounds: int) -> dict[str, float]:
    """Medians of both, and what the way there costs."""
    for act in (there, local):
        for _ in range(WARM):
            act()
    walls = [(timed(there), timed(local)) for _ in range(rounds)]
    away, at_home = median(wall[0] for wall in walls), median(wall[1] for wall in walls)
    return {
        "there_us": round(away, 1),
        "here_us": round(at_home, 1),
        "hand_over_us": round(median(wall[0] - wall[1] for wall in walls), 1),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
