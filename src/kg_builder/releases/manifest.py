"""What a release says of itself: `manifest.json`, `void.ttl` and `dcat.ttl`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from kg_builder.datapackage.package import Package
from kg_builder.mapping import dumps
from kg_builder.releases import describe
from kg_builder.releases.graph import Graph
from kg_builder.releases.publish import VOLATILE, release_files, sha256
from kg_builder.releases.release import MANIFEST, Release

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".parquet": "application/vnd.apache.parquet",
    ".rdf": "application/rdf+xml",
    ".rq": "application/sparql-query",
    ".sqlite": "application/vnd.sqlite3",
    ".toml": "application/toml",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".zst": "application/zstd",
}


def counted(store: ox.Store, query: str) -> dict[str, int]:
    """IRI to count, from a query that gives `?iri` and `?n`."""
    rows = cast("ox.QuerySolutions", store.query(query))
    return {row["iri"].value: int(row["n"].value) for row in rows}


def write_descriptions(staging: Path, version: str, package: Package, store: ox.Store, graph: Graph) -> None:
    """`void.ttl` and `dcat.ttl`; DCAT last, for it names the others' digests."""
    classes = counted(store, "SELECT (?c AS ?iri) (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")
    properties = counted(store, "SELECT (?p AS ?iri) (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p")
    void = describe.void_triples(package, version, graph.triples, classes, properties)
    _write_turtle(staging / "void.ttl", void, package)
    _write_turtle(staging / "dcat.ttl", describe.dcat_triples(package, version, _files(staging)), package)


def _write_turtle(path: Path, triples: Iterator[ox.Triple], package: Package) -> None:
    """Triples in byte order as Turtle."""
    ordered = sorted(triples, key=str)
    path.write_bytes(dumps.serialized(ordered, ox.RdfFormat.TURTLE, package.prefixes))


def _files(staging: Path) -> dict[str, dict[str, Any]]:
    """Name of each file to its media type and, where bytes are reproducible, size and digest."""
    found: dict[str, dict[str, Any]] = {}
    for name in release_files(staging):
        path = staging / name
        found[name] = {"media_type": MEDIA_TYPES[path.suffix]}
        if not name.endswith(VOLATILE):
            found[name] |= {"bytes": path.stat().st_size, "sha256": sha256(path)}
    return found


def write_manifest(staging: Path, version: str, package: Package, store: ox.Store, graph: Graph, engine: str) -> int:
    """`manifest.json`; returns the number of files of the release."""
    classes = counted(store, "SELECT (?c AS ?iri) (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")
    ours = package.prefixes["lh"]
    release = Release(
        path=staging,
        version=version,
        data_version=package.version,
        digest=graph.digest,
        created=package.created,
        title=package.title,
        description=package.description,
        licence=package.licence,
        base=package.base,
        triples=graph.triples,
        quads=graph.quads,
        graphs=graph.graphs,
        counts={iri.removeprefix(ours): n for iri, n in sorted(classes.items()) if iri.startswith(ours)},
        prefixes=package.prefixes,
        files=_files(staging),
        validation=engine,
    )
    content = asdict(release)
    del content["path"]
    (staging / MANIFEST).write_text(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    return len(release.files) + 1
