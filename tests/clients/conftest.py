"""A real server that clients of others ask, unmodified."""

from collections.abc import Iterator

import pytest
from server.releases import write_release
from server.running import Server, start_server


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the tiny release with a load for large answers."""
    folder = tmp_path_factory.mktemp("clients")
    write_release(folder / "out", "0.1.0", 2_000)
    running = start_server(folder / "out", folder / "log")
    yield running
    running.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")
