"""One pure function from a batch of rows to N-Quads lines.

Nothing here knows where rows come from: CSV or Parquet on one machine, or the partitions of a cluster. A batch is a
Polars frame or anything that speaks the Arrow C data interface (a `pyarrow.RecordBatch`, a stream of them).
"""

from collections.abc import Iterator
from typing import Any, cast

import polars as pl

from kg_builder.datapackage.context import COLUMN
from kg_builder.datapackage.schema import Field, Table
from kg_builder.datapackage.statements import Statement
from kg_builder.errors import SchemaError
from kg_builder.literals import NOT_INSIDE_IRI, iri, lexical, literal
from kg_builder.namespaces import BORROWED

RDF_TYPE = f"{BORROWED['rdf']}type"
IN_SCHEME = f"{BORROWED['skos']}inScheme"


def quads(batch: object, table: Table, base: str) -> pl.Series:
    """The statements of a batch of rows, one N-Quads line each with its line feed.

    Order and repetitions are those of the mapping: sort and make unique afterwards. Empty cells say nothing. Columns
    of single cells are mapped side by side in one pass, list columns one by one. Memory: the lines, about 200 bytes
    each.

    Args:
        batch: rows of the table, typed as `tables.typed` does; more columns than the table's do no harm.
        table: schema with its mapping; a table that is not mapped gives no lines.
        base: base IRI of the package's entities.

    Raises:
        SchemaError: a cell that becomes part of an IRI has a character that no IRI may have.
    """
    if table.mapping is None:
        return pl.Series("line", [], dtype=pl.String)
    frame = batch if isinstance(batch, pl.DataFrame) else pl.DataFrame(cast("Any", batch))
    schema = frame.schema
    frame = frame.with_columns(
        subjects(table, schema).alias("_subject"), _graph(table.mapping.graph, schema, base).alias("_graph")
    )
    _check_iris(frame, [(table.name, pl.col("_subject")), *_graph_parts(table, schema)])
    stated = [(field, statement) for field in table.fields for statement in field.statements]
    lists = [pair for pair in stated if isinstance(schema[pair[0].name], pl.List)]
    single = [pair for pair in stated if pair not in lists]
    _check_iris(frame, _objects(schema, table, single))
    lines = [*_class_lines(table, base), *(_line(schema, *pair, base) for pair in single)]
    wide = frame.select(line.alias(str(n)) for n, line in enumerate(lines))
    parts = [column.alias("line") for column in wide.iter_columns()]
    parts += [_list_lines(frame, table, *pair, base) for pair in lists]
    return pl.concat([pl.Series("line", [], dtype=pl.String), *parts]).drop_nulls()


def subjects(table: Table, schema: pl.Schema) -> pl.Expr:
    """IRIs of the rows of a mapped table in angle brackets: what every line of a row begins with."""
    assert table.mapping is not None  # noqa: S101  (narrowing only: the caller has looked)
    return _filled(table.mapping.iri, schema, table.name)


def _filled(template: str, schema: pl.Schema, name: str) -> pl.Expr:
    """An IRI template over columns, filled, in angle brackets."""
    parts: list[pl.Expr] = [pl.lit("<")]
    rest = template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        column, _, rest = rest.partition("}")
        if column not in schema:
            raise SchemaError(name, "/rdf/iri", f"found column {column!r}, which the table has not")
        parts += [pl.lit(before), lexical(column, schema[column])]
    return pl.concat_str(*parts, pl.lit(f"{rest}>"))


def _graph(template: str, schema: pl.Schema, base: str) -> pl.Expr:
    """The end of a line: the graph and the full stop."""
    return pl.concat_str(pl.lit(" "), _filled(f"{base}graph/{template}", schema, "graph"), pl.lit(" .\n"))


def _graph_parts(table: Table, schema: pl.Schema) -> Iterator[tuple[str, pl.Expr]]:
    """Place and cells, in angle brackets, of each column that names a graph."""
    assert table.mapping is not None  # noqa: S101  (narrowing only: the caller has looked)
    graphs = {table.mapping.graph, *(s.graph or "" for field in table.fields for s in field.statements)}
    for column in sorted({name[1:-1] for graph in graphs for name in COLUMN.findall(graph)} & set(schema)):
        yield f"{table.name}.{column}", _filled(f"{{{column}}}", schema, table.name)


def _class_lines(table: Table, base: str) -> Iterator[pl.Expr]:
    """Classes of the rows, and the concept scheme that they make up."""
    assert table.mapping is not None  # noqa: S101  (narrowing only: the caller has looked)
    for name in table.mapping.classes:
        yield _joined(RDF_TYPE, pl.lit(f"<{name}>"))
    for field in table.fields:
        rules = field.class_rule.classes if field.class_rule is not None else {}
        for value, names in rules.items():
            is_meant = pl.col(field.name) == value
            yield from (pl.when(is_meant).then(_joined(RDF_TYPE, pl.lit(f"<{name}>"))) for name in names)
    if table.mapping.scheme is not None:
        yield _joined(IN_SCHEME, pl.lit(f"<{base}{table.mapping.scheme.iri}>"))


def _joined(predicate: str, term: pl.Expr, graph: pl.Expr | None = None) -> pl.Expr:
    """Lines of one predicate; a row without an object has none."""
    return pl.concat_str("_subject", pl.lit(f" <{predicate}> "), term, pl.col("_graph") if graph is None else graph)


def _line(schema: pl.Schema, field: Field, statement: Statement, base: str) -> pl.Expr:
    """What a column of single cells says."""
    graph = None if statement.graph is None else _graph(statement.graph, schema, base)
    return _joined(statement.property, _term(statement, field.name, schema[field.name]), graph)


def _list_lines(frame: pl.DataFrame, table: Table, field: Field, statement: Statement, base: str) -> pl.Series:
    """What a column of lists says, item by item."""
    graph = pl.col("_graph") if statement.graph is None else _graph(statement.graph, frame.schema, base)
    rows = frame.select("_subject", field.name, graph.alias("_graph")).drop_nulls(field.name)
    rows = rows.explode(field.name, empty_as_null=False)
    _check_iris(rows, _objects(rows.schema, table, [(field, statement)]))
    line = _joined(statement.property, _term(statement, field.name, rows.schema[field.name]))
    return rows.select(line.alias("line")).get_column("line")


def _term(statement: Statement, column: str, dtype: pl.DataType) -> pl.Expr:
    """A column as objects of a statement."""
    if statement.pattern is None:
        return literal(column, dtype, statement.datatype, statement.language)
    return iri(statement.pattern, column, dtype, statement.entries)


def _objects(schema: pl.Schema, table: Table, pairs: list[tuple[Field, Statement]]) -> list[tuple[str, pl.Expr]]:
    """Place and IRIs of each statement that makes IRIs of cells: what has to be looked at."""
    return [
        (f"{table.name}.{field.name}", iri(statement.pattern, field.name, schema[field.name], statement.entries))
        for field, statement in pairs
        if statement.pattern is not None
    ]


def _check_iris(frame: pl.DataFrame, places: list[tuple[str, pl.Expr]]) -> None:
    """Refuse what would break out of an IRI."""
    is_bad = [term.str.contains(NOT_INSIDE_IRI) for _, term in places]
    found = frame.select(bad.any().alias(str(n)) for n, bad in enumerate(is_bad))
    for (place, term), bad, is_found in zip(places, is_bad, found.rows()[0] if places else (), strict=True):
        if is_found:
            text = frame.filter(bad).select(term.alias("iri")).item(0, "iri")
            raise SchemaError(place, "", f"found {text!r}, expected text that may stand in an IRI")
