"""Our server and the native one, both on one small real release."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from server.releases import write_release
from server.running import Server, start_server

from conformance.native import start_native
from kg_builder.releases.release import read_release


@dataclass(frozen=True)
class Pair:
    """Two servers on the same triples.

    Attributes:
        ours: the server of this project.
        native: the engine's own.
        prefixes: what our server supplies to every query.
    """

    ours: Server
    native: Server
    prefixes: dict[str, str]


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both servers, running."""
    folder: Path = tmp_path_factory.mktemp("pair")
    release = write_release(folder / "out", "0.1.0", 20)
    ours = start_server(folder / "out", folder / "log")
    native = start_native(release / "store", folder / "native")
    yield Pair(ours, native, dict(read_release(release).prefixes))
    native.stop()
    ours.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")
