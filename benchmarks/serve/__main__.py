"""Measure the server and its peers.

    python -m benchmarks.serve [--sizes 100000,1000000,10000000] [--clients 1,8,32] [--rounds 3] [--peers NAME,…]

For each size a graph is generated and built, the peers load it, their rows are compared, and wrk asks ten kinds of
query of each peer in turn. Results go to `benchmarks/results/serve.json`, where those of a size take the place of
earlier ones part by part, and to `docs/reference/speed.md`.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.serve import moments, rounds
from benchmarks.serve.endpoint import Endpoint
from benchmarks.serve.graphs import Graph, build_graph
from benchmarks.serve.loading import Load
from benchmarks.serve.packaged import Installed, Oxigraph, RdflibEndpoint, install
from benchmarks.serve.peers import OURS, Livelihood, Peer, choose
from benchmarks.serve.processes import pss_mib, stop
from benchmarks.serve.questions import KINDS, constants
from benchmarks.serve.report import write_page
from benchmarks.serve.results import RESULTS, merge
from benchmarks.serve.virtuoso import Virtuoso

ROOT = Path(__file__).parents[2]
PARTS = ("load", "remembered", "moments")
HAND_OVERS = 1500
REPEATS = 3


def whole_numbers(text: str) -> list[int]:
    """Numbers separated by commas."""
    return [int(part.replace("_", "")) for part in text.split(",")]


def names(text: str) -> list[str]:
    """Names separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description="Measure the server and its peers.")
    add = parser.add_argument
    add("--sizes", type=whole_numbers, default=[100_000, 1_000_000, 10_000_000], help="triples, about")
    add("--clients", type=whole_numbers, default=[1, 8, 32], help="requests at one time")
    add("--rounds", type=int, default=3, help="interleaved rounds; medians count")
    add("--seconds", type=int, default=2, help="length of one run of load")
    add("--peers", type=names, help="peers by name; all, unless told otherwise")
    add("--kinds", type=names, default=[kind.name for kind in KINDS], help="kinds of query by name")
    add("--parts", type=names, default=list(PARTS), help=f"some of {', '.join(PARTS)}")
    add("--scratch", type=Path, default=ROOT / "build" / "benchmark", help="folder for graphs, stores and programs")
    add("--results", type=Path, default=RESULTS, help="file of results")
    add("--page", type=Path, default=ROOT / "docs" / "reference" / "speed.md", help="page of results")
    add("--fresh", action="store_true", help="build graphs again")
    add("--install", action="store_true", help="install the peers of the Python package index below --scratch")
    add("--report", action="store_true", help="only write the page anew")
    return parser.parse_args(arguments)


def known_peers(scratch: Path) -> list[Peer]:
    """All peers, the one that rows are compared with first."""
    tools = Installed(scratch / "venv")
    return [
        Oxigraph(tools, is_in_memory=False),
        Livelihood(),
        Oxigraph(tools, is_in_memory=True),
        Virtuoso(),
        RdflibEndpoint(tools),
    ]


def tell(line: str) -> None:
    """A line of progress."""
    print(line, flush=True)


def machine() -> dict[str, Any]:
    """What figures depend on beside the code."""
    told = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout.split()
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "wrk": told[1] if len(told) > 1 else "unknown",
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def absent(peers: Sequence[Peer], size: int) -> dict[str, str]:
    """Why a peer is not measured, by name."""
    reasons = {peer.name: peer.missing() for peer in peers}
    too_large = {
        peer.name: f"not asked to hold more than {peer.most_triples:,} triples"
        for peer in peers
        if size > peer.most_triples
    }
    return {name: reason for name, reason in (reasons | too_large).items() if reason}


