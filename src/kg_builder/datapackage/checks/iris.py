"""Rules on cells that become part of an IRI: the engine must take what they make.

References and entries of closed lists are left out: other rules know what may stand there.
"""

from collections.abc import Iterator
from functools import partial

import polars as pl
import pyoxigraph as ox

from kg_builder.datapackage.checks.rule import Rule
from kg_builder.datapackage.context import COLUMN
from kg_builder.datapackage.schema import Field, Table

PLAIN = r"^[A-Za-z0-9._~-]*$"
"""Text that may stand anywhere in an IRI after its scheme: most ids, which need no closer look."""

ROW = "http://example.org/"
"""Stands for what comes before a cell in the IRI of a row."""


def iri_rules(table: Table) -> Iterator[Rule]:
    """Rules on the cells that make up the IRIs of rows, graphs and objects, over a frame of text."""
    if table.mapping is None:
        return
    graphs = [statement.graph or "" for field in table.fields for statement in field.statements]
    templates = " ".join([table.mapping.iri, table.mapping.graph, *graphs])
    parts = {column[1:-1] for column in COLUMN.findall(templates)}
    for field in table.fields:
        if field.type not in ("list", "string") or field.references is not None or field.scheme is not None:
            continue
        patterns = {statement.pattern for statement in field.statements if statement.pattern is not None}
        for pattern in sorted(patterns | ({f"{ROW}{{}}"} if field.name in parts else set())):
            unfit = pl.col(field.name).map_batches(partial(_unfit, field, pattern), return_dtype=pl.Boolean)
            expected = "an IRI" if pattern == "{}" else "text that may stand in an IRI"
            yield Rule(field.name, "iri", unfit, expected)


def _unfit(field: Field, pattern: str, cells: pl.Series) -> pl.Series:
    """Whether an item of each cell makes no IRI of a pattern."""
    items = cells.str.split(field.delimiter)
    distinct = (items.explode(empty_as_null=True) if field.type == "list" else cells).drop_nulls().unique()
    odd = distinct if pattern == "{}" else distinct.filter(~distinct.str.contains(PLAIN))
    bad = [item for item in odd if not _is_iri(pattern.replace("{}", item))]
    return items.list.eval(pl.element().is_in(bad)).list.any() if field.type == "list" else cells.is_in(bad)


def _is_iri(text: str) -> bool:
    """Whether the engine takes a text as an absolute IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
