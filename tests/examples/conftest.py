"""Releases of the examples."""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from datapackages import ONTOLOGY, ROOT

from kg_builder.build import build
from kg_builder.progress import Progress
from kg_builder.releases.release import Release

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/datapackage.json"))


@dataclass(frozen=True)
class Example:
    """An example with its release.

    Attributes:
        folder: its data package.
        out: folder of releases.
        release: what was built of it.
        warnings: how many the build counted.
    """

    folder: Path
    out: Path
    release: Release
    warnings: int


@pytest.fixture(scope="session", params=EXAMPLES, ids=lambda path: path.name)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Example:
    """Each example, built once."""
    folder: Path = request.param
    out = tmp_path_factory.mktemp(folder.name)
    told = io.StringIO()
    release = build(folder, out, ONTOLOGY, Progress(told, is_terminal=False))
    return Example(folder, out, release, json.loads(told.getvalue().splitlines()[-1])["warnings"])
