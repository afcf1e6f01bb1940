"""The recipe: read → check → derive → quads → load → validate → dump → publish."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyoxigraph as ox

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import Package, load_package
from kg_builder.errors import ShapesFailed
from kg_builder.mapping import dumps
from kg_builder.mapping.derive import derived_tables
from kg_builder.progress import Progress
from kg_builder.queries import check_queries, read_queries
from kg_builder.releases.graph import Graph, graph_of, told
from kg_builder.releases.manifest import write_descriptions, write_manifest
from kg_builder.releases.packing import pack_all
from kg_builder.releases.publish import publish, staging_folder, write_checksums
from kg_builder.releases.release import DUMPS, Release, read_release
from kg_builder.releases.resources import write_resources
from kg_builder.releases.search import FILE as SEARCH
from kg_builder.releases.search import write_search
from kg_builder.releases.store import remove_logs, write_store
from kg_builder.validation.validate import Finding, validate_graph
from kg_builder.views import REMOVED, WORDS

OUTLINES = "outlines.geojson"
"""File of a package with outlines of its regions, for maps."""

FORMS = {"jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML, "ttl": ox.RdfFormat.TURTLE}
"""Dumps of the merged graph that are made from N-Triples."""


def build(data: Path, out: Path, ontology: Path, progress: Progress, base_iri: str | None = None) -> Release:
    """A release from a data package, published under `out`.

    Args:
        data: folder of the package.
        out: folder of releases.
        ontology: folder of vocabulary, shapes and checks.
        progress: where stages are told.
        base_iri: base of data IRIs instead of the package's own, or None.

    Raises:
        SchemaError: the package's description or a stored query of it cannot be used.
        ChecksFailed: its tables break rules.
        ShapesFailed: the finished graph breaks a shape or a check.
        ReleaseError: the output folder cannot be written.
    """
    package = load_package(data, ontology, base_iri)
    with progress.stage("check") as stage:
        check_queries(package.root / "queries")
        tables = checked_tables(package)
        stage.counts["rows"] = sum(frame.height for frame in tables.values())
    with progress.stage("derive") as stage:
        tables = derived_tables(package, tables)
        stage.counts["rows"] = sum(frame.height for frame in tables.values())
    with staging_folder(out) as staging:
        with progress.stage("quads") as stage:
            graph = graph_of(package, tables, staging / DUMPS["nq"], staging / DUMPS["nt"], stage.advance)
            stage.counts.update(quads=graph.quads, triples=graph.triples)
        version = f"{package.version}-{graph.digest[:12]}"
        findings = _written(staging, version, package, tables, graph, ontology, progress)
        remove_logs(staging / "store")
        with progress.stage("publish") as stage:
            target = publish(staging, out, version)
            stage.counts["release"] = version
            stage.counts["warnings"] = len(findings)
    return read_release(target)


def _written(
    staging: Path,
    version: str,
    package: Package,
    tables: Mapping[str, pl.DataFrame],
    graph: Graph,
    ontology: Path,
    progress: Progress,
) -> list[Finding]:
    """Everything of a release in its staging folder; returns the warnings."""
    with progress.stage("load") as stage:
        store = write_store(staging / "store", graph.nquads, graph.ntriples)
        stage.counts["quads"] = graph.quads + graph.triples
    with progress.stage("validate") as stage:
        shapes, checks = ontology / "shapes.ttl", ontology / "checks"
        report = validate_graph(store, shapes, checks, package.prefixes, own_shapes=package.own_shapes)
        stage.counts.update(errors=len(report.errors), warnings=len(report.warnings), engine=report.engine)
        if report.errors:
            raise ShapesFailed(told(report.errors, package, tables))
    with progress.stage("search") as stage:
        queries = read_queries(package.root / "queries")
        stage.counts["entries"] = write_search(staging / SEARCH, graph.ntriples, package.base, queries)
    with progress.stage("dump") as stage:
        _write_dumps(staging, graph, package.prefixes)
        (staging / "tables").mkdir()
        write_resources(staging / "tables", package, tables)
        _copy_texts(staging, package, ontology)
        write_descriptions(staging, version, package, store, graph)
        stage.counts["files"] = write_manifest(staging, version, package, store, graph, report.engine)
        write_checksums(staging)
    return list(report.warnings)


def _write_dumps(staging: Path, graph: Graph, prefixes: Mapping[str, str]) -> None:
    """The graph in every format beside N-Quads and N-Triples, which are there; then all of them packed."""
    dumps.write_trig(staging / DUMPS["trig"], graph.nquads, graph.graphs, prefixes)
    for name, form in FORMS.items():
        dumps.write_triples(staging / DUMPS[name], graph.ntriples, form, prefixes)
    pack_all(staging / name for name in DUMPS.values())


def _copy_texts(staging: Path, package: Package, ontology: Path) -> None:
    """Stored queries and the vocabulary, so that a release needs nothing beside it."""
    (staging / "queries").mkdir()
    for name in read_queries(package.root / "queries"):
        shutil.copyfile(package.root / "queries" / f"{name}.rq", staging / "queries" / f"{name}.rq")
    for name in (WORDS, REMOVED):
        if (package.root / "queries" / name).is_file():
            shutil.copyfile(package.root / "queries" / name, staging / "queries" / name)
    if (package.root / OUTLINES).is_file():
        shutil.copyfile(package.root / OUTLINES, staging / OUTLINES)
    (staging / "ontology").mkdir()
    for path in sorted(ontology.glob("*.ttl")):
        shutil.copyfile(path, staging / "ontology" / path.name)
    for own, name in ((package.own_vocabulary, "own.ttl"), (package.own_shapes, "own-shapes.ttl")):
        if own is not None:
            shutil.copyfile(own, staging / "ontology" / name)
