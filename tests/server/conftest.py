"""A real server on a small real release, for all tests of the server."""

from collections.abc import Iterator

import pytest

from server.releases import write_release
from server.running import Server, start_server

EXTRA = 2_000
"""Triples beside the tiny graph, for queries that are to take long."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the tiny release with a little load, with a time limit of one second and 192 MiB a query."""
    folder = tmp_path_factory.mktemp("server")
    write_release(folder / "out", "0.1.0", EXTRA)
    running = start_server(folder / "out", folder / "log")
    yield running
    running.stop()
    log = (folder / "log").read_text("utf-8")
    assert "Traceback" not in log, log
