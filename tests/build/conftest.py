"""Releases that the tests of this folder read and never write."""

import pytest
from building import built
from datapackages import copy_tiny

from kg_builder.releases.release import Release


@pytest.fixture(scope="session")
def tiny_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the tiny package; its folder of releases is two folders up."""
    folder = tmp_path_factory.mktemp("release")
    return built(copy_tiny(folder / "tiny"), folder / "out")
