"""A release made ready for evaluation: checked, loaded, with the prefixes that queries get.

Imports kg_builder's reading half only.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg_builder.errors import ReleaseError
from kg_builder.releases.release import REFERENCE, checksums, read_release
from kg_builder.releases.store import load_store, open_store


@dataclass(frozen=True)
class Loaded:
    """A graph in memory, or open on disk.

    Attributes:
        version: of the release.
        triples: in its default graph.
        prefixes: prefix to namespace, supplied to every query.
        store: the graph.
        is_in_memory: whether evaluators share its memory.
    """

    version: str
    triples: int
    prefixes: dict[str, str]
    store: ox.Store
    is_in_memory: bool


def load(path: Path, memory_triples: int) -> Loaded:
    """Load a release folder; a graph of more than `memory_triples` triples is opened on disk.

    Raises:
        ReleaseError: a file is missing or damaged, or the graph has another size than the manifest says.
        StoreError: the engine or the disk refused.
    """
    release = read_release(path)
    is_in_memory = release.triples <= memory_triples
    if is_in_memory:
        _check_reference(path)
    store = load_store(path) if is_in_memory else open_store(path)
    if is_in_memory and (found := _default_size(store)) != release.triples:
        message = f"{release.version}: found {found} triples, expected {release.triples} as in manifest.json"
        raise ReleaseError(message)
    return Loaded(release.version, release.triples, dict(release.prefixes), store, is_in_memory)


def _check_reference(path: Path) -> None:
    """Compare the reference form with its digest.

    Raises:
        ReleaseError: it is missing, or they differ.
    """
    expected = checksums(path).get(REFERENCE, "none")
    try:
        with (path / REFERENCE).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"{path.name}/{REFERENCE}: cannot be read: {error.strerror}"
        raise ReleaseError(message) from error
    if found != expected:
        message = f"{path.name}/{REFERENCE}: found sha256 {found[:12]}…, expected {expected[:12]}… as in SHA256SUMS"
        raise ReleaseError(message)


def _default_size(store: ox.Store) -> int:
    """Triples in the default graph."""
    counts = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(counts, ox.QuerySolutions)  # noqa: S101  # a SELECT has solutions
    return int(next(counts)["n"].value)
