"""The Oxigraph store of a release: named graphs as they are, and the merged graph as the real default graph.

The only module that catches the engine's errors of storage.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg_builder.errors import StoreError
from kg_builder.releases.release import MERGED, REFERENCE


@contextmanager
def _loading(release: Path) -> Iterator[None]:
    """What the engine and the disk say against a file, as a `StoreError`."""
    try:
        yield
    except (OSError, EOFError, SyntaxError) as error:
        message = f"{release.name}: cannot be loaded: {error}"
        raise StoreError(message) from error


def load_store(release: Path) -> ox.Store:
    """The graph of a release in memory. About 350 bytes a quad, two quads a triple.

    Raises:
        StoreError: the reference form or the merged graph is missing or damaged.
    """
    store = ox.Store()
    with _loading(release):
        with gzip.open(release / REFERENCE, "rb") as file:
            store.bulk_load(cast("IO[bytes]", file), ox.RdfFormat.N_QUADS)
        store.bulk_load(path=release / MERGED, format=ox.RdfFormat.N_TRIPLES)
    return store


def load_merged(release: Path) -> ox.Store:
    """The merged graph of a release alone, in memory: about 350 bytes a triple.

    Raises:
        StoreError: it is missing or damaged.
    """
    store = ox.Store()
    with _loading(release):
        store.bulk_load(path=release / MERGED, format=ox.RdfFormat.N_TRIPLES)
    return store


def load_slowly(release: Path) -> ox.Store:
    """The graph of a release in memory, without the threads of a load in bulk, which need room for their stacks.

    Raises:
        StoreError: the reference form or the merged graph is missing or damaged.
    """
    store = ox.Store()
    with _loading(release):
        with gzip.open(release / REFERENCE, "rb") as file:
            store.load(cast("IO[bytes]", file), ox.RdfFormat.N_QUADS)
        store.load(path=release / MERGED, format=ox.RdfFormat.N_TRIPLES)
    return store


def open_store(release: Path) -> ox.Store:
    """The graph of a release on disk, read-only.

    Raises:
        StoreError: the store is missing, damaged, or of another version of the engine.
    """
    try:
        return ox.Store.read_only(str(release / "store"))
    except (OSError, RuntimeError) as error:
        message = f"{release.name}/store: cannot be opened: {error}"
        raise StoreError(message) from error


def write_store(path: Path, nquads: Path, ntriples: Path) -> ox.Store:
    """A new store on disk from N-Quads (named graphs) and N-Triples (the default graph); stays open for writing.

    Raises:
        StoreError: the disk or the engine refused.
    """
    try:
        store = ox.Store(str(path))
        store.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
        store.bulk_load(path=ntriples, format=ox.RdfFormat.N_TRIPLES)
        store.flush()
    except (OSError, RuntimeError, SyntaxError) as error:
        message = f"the store cannot be written: {str(error).replace(str(path), path.name)}; nothing was published"
        raise StoreError(message) from error
    return store


def remove_logs(path: Path) -> None:
    """Remove the engine's own logs from a closed store: they tell the machine's name, its paths and the time."""
    for log in path.glob("LOG*"):
        log.unlink()
