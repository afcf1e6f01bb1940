"""Releases that the tests of this folder read and never write."""

from pathlib import Path

import pytest

from kg_builder.releases.release import Release
from releases.editing import two_releases


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release, Release]:
    """The folder of releases, the older and the newer release, which is current."""
    return two_releases(tmp_path_factory.mktemp("two"))
