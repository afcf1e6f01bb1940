"""Fixtures and options that all tests share."""

import io
from pathlib import Path

import pytest
from datapackages import ONTOLOGY, ROOT, copy_tiny

from kg_builder.build import build
from kg_builder.progress import Progress
from kg_builder.releases.release import Release


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write approved outputs anew instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> bool:
    """Whether approved outputs are written anew."""
    return bool(request.config.getoption("--golden"))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny package that a test may break."""
    return copy_tiny(tmp_path / "tiny")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The project's own data, built once."""
    out = tmp_path_factory.mktemp("out")
    return build(ROOT / "data", out, ONTOLOGY, Progress(io.StringIO(), is_terminal=False))