def loaded(chosen: argparse.Namespace, graph: Graph, peers: Sequence[Peer], work: Path) -> dict[str, Any]:
    """Start the peers, and measure them in the parts that were asked for."""
    reasons = absent(peers, graph.size)
    for name, reason in reasons.items():
        tell(f"{name} is left out: {reason}")
    there = [peer for peer in peers if peer.name not in reasons]
    kinds = [kind for kind in KINDS if kind.name in chosen.kinds]
    plan = rounds.Plan(chosen.clients, chosen.rounds, chosen.seconds, kinds, tell)
    drawn = rounds.drawn_queries(constants(graph))
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        running = {}
        for peer in there:
            running[peer.name] = peer.start(graph, work)
            stack.callback(stop, running[peer.name].process)
            tell(f"{peer.title} answers")
        load = Load(work / "queries")
        if "load" in chosen.parts:
            versions = {peer.name: peer.versions() for peer in there}
            found["load"] = {"versions": versions, "missing": reasons} | under_load(plan, running, drawn, load)
        if "remembered" in chosen.parts:
            cells = moments.remembered(plan, running[OURS], drawn, load)
            found["remembered"] = {"machine": machine(), "cells": cells}
    return found


def under_load(
    plan: rounds.Plan, running: Mapping[str, Endpoint], drawn: Mapping[str, Sequence[str]], load: Load
) -> dict[str, Any]:
    """Compare the rows of the peers, and measure them under load."""
    about, before = machine(), _memory(running)
    checked = rounds.check(running, drawn)
    cells = rounds.cells(plan, running, drawn, checked, load)
    after = _memory(running)
    return {
        "machine": about | {"load_average": [about["load_average"], machine()["load_average"]]},
        "rows": checked.table(),
        "seconds": plan.seconds,
        "cells": cells,
        "memory_mib": {name: {"before": before[name], "after": after[name]} for name in running},
    }


def _memory(running: Mapping[str, Endpoint]) -> dict[str, int]:
    """Memory of each peer in MiB."""
    return {name: round(pss_mib(endpoint.process.pid)) for name, endpoint in running.items()}


def other(graph: Graph, work: Path) -> dict[str, Any]:
    """Start, overruns and hand-over."""
    figure = constants(graph)["figure"][0]
    command = [sys.executable, "-m", "benchmarks.serve.handover", str(graph.out), figure, str(HAND_OVERS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    about = machine()
    return {
        "machine": about,
        "cold_start": moments.cold_start(graph, work, REPEATS),
        "overruns": moments.overruns(graph, work, REPEATS),
        "hand_over": printed(done),
    }


def printed(done: "subprocess.CompletedProcess[str]") -> Any:  # noqa: ANN401  # whatever JSON was printed
    """What a program printed, or why it did not."""
    if done.returncode:
        return {"problem": (done.stderr.strip().splitlines() or ["it ended early"])[-1]}
    return json.loads(done.stdout)


def measured(
    chosen: argparse.Namespace, size: int, peers: Sequence[Peer], keep: Callable[[dict[str, Any]], None]
) -> None:
    """Measure one size, part by part."""
    tell(f"a graph of about {size:,} triples")
    graph = build_graph(size, chosen.scratch, is_fresh=chosen.fresh)
    about = {"triples": graph.triples, "rounds": chosen.rounds}
    work = chosen.scratch / f"peers-{size}"
    work.mkdir(parents=True, exist_ok=True)
    if "moments" in chosen.parts:
        keep(about | {"moments": other(graph, work)})
    if {"load", "remembered"} & set(chosen.parts):
        keep(about | loaded(chosen, graph, peers, work))


def main(arguments: Sequence[str]) -> int:
    """Measure, keep what was found, and write the page; 2 when wrk is not there."""
    chosen = options(arguments)
    if chosen.install:
        install(chosen.scratch / "venv")
        return 0
    if not chosen.report:
        if not shutil.which("wrk"):
            print("wrk is not installed: run `apt-get install wrk`", file=sys.stderr)
            return 2
        known = known_peers(chosen.scratch.resolve())
        peers = choose(chosen.peers or [peer.name for peer in known], known)
        for size in chosen.sizes:
            measured(chosen, size, peers, partial(merge, chosen.results, size))
    write_page(chosen.results, chosen.page)
    return 0


def _leave(number: int, _: object) -> None:
    """End as on an exception, so that peers are stopped."""
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    sys.exit(main(sys.argv[1:]))
