"""The files of a release with what each is, for the pages that list them.

Imports kg_builder's release.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kg_builder.releases.release import CHECKSUMS, Release, checksums
from kg_server.naming.language import message

_DUMPS = {
    "livelihood.ttl": message("Turtle, the merged graph"),
    "livelihood.nt": message("N-Triples, the merged graph, sorted"),
    "livelihood.jsonld": message("JSON-LD, expanded, the merged graph"),
    "livelihood.rdf": message("RDF/XML, the merged graph"),
    "livelihood.trig": message("TriG, one named graph for each source"),
    "graph.nq": message("N-Quads, one named graph for each source, sorted"),
    "graph.nq.gz": message("N-Quads, compressed: the reference form that the digest is of"),
    "dcat.ttl": message("DCAT: what there is to download, with checksums"),
    "void.ttl": message("VoID: statistics of the graph"),
    "tables/datapackage.json": message("Data Package: the tables with their schemas"),
    "manifest.json": message("what the release says of itself"),
    "SHA256SUMS": message("checksums, for sha256sum -c"),
}


@dataclass(frozen=True)
class Download:
    """One file of a release.

    Attributes:
        name: its name, with folders.
        about: what it is, for the main ones.
        bytes: its length.
        sha256: its digest in hexadecimal; "" for the file of digests itself.
    """

    name: str
    about: str
    bytes: int
    sha256: str


def dumps(release: Release) -> list[Download]:
    """The main files of a release, those that there are."""
    listed = {download.name: download for download in files(release)}
    return [listed[name] for name in _DUMPS if name in listed]


def files(release: Release) -> list[Download]:
    """All files of a release by name, the file of digests last."""
    digests = checksums(release.path)
    names = [*sorted(digests), CHECKSUMS]
    return [
        Download(name, _DUMPS.get(name, ""), (release.path / name).stat().st_size, digests.get(name, ""))
        for name in names
        if (release.path / name).is_file()
    ]


def files_by_name(release: Release) -> Mapping[str, Download]:
    """All files of a release."""
    return {download.name: download for download in files(release)}
