"""Peers from the Python package index, in an environment of their own that `--install` makes."""

import http.client
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serve.endpoint import START_SECONDS, Endpoint
from benchmarks.serve.graphs import Graph
from benchmarks.serve.processes import free_port, start

PINNED = ("oxigraph==0.5.13", "rdflib==7.6.0", "rdflib-endpoint[cli]==0.6.3")
"""What `--install` puts into the environment."""


@dataclass(frozen=True)
class Installed:
    """A program of the environment of the peers."""

    environment: Path

    def program(self, name: str) -> Path:
        """Where a program is."""
        return self.environment / "bin" / name

    def absent(self, name: str) -> str:
        """What to do if a program is not there; empty if it is."""
        if self.program(name).is_file():
            return ""
        return (
            f"{name} is not installed: run `python -m benchmarks.serve --install`, which puts {', '.join(PINNED)} there"
        )

    def version(self, package: str) -> str:
        """Version of a package of the environment."""
        code = f"import importlib.metadata as m; print(m.version({package!r}))"
        command = [str(self.program("python")), "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def install(environment: Path) -> None:
    """Make the environment of the peers.

    Raises:
        subprocess.CalledProcessError: a package cannot be installed; pip says why.
    """
    if not (environment / "bin" / "python").is_file():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    subprocess.run([str(environment / "bin" / "python"), "-m", "pip", "install", "-q", *PINNED], check=True)


@dataclass(frozen=True)
class Oxigraph:
    """The engine's own server, on disk or in memory."""

    tools: Installed
    is_in_memory: bool
    most_triples: int = 10**9

    @property
    def name(self) -> str:
        """By where it holds the graph."""
        return "oxigraph-memory" if self.is_in_memory else "oxigraph-disk"

    @property
    def title(self) -> str:
        """By where it holds the graph."""
        return f"Oxigraph {'in memory' if self.is_in_memory else 'on disk'}"

    def missing(self) -> str:
        """The program of the package `oxigraph`."""
        return self.tools.absent("oxigraph")

    def versions(self) -> dict[str, str]:
        """Of the server."""
        return {"oxigraph": self.tools.version("oxigraph")}

    def start(self, graph: Graph, work: Path) -> Endpoint:
        """Load the graph, the first time or every time, and serve it."""
        program, port, log = str(self.tools.program("oxigraph")), free_port(), work / f"{self.name}.log"
        bind = ["--bind", f"127.0.0.1:{port}"]
        if self.is_in_memory:
            endpoint = Endpoint(start([program, "serve", *bind], log), port, "/query?query=").wait(log)
            self._send(endpoint, graph)
            return endpoint
        store = work / f"{self.name}-store"
        if not (store / "CURRENT").is_file():
            shutil.rmtree(store, ignore_errors=True)
            command = [program, "load", "--location", str(store), "--file", str(graph.ntriples)]
            subprocess.run(command, check=True, capture_output=True)
        command = [program, "serve-read-only", "--location", str(store), *bind]
        return Endpoint(start(command, log), port, "/query?query=").wait(log)

    @staticmethod
    def _send(endpoint: Endpoint, graph: Graph) -> None:
        """Put the graph into a server that holds it in memory."""
        connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=START_SECONDS)
        with graph.ntriples.open("rb") as file:
            headers = {"Content-Type": "application/n-triples", "Content-Length": str(graph.ntriples.stat().st_size)}
            connection.request("POST", "/store?default", file, headers)
            status = connection.getresponse().status
        connection.close()
        if status >= 300:
            message = f"Oxigraph in memory did not take the graph: status {status}"
            raise RuntimeError(message)


@dataclass(frozen=True)
class RdflibEndpoint:
    """rdflib behind rdflib-endpoint, as it comes."""

    tools: Installed
    name: str = "rdflib-endpoint"
    title: str = "rdflib-endpoint"
    most_triples: int = 2_000_000

    def missing(self) -> str:
        """The program of the package."""
        return self.tools.absent("rdflib-endpoint")

    def versions(self) -> dict[str, str]:
        """Of the server and of what evaluates."""
        return {name: self.tools.version(name) for name in ("rdflib-endpoint", "rdflib", "uvicorn")}

    def start(self, graph: Graph, work: Path) -> Endpoint:
        """Load the graph and serve it."""
        port, log = free_port(), work / f"{self.name}.log"
        command = [str(self.tools.program("rdflib-endpoint")), "serve", "--host", "127.0.0.1", "--port", str(port)]
        return Endpoint(start([*command, str(graph.ntriples.resolve())], log), port, "/?query=").wait(log, pause=0.2)
