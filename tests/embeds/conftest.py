"""Two releases of the real data, a server on them, and clients that know its addresses."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from server.running import Server, start_server

from kg_builder.build import build
from kg_builder.progress import Progress
from kg_builder.releases.release import Release, current_release
from kg_builder.releases.store import load_store

ROOT = Path(__file__).parents[2]
OLDER = "region-names"
"""A query that the older release has under another title."""


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an older release, of a package that differs a little, and the release of `data/` as it is."""
    folder = tmp_path_factory.mktemp("embeds")
    data = folder / "older"
    shutil.copytree(ROOT / "data", data)
    path = data / "queries" / f"{OLDER}.rq"
    path.write_text(path.read_text("utf-8").replace('title = "', 'title = "Older: ', 1), "utf-8")
    regions = data / "regions.csv"
    regions.write_text(regions.read_text("utf-8").replace(",Yangquan,", ",Yangquan of old,", 1), "utf-8")
    for package in (data, ROOT / "data"):
        build(package, folder / "out", ROOT / "ontology", Progress(io.StringIO(), is_terminal=False))
    return folder / "out"


@pytest.fixture(scope="session")
def release(out: Path) -> Release:
    """The release that is served."""
    found = current_release(out)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def older(out: Path, release: Release) -> str:
    """Version of the release that is no longer served."""
    (version,) = (path.name for path in (out / "releases").iterdir() if path.name != release.version)
    return version


@pytest.fixture(scope="session")
def store(release: Release) -> ox.Store:
    """The graph of the release in memory."""
    return load_store(release.path)


@pytest.fixture(scope="session")
def server(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the release of the real data."""
    log = tmp_path_factory.mktemp("server") / "log"
    running = start_server(out, log, KG_QUERY_SECONDS="10")
    yield running
    running.stop()
    text = log.read_text("utf-8")
    assert "Traceback" not in text, text
