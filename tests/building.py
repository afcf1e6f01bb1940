"""Builds of real packages for tests, in the test's own process or in one of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from datapackages import ONTOLOGY, ROOT

from kg_builder.build import build
from kg_builder.progress import Progress
from kg_builder.releases.release import Release


def built(data: Path, out: Path, ontology: Path = ONTOLOGY) -> Release:
    """A release of a package."""
    return build(data, out, ontology, Progress(io.StringIO(), is_terminal=False))


def environment(**settings: str) -> dict[str, str]:
    """The environment of a child process: no setting of the project but those given."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    return own | settings


def kg(
    *arguments: str | Path, env: Mapping[str, str] | None = None, given: bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """Run one command as a user would; both streams are kept."""
    return subprocess.run(
        [sys.executable, "-m", "kg_builder", *map(str, arguments)],
        cwd=cwd,
        env=environment(**(env or {})),
        input=given,
        capture_output=True,
        check=False,
        timeout=120,
    )
