"""A published release: an immutable folder that readers open, and nobody writes again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg_builder.errors import ReleaseError

MANIFEST = "manifest.json"
REFERENCE = "graph.nq.gz"
MERGED = "livelihood.nt"
CHECKSUMS = "SHA256SUMS"
DUMPS = {
    "jsonld": "livelihood.jsonld",
    "nq": "graph.nq",
    "nt": "livelihood.nt",
    "rdf": "livelihood.rdf",
    "trig": "livelihood.trig",
    "ttl": "livelihood.ttl",
}
"""Format to the file with the whole graph: N-Quads and TriG have the named graphs, the others the merged graph."""

PACKED = (".gz", ".zst")
"""Each dump is there with these suffixes too."""


@dataclass(frozen=True)
class Release:
    """What a release's manifest says.

    Attributes:
        path: the folder.
        version: the data's own version, a hyphen, and the first 12 digits of `digest`.
        data_version: the data's own version.
        digest: SHA-256 of the reference form without the release graph.
        created: date of the data's version, `YYYY-MM-DD`.
        title, description, licence: of the package.
        base: base IRI of the entities.
        triples: distinct triples of the merged graph.
        quads: triples of all named graphs.
        graphs: graph IRI to its number of triples.
        counts: class name to its number of instances.
        prefixes: prefix to namespace, what a query gets without declaring it.
        files: file name to `media_type` and, where bytes do not depend on a library's version, `bytes` and `sha256`.
        validation: the engine that held the shapes.
    """

    path: Path
    version: str
    data_version: str
    digest: str
    created: str
    title: str
    description: str
    licence: str
    base: str
    triples: int
    quads: int
    graphs: Mapping[str, int]
    counts: Mapping[str, int]
    prefixes: Mapping[str, str]
    files: Mapping[str, Mapping[str, Any]]
    validation: str


def read_release(path: Path) -> Release:
    """The release in a folder.

    Raises:
        ReleaseError: no manifest, or one that is damaged.
    """
    try:
        content = json.loads((path / MANIFEST).read_text("utf-8"))
        return Release(path=path, **content)
    except FileNotFoundError as error:
        message = f"{path.name}: found no {MANIFEST}, expected a release folder"
        raise ReleaseError(message) from error
    except (OSError, ValueError, TypeError) as error:
        message = f"{path.name}/{MANIFEST}: damaged ({type(error).__name__}); run `kg build` again"
        raise ReleaseError(message) from error


def current_release(out: Path) -> Release | None:
    """The release that `current` points at, with its links resolved; None where there is none.

    Raises:
        ReleaseError: the link points at nothing, or at a damaged release.
    """
    link = out / "current"
    if not link.is_symlink():
        return None
    return read_release(link.resolve())


def checksums(release: Path) -> dict[str, str]:
    """File name to SHA-256, from the release's `SHA256SUMS`.

    Raises:
        ReleaseError: the file is missing or damaged.
    """
    try:
        lines = (release / CHECKSUMS).read_text("utf-8").splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError) as error:
        message = f"{release.name}/{CHECKSUMS}: missing or damaged; run `kg build` again"
        raise ReleaseError(message) from error
