"""A release made ready for evaluation: checked, loaded, with the prefixes that queries get.

Imports kg_builder's reading half and interface.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg_builder.errors import ReleaseError
from kg_builder.releases.release import MERGED, REFERENCE, Release, checksums, read_release
from kg_builder.releases.store import load_merged, load_slowly, load_store, open_store
from kg_server.engine.interface import Question

OLDER_TRIPLES = 50_000
"""Largest graph of a release that is no longer served that is loaded for a question: a third of a second.

A store on disk has threads of its own, and so has loading in bulk; a small budget of memory has no room for them.
"""

NAMED_TRIPLES = 200_000
"""Largest graph whose named graphs are held in memory too; those of a larger one are read from disk."""

_NAMES_GRAPHS = re.compile("(?<![:?$])(?:graph|from)", re.IGNORECASE)


@dataclass(frozen=True)
class Loaded:
    """A release made ready.

    The engine's store in memory walks every quad of a term for each pattern, so that copies of a triple in named graphs
    would double the work of all queries that name no graph; those are evaluated on the merged graph alone.

    Attributes:
        version: of the release.
        triples: in its default graph.
        prefixes: prefix to namespace, supplied to every query.
        merged: a store with the default graph, and perhaps the named graphs.
        dataset: a store with the default graph and the named graphs.
        path: folder of the release.
    """

    version: str
    triples: int
    prefixes: dict[str, str]
    merged: ox.Store
    dataset: ox.Store
    path: Path

    def store_for(self, question: Question) -> ox.Store:
        """The store that answers a question fastest.

        A text with the letters of `GRAPH` or `FROM` anywhere but in a variable or at the start of a local name may name
        graphs; that it does not costs time and nothing else.
        """
        names = question.default_graphs is not None or _NAMES_GRAPHS.search(question.text) is not None
        return self.dataset if names else self.merged

    def older(self, version: str) -> "Loaded":
        """Another release of the same folder, on disk unless it is small: it is asked seldom, and its answers are kept.

        Raises:
            ReleaseError: there is none.
            StoreError: it cannot be opened.
        """
        if Path(version).name != version:
            message = f"{version[:40]!r} is no version of a release"
            raise ReleaseError(message)
        release = read_release(self.path.parent / version)
        is_small = release.triples <= OLDER_TRIPLES
        return _loaded(release, None, load_slowly(release.path) if is_small else open_store(release.path))


def load(path: Path, memory_triples: int) -> Loaded:
    """Load a release folder; a graph of more than `memory_triples` triples is opened on disk.

    Raises:
        ReleaseError: a file is missing or damaged, or the graph has another size than the manifest says.
        StoreError: the engine or the disk refused.
    """
    release = read_release(path)
    _check_digest(path, REFERENCE)
    if release.triples > memory_triples:
        return _loaded(release, None, open_store(path))
    _check_digest(path, MERGED)
    merged = load_merged(path)
    if (found := _default_size(merged)) != release.triples:
        message = f"{release.version}: found {found} triples, expected {release.triples} as in manifest.json"
        raise ReleaseError(message)
    return _loaded(release, merged, load_store(path) if release.triples <= NAMED_TRIPLES else open_store(path))


def load_again(path: Path) -> Loaded:
    """Open a release folder on disk that another process has checked.

    Raises:
        ReleaseError, StoreError: it has gone since.
    """
    return _loaded(read_release(path), None, open_store(path))


def _loaded(release: Release, merged: ox.Store | None, dataset: ox.Store) -> Loaded:
    """A release with its stores, or with the one that has both kinds of graphs."""
    prefixes = dict(release.prefixes)
    return Loaded(release.version, release.triples, prefixes, merged or dataset, dataset, release.path)


def _check_digest(path: Path, name: str) -> None:
    """Compare a file with its digest.

    Raises:
        ReleaseError: it is missing, or they differ.
    """
    expected = checksums(path).get(name, "none")
    try:
        with (path / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"{path.name}/{name}: cannot be read: {error.strerror}"
        raise ReleaseError(message) from error
    if found != expected:
        message = f"{path.name}/{name}: found sha256 {found[:12]}…, expected {expected[:12]}… as in SHA256SUMS"
        raise ReleaseError(message)


def _default_size(store: ox.Store) -> int:
    """Triples in the default graph."""
    counts = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(counts, ox.QuerySolutions)  # noqa: S101  # a SELECT has solutions
    return int(next(counts)["n"].value)
