"""What a server must tell and do to be compared, and this project's own."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from benchmarks.serve.endpoint import Endpoint
from benchmarks.serve.graphs import Graph
from benchmarks.serve.processes import free_port, start

OURS = "livelihood"


class Peer(Protocol):
    """A server that can be measured."""

    @property
    def name(self) -> str:
        """Short name, as in the results."""

    @property
    def title(self) -> str:
        """Name for people."""

    @property
    def most_triples(self) -> int:
        """Largest graph that it is asked to hold."""

    def missing(self) -> str:
        """What is not installed, and how to install it; empty when all is there."""

    def versions(self) -> dict[str, str]:
        """Versions of what it consists of."""

    def start(self, graph: Graph, work: Path) -> Endpoint:
        """Load a graph and answer queries on it; `work` is a folder that stays from run to run.

        Raises:
            RuntimeError: it does not start.
        """


@dataclass(frozen=True)
class Livelihood:
    """This project's server with its own defaults."""

    name: str = OURS
    title: str = "Livelihood Graph"
    most_triples: int = 10**9
    settings: Mapping[str, str] = field(default_factory=dict)

    def missing(self) -> str:
        """Nothing: it runs in the environment of the benchmark."""
        return ""

    def versions(self) -> dict[str, str]:
        """The engine and the front end."""
        names = ("livelihood-graph", "pyoxigraph", "flask", "gunicorn")
        return {name: version(name) for name in names}

    def launch(self, graph: Graph, work: Path) -> Endpoint:
        """Start the server and do not wait."""
        port = free_port()
        command = [sys.executable, "-m", "kg_builder", "serve", "--out", str(graph.out), "--port", str(port)]
        return Endpoint(start(command, work / f"{self.name}.log", self.settings), port, "/sparql?query=")

    def start(self, graph: Graph, work: Path) -> Endpoint:
        """Start the server."""
        return self.launch(graph, work).wait(work / f"{self.name}.log")


def choose(names: Sequence[str], known: Sequence[Peer]) -> list[Peer]:
    """Peers by name, in the order in which they are known; ours always.

    Raises:
        ValueError: no peer has such a name.
    """
    there = {peer.name for peer in known}
    if unknown := sorted(set(names) - there):
        message = f"--peers: found {', '.join(unknown)}, expected some of {', '.join(sorted(there))}"
        raise ValueError(message)
    return [peer for peer in known if peer.name in names or peer.name == OURS]
