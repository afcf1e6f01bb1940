"""One release of the real data for all tests of stored queries and of the graph's promises."""

import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg_builder.build import build
from kg_builder.progress import Progress
from kg_builder.releases.release import Release
from kg_builder.releases.store import load_store

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release built from `data/` as it is now."""
    out = tmp_path_factory.mktemp("releases")
    return build(ROOT / "data", out, ROOT / "ontology", Progress(io.StringIO(), is_terminal=False))


@pytest.fixture(scope="session")
def store(release: Release) -> ox.Store:
    """The graph of the release in memory: the merged default graph and the named graphs."""
    return load_store(release.path)
