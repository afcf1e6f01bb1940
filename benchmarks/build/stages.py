"""One stage of the builder on one generated package, timed in a process of its own.

    python -m benchmarks.build.stages STAGE PACKAGE SCRATCH ROUNDS SECONDS

Prints one JSON object. A stage finds its input in SCRATCH, where the stage before left it, so that the peak of memory
is that of the stage: its input, its work and its output, and about 60 MiB of interpreter and libraries.
"""

import json
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox

from kg_builder.mapping import dumps
from kg_builder.datapackage.checks import checked_frames
from kg_builder.mapping.derive import derived_tables
from kg_builder.releases.graph import Graph, graph_of
from kg_builder.mapping.mapping import RANGE, mapped_tables
from kg_builder.datapackage.package import Package, load_package
from kg_builder.mapping.quads import quads
from kg_builder.releases.store import write_store
from kg_builder.datapackage.tables import read_tables

ONTOLOGY = Path(__file__).parents[2] / "ontology"


@dataclass(frozen=True)
class Case:
    """What a stage works on: a package and the folder that stages share."""

    package: Package
    scratch: Path

    def load(self, name: str) -> dict[str, pl.DataFrame]:
        """Tables that a stage left."""
        return {path.stem: pl.read_ipc(path) for path in sorted((self.scratch / name).glob("*.arrow"))}

    def keep(self, name: str, tables: dict[str, pl.DataFrame]) -> None:
        """Leave tables for the next stage."""
        (self.scratch / name).mkdir(exist_ok=True)
        for table, frame in tables.items():
            frame.write_ipc(self.scratch / name / f"{table}.arrow")

    @property
    def quads(self) -> Path:
        """The named graphs as N-Quads."""
        return self.scratch / "store.nq"

    @property
    def triples(self) -> Path:
        """The merged graph as N-Triples."""
        return self.scratch / "livelihood.nt"


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        unit: what is counted.
        prepare: the input, not timed.
        work: from input to output, timed.
        count: how many units were worked on, from input and output.
        keep: leaves the output for the next stage.
    """

    unit: str
    prepare: Callable[[Case], Any]
    work: Callable[[Case, Any], Any]
    count: Callable[[Any, Any], int]
    keep: Callable[[Case, Any], None] = lambda _case, _output: None


def rows(tables: Iterable[pl.DataFrame]) -> int:
    """Rows of all tables."""
    return sum(table.height for table in tables)


def _mapped(case: Case, tables: dict[str, pl.DataFrame]) -> int:
    """Lines of all rows, mapped in batches that are not kept."""
    batches = (
        (table, batch) for name, table in mapped_tables(case.package) for batch in tables[name].iter_slices(RANGE)
    )
    return sum(len(quads(batch, table, case.package.base)) for table, batch in batches)


def _graph(case: Case, tables: dict[str, pl.DataFrame]) -> Graph:
    """The whole graph: mapped, sorted, each line once, merged, digested and written."""
    return graph_of(case.package, tables, case.quads, case.triples)


def _loaded(case: Case, _: object) -> None:
    """A new store on disk: named graphs and merged graph."""
    shutil.rmtree(case.scratch / "store", ignore_errors=True)
    write_store(case.scratch / "store", case.quads, case.triples)


def _dumped(case: Case, _: object) -> None:
    """Turtle of the merged graph."""
    dumps.write_triples(case.scratch / "livelihood.ttl", case.triples, ox.RdfFormat.TURTLE, case.package.prefixes)


def _triples(case: Case) -> int:
    """Triples of the merged graph."""
    with case.triples.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 22), b""))


def _quads_and_triples(case: Case) -> int:
    """What the store holds: one triple of the merged graph for each triple of a named graph."""
    return 2 * _triples(case)


STAGES = {
    "read": Stage(
        "rows",
        lambda _: None,
        lambda case, _: read_tables(case.package)[0],
        lambda _, output: rows(output.values()),
        lambda case, output: case.keep("text", output),
    ),
    "check": Stage(
        "rows",
        lambda case: case.load("text"),
        lambda case, tables: checked_frames(case.package, tables),
        lambda _, output: rows(output.values()),
        lambda case, output: case.keep("typed", output),
    ),
    "derive": Stage(
        "rows",
        lambda case: case.load("typed"),
        lambda case, tables: derived_tables(case.package, tables),
        lambda tables, _: rows(tables.values()),
        lambda case, output: case.keep("derived", output),
    ),
    "map": Stage("lines", lambda case: case.load("derived"), _mapped, lambda _, lines: int(lines)),
    "graph": Stage("lines", lambda case: case.load("derived"), _graph, lambda _, graph: int(graph.quads)),
    "load": Stage("triples", _quads_and_triples, _loaded, lambda triples, _: int(triples)),
    "dump": Stage("triples", _triples, _dumped, lambda triples, _: int(triples)),
}
"""In order: each needs what the ones before it left."""


def peak_mib() -> float:
    """Most memory that this process has had, in MiB; Linux counts it in KiB, macOS in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measured(stage: Stage, case: Case, rounds: int, seconds: float) -> dict[str, object]:
    """Run a stage a number of times, or until it has taken so many seconds; medians."""
    given = stage.prepare(case)
    walls: list[float] = []
    processors: list[float] = []
    output: Any = None
    while len(walls) < rounds and sum(walls) < seconds:
        output = None
        wall, processor = time.perf_counter(), time.process_time()
        output = stage.work(case, given)
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    peak = peak_mib()
    stage.keep(case, output)
    return {
        "unit": stage.unit,
        "amount": stage.count(given, output),
        "rounds": len(walls),
        "seconds": statistics.median(walls),
        "processor_seconds": statistics.median(processors),
        "peak_mib": peak,
    }


def main(name: str, package: str, scratch: str, rounds: str, seconds: str) -> None:
    """Measure one stage and print what was found."""
    case = Case(load_package(Path(package), ONTOLOGY), Path(scratch))
    case.scratch.mkdir(parents=True, exist_ok=True)
    print(json.dumps(measured(STAGES[name], case, int(rounds), float(seconds))))


if __name__ == "__main__":
    main(*sys.argv[1:])
