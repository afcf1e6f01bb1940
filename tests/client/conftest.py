"""A real service on the project's own data, and one on an example with another base and an own dimension."""

from collections.abc import Iterator

import pytest
from building import built
from datapackages import ROOT
from server.running import Server, start_server

from client.peers import Peer
from kg_builder.releases.release import Release
from kg_client import Graph


@pytest.fixture(scope="session")
def service(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service on the project's own data, with a time limit of two seconds."""
    running = start_server(release.path.parents[1], tmp_path_factory.mktemp("own") / "log", KG_QUERY_SECONDS="2")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def canteens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service on the example of school meals."""
    folder = tmp_path_factory.mktemp("canteens")
    built(ROOT / "examples" / "school-meals", folder / "out")
    running = start_server(folder / "out", folder / "log")
    yield running
    running.stop()


def graph_of(server: Server) -> Graph:
    """The graph of a service."""
    return Graph(f"http://127.0.0.1:{server.port}")


@pytest.fixture(scope="session")
def graph(service: Server) -> Graph:
    """The project's own graph."""
    return graph_of(service)


@pytest.fixture(scope="session")
def meals(canteens: Server) -> Graph:
    """The graph of school meals."""
    return graph_of(canteens)


@pytest.fixture
def peer() -> Iterator[Peer]:
    """A peer that sends what it is told to."""
    with Peer() as listening:
        yield listening
