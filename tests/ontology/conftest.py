"""What the tests of the ontology share: its files, its triples, and validated examples."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg_builder.namespaces import BASE, prefixes
from kg_builder.validation.validate import Engine, Report, validate_graph

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
KINDS = (
    "region",
    "program",
    "organization",
    "period",
    "source",
    "figure",
    "series",
    "theme",
    "beneficiary",
    "indicator",
)

Load = Callable[..., ox.Store]
Validate = Callable[[Path, Engine], Report]


@pytest.fixture(scope="session")
def prefix_map() -> dict[str, str]:
    """The prefixes that the builder supplies."""
    return prefixes(BASE, (*KINDS, "unit"))


@pytest.fixture(scope="session")
def vocabulary() -> list[ox.Triple]:
    """The triples of our own vocabulary and of the closed lists."""
    files = ("livelihood.ttl", "schemes.ttl")
    return [quad.triple for name in files for quad in ox.parse(path=ONTOLOGY / name)]


@pytest.fixture(scope="session")
def borrowed() -> list[ox.Triple]:
    """The triples of the borrowed terms."""
    return [quad.triple for quad in ox.parse(path=ONTOLOGY / "borrowed.ttl")]


@pytest.fixture(scope="session")
def load() -> Load:
    """Loads examples on top of the vocabulary and `base.ttl`; a TriG file stands alone."""

    def loaded(*paths: Path) -> ox.Store:
        store = ox.Store()
        shared = (ONTOLOGY / "livelihood.ttl", ONTOLOGY / "schemes.ttl", ONTOLOGY / "examples" / "base.ttl")
        stands_alone = any(path.suffix == ".trig" for path in paths)
        for path in paths if stands_alone else (*shared, *paths):
            store.load(path=path)
        return store

    return loaded


@pytest.fixture(scope="session")
def validate(load: Load, prefix_map: dict[str, str]) -> Validate:
    """The report on one example by one engine."""

    def report(path: Path, engine: Engine) -> Report:
        return validate_graph(load(path), ONTOLOGY / "shapes.ttl", ONTOLOGY / "checks", prefix_map, engine)

    return report
