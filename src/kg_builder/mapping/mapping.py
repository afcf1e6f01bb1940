"""All rows of a package to all its quads: which table is read with which schema, and what holds for the whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl
import pyoxigraph as ox

from kg_builder.datapackage.package import Package, derived_table
from kg_builder.datapackage.schema import Scheme, Table
from kg_builder.mapping.dumps import as_lines, sorted_lines
from kg_builder.mapping.quads import quads, subjects
from kg_builder.progress import Advance
from kg_builder.terms import RDF, RDFS, SKOS

RANGE = 25_000
"""Rows mapped and sorted at once, about: what bounds the memory of a step."""

SAMPLE = 250
"""Every so manieth row is looked at to cut all rows into ranges of subjects."""

DERIVED = ("figures", "mentions", "citations", "series", "replaced")
"""Derived schemas, applied to the derived tables of the same name."""


def mapped_tables(package: Package) -> list[tuple[str, Table]]:
    """Table names with the schemas to map their rows by: curated ones first, in package order."""
    curated = [(name, table) for name, table in package.tables.items() if table.mapping is not None]
    return curated + [(name, derived_table(package, name)) for name in DERIVED]


def lines_of(
    package: Package,
    tables: Mapping[str, pl.DataFrame],
    advance: Advance | None = None,
    further: pl.Series | None = None,
) -> Iterator[pl.Series]:
    """N-Quads lines of a whole package in byte order, each once, a range of subjects at a time.

    A line begins with its subject, and no subject is the beginning of another, for it ends with `>`; so the lines of a
    range of subjects, sorted, are a stretch of all lines, sorted. Memory: the lines of `RANGE` rows and of `SAMPLE`
    more of each table, at most about 40 lines of 200 bytes a row, beside the tables in the order of their subjects.

    Args:
        package: says how tables are mapped.
        tables: derived tables by name.
        advance: told how many ranges of how many are done, or None.
        further: lines that come from no table, in any order, or None.
    """
    rows = _rows(package, tables)
    other = [] if further is None else [further]
    fixed = sorted_lines([vocabulary_lines(package), scheme_lines(package), *other])
    bounds = _bounds([part.subjects for part in rows])
    cuts = [[0, *part.subjects.search_sorted(bounds), len(part.subjects)] for part in rows]
    marks = [0, *fixed.search_sorted(bounds), len(fixed)]
    for n in range(len(bounds) + 1):
        batches = [fixed[marks[n] : marks[n + 1]]]
        for part, cut in zip(rows, cuts, strict=True):
            batch = part.batch(cut[n], cut[n + 1])
            batches += [quads(batch, table, package.base) for table in part.schemas if batch.height]
        yield sorted_lines(batches)
        if advance is not None:
            advance(n + 1, len(bounds) + 1)


@dataclass(frozen=True)
class _Rows:
    """Rows of one table with the schemas to map them by, and the order of their subjects.

    Attributes:
        frame: the rows in any order.
        schemas: all with one pattern of subjects.
        order: numbers of the rows by their subjects, or None where they are in that order.
        subjects: in byte order.
    """

    frame: pl.DataFrame
    schemas: tuple[Table, ...]
    order: pl.Series | None
    subjects: pl.Series

    def batch(self, start: int, end: int) -> pl.DataFrame:
        """Rows from one place to another in the order of their subjects."""
        return self.frame[start:end] if self.order is None else self.frame[self.order[start:end]]


def _rows(package: Package, tables: Mapping[str, pl.DataFrame]) -> list[_Rows]:
    """The rows of each table, once for all schemas that give them the same subjects."""
    schemas: dict[tuple[str, str], list[Table]] = {}
    for name, table in mapped_tables(package):
        if table.mapping is not None:
            schemas.setdefault((name, table.mapping.iri), []).append(table)
    found = []
    for (name, _), alike in schemas.items():
        frame = tables[name]
        named = frame.select(subjects(alike[0], frame.schema).alias("subject")).get_column("subject")
        order = None if named.is_sorted() else named.arg_sort()
        found.append(_Rows(frame, tuple(alike), order, named if order is None else named[order]))
    return found


def _bounds(subjects: Iterable[pl.Series]) -> pl.Series:
    """Subjects that begin a range, sorted: so that each range has about `RANGE` rows."""
    sample = pl.concat([part.gather_every(SAMPLE) for part in subjects]).sort()
    return sample.gather_every(RANGE // SAMPLE)[1:].unique().sort()


def vocabulary_lines(package: Package) -> pl.Series:
    """The vocabulary itself, in the graph `vocab`."""
    graph = ox.NamedNode(f"{package.base}graph/vocab")
    return as_lines(ox.Quad(t.subject, t.predicate, t.object, graph) for t in package.vocabulary.triples)


def scheme_lines(package: Package) -> pl.Series:
    """The concept schemes that tables of the package make up, in the graph `vocab`."""
    graph = ox.NamedNode(f"{package.base}graph/vocab")
    schemes = [table.mapping.scheme for table in package.tables.values() if table.mapping is not None]
    return as_lines(
        ox.Quad(ox.NamedNode(package.base + scheme.iri), predicate, term, graph)
        for scheme in schemes
        if scheme is not None
        for predicate, term in _scheme_facts(scheme)
    )


def _scheme_facts(scheme: Scheme) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """Properties and objects of a concept scheme."""
    yield RDF.type, SKOS.ConceptScheme
    yield RDFS.label, ox.Literal(scheme.label)
    for language, label in {"en": scheme.label, **scheme.labels}.items():
        yield SKOS.prefLabel, ox.Literal(label, language=language.lower())
