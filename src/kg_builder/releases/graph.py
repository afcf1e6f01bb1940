"""The finished graph as two sorted files, and the way back from an entity to the row that it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyoxigraph as ox

from kg_builder.datapackage.package import Package
from kg_builder.datapackage.tables import LINE
from kg_builder.mapping import dumps
from kg_builder.mapping.mapping import lines_of, mapped_tables
from kg_builder.progress import Advance
from kg_builder.releases import describe
from kg_builder.validation.validate import Finding


@dataclass(frozen=True)
class Graph:
    """The finished graph as text in files.

    Attributes:
        nquads: sorted unique N-Quads of all named graphs.
        ntriples: sorted unique N-Triples of the merged graph.
        quads, triples: their numbers of lines.
        graphs: graph IRI to its number of triples, sorted by IRI.
        digest: SHA-256 of `nquads` without the release graph.
    """

    nquads: Path
    ntriples: Path
    quads: int
    triples: int
    graphs: Mapping[str, int]
    digest: str


def graph_of(
    package: Package,
    tables: Mapping[str, pl.DataFrame],
    nquads: Path,
    ntriples: Path,
    advance: Advance | None = None,
) -> Graph:
    """The graph of derived tables, release graph included, written to two files a range of subjects at a time.

    Args:
        package: says how tables are mapped.
        tables: derived tables by name.
        nquads: file to write the named graphs to.
        ntriples: file to write the merged graph to.
        advance: told how far it is, or None.
    """
    sources = tables["sources"].get_column("id").to_list()
    graph = describe.release_graph(package)
    told = (ox.Quad(t.subject, t.predicate, t.object, graph) for t in describe.release_triples(package, sources))
    batches = lines_of(package, tables, advance, dumps.as_lines(told))
    quads, triples, graphs, digest = dumps.write_graph(batches, nquads, ntriples, graph.value)
    return Graph(nquads, ntriples, quads, triples, graphs, digest)


def told(findings: Iterable[Finding], package: Package, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Findings as lines that name the row of the table that caused each, where there is one."""
    rows = rows_by_iri(package, tables)
    return [f"{rows.get(finding.node, finding.node)}: {_told(finding)}" for finding in findings]


def _told(finding: Finding) -> str:
    """One finding without its node."""
    found = f", found {finding.value}" if finding.value else ""
    return f"{finding.rule}: {finding.message}{found}"


def rows_by_iri(package: Package, tables: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """IRI of each row's entity to `file:line`; what is derived leads to the first row that it was derived from."""
    found: dict[str, str] = {}
    for name, table in mapped_tables(package):
        if table.mapping is not None and name in package.tables and "{id}" in table.mapping.iri:
            _add_rows(found, table.mapping.iri.replace("{id}", "{}"), tables[name], "id", package.tables[name].path)
    figures, mentions = package.tables["figures"].path, package.tables["mentions"].path
    _add_rows(found, f"{package.base}series/{{}}", tables["figures"], "series", figures)
    _add_rows(found, f"{package.base}source/{{}}", tables["figures"].explode("citations"), "citations", figures)
    _add_rows(found, f"{package.base}source/{{}}", tables["mentions"], "citation", mentions)
    return found


def _add_rows(found: dict[str, str], template: str, frame: pl.DataFrame, column: str, path: str) -> None:
    """Add the place of every row whose IRI is not known yet."""
    for key, line in frame.select(column, LINE).drop_nulls().iter_rows():
        found.setdefault(template.replace("{}", key), f"{path}:{line}")
