"""Generated livelihood graphs of about so many triples, built by the project's own builder and kept."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.build.generate import write_package

PER_FIGURE = 33
"""Triples of one generated figure with its share of everything else."""

LEAST_FIGURES = 100


@dataclass(frozen=True)
class Graph:
    """A graph that was built.

    Attributes:
        size: triples that were asked for.
        out: folder of releases.
        triples: triples that there are.
    """

    size: int
    out: Path
    triples: int

    @property
    def ntriples(self) -> Path:
        """The merged graph as N-Triples."""
        return self.out / "current" / "livelihood.nt"


def figures_for(size: int) -> int:
    """Number of figures of a graph of about so many triples: whole programs of fifty."""
    return max(LEAST_FIGURES, size // PER_FIGURE // 50 * 50)


def build_graph(size: int, scratch: Path, *, is_fresh: bool = False) -> Graph:
    """Build a graph, or take the one that was built before.

    Args:
        size: triples, about.
        scratch: folder to build in.
        is_fresh: build again even if it is there.

    Raises:
        RuntimeError: it cannot be built; the message has what the builder said.
    """
    folder = scratch / f"graph-{size}"
    if is_fresh:
        shutil.rmtree(folder, ignore_errors=True)
    manifest = folder / "out" / "current" / "manifest.json"
    if not manifest.is_file():
        write_package(folder / "package", figures_for(size))
        _build(folder)
    return Graph(size, folder / "out", json.loads(manifest.read_text("utf-8"))["triples"])


def _build(folder: Path) -> None:
    """Run the builder on the package of a folder."""
    command = [sys.executable, "-m", "kg_builder", "build"]
    command += ["--data", str(folder / "package"), "--out", str(folder / "out")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{folder.name}: kg build ended with {done.returncode}: {done.stderr[-2000:].strip()}"
        raise RuntimeError(message)
