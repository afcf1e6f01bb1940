"""Table Schemas as frozen data: columns, constraints, keys and their RDF mapping.

Follows Table Schema 2.0 (https://datapackage.org/standard/table-schema/). Custom properties: `rdf` on a schema and a
field (see `statements`), `references` on a list field, `dimension` on a field. A feature that is not supported is
refused by its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg_builder.datapackage.constraints import checked_constraints
from kg_builder.datapackage.context import Context
from kg_builder.datapackage.forms import Form
from kg_builder.datapackage.statements import (
    RDF,
    ClassRule,
    Statement,
    check_language,
    class_rule,
    scheme_of,
    statements,
)
from kg_builder.errors import SchemaError

TYPES = ("boolean", "date", "integer", "list", "number", "string")
FIELD_KEYS = {
    "name",
    "type",
    "title",
    "description",
    "constraints",
    "rdf",
    "references",
    "dimension",
    "example",
}
LIST_KEYS = {"delimiter", "itemType"}
SCHEMA_KEYS = {
    "$schema",
    "title",
    "description",
    "rdf",
    "fields",
    "missingValues",
    "primaryKey",
    "foreignKeys",
}
RDF_KEYS = {"iri", "classes", "graph", "scheme"}
KEY: Form = (str, [str])
FIELD: Form = {
    "name": str,
    "type": str,
    "constraints": dict,
    "rdf": (RDF, [RDF]),
    "references": str,
    "dimension": bool,
    "delimiter": str,
    "itemType": str,
}
FORM: Form = {
    "title": str,
    "rdf": {"iri": str, "classes": [str], "graph": str, "scheme": {"iri": str, "label": str, "labels": {"*": str}}},
    "fields": [FIELD],
    "primaryKey": KEY,
    "foreignKeys": [{"fields": KEY, "reference": {"resource": str, "fields": KEY}}],
}
"""What a schema looks like, as far as it is read."""


@dataclass(frozen=True)
class Field:
    """One column.

    Attributes:
        name: as in the header.
        type: one of `TYPES`.
        constraints: Table Schema constraints by name.
        delimiter: what separates the items of a list cell.
        references: table whose keys the cell's items are, or None.
        scheme: closed list of the ontology whose entries the cell's items are, or None.
        dimension: whether the column tells one series of figures from another.
        statements: what a filled cell says as RDF, in order.
        class_rule: classes of the row by cell value, or None.
    """

    name: str
    type: str
    constraints: Mapping[str, Any]
    delimiter: str
    references: str | None
    scheme: str | None
    dimension: bool
    statements: tuple[Statement, ...]
    class_rule: ClassRule | None

    @property
    def is_required(self) -> bool:
        """Whether an empty cell breaks a rule."""
        return bool(self.constraints.get("required", False))


@dataclass(frozen=True)
class Scheme:
    """A concept scheme that the rows of a table make up.

    Attributes:
        iri: local name.
        label: English label.
        labels: labels in other languages, by language tag.
    """

    iri: str
    label: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class RowMapping:
    """What a row is as RDF.

    Attributes:
        iri: absolute IRI template over the row's columns.
        classes: class IRIs of every row.
        graph: template of the graph's local name.
        scheme: the concept scheme that the rows make up, or None.
    """

    iri: str
    classes: tuple[str, ...]
    graph: str
    scheme: Scheme | None


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: name of the resource.
        path: file, relative to the package folder.
        title: for people.
        fields: columns in order.
        primary_key: columns that identify a row.
        mapping: what its rows are as RDF, or None when they are not mapped.
    """

    name: str
    path: str
    title: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    mapping: RowMapping | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


def refuse_other_keys(content: Mapping[str, Any], known: set[str], file: str, where: str) -> None:
    """Refuse a property that is not supported, by its name.

    Raises:
        SchemaError: names the first such property in sorted order.
    """
    for key in sorted(set(content) - known):
        problem = f"property {key!r} is not supported, expected one of {', '.join(sorted(known))}"
        raise SchemaError(file, f"{where}/{key}", problem)


def read_table(name: str, path: str, content: Mapping[str, Any], targets: Mapping[str, str], context: Context) -> Table:
    """One table from its schema.

    Args:
        name: name of the resource.
        path: file of the table.
        content: the schema, as parsed from JSON, of the form `FORM`.
        targets: table name to absolute IRI template, for every table whose rows are mapped.
        context: what the mapping is read against.

    Raises:
        SchemaError: a feature that is not supported, a key that is no column, or a mapping that is not understood.
    """
    file = context.file
    refuse_other_keys(content, SCHEMA_KEYS, file, "")
    if content.get("missingValues", [""]) != [""]:
        raise SchemaError(file, "/missingValues", f'found {content["missingValues"]!r}, expected [""]')
    foreign = foreign_keys(content, file)
    listed = content.get("fields")
    if not listed:
        raise SchemaError(file, "/fields", "expected a list of fields")
    fields = tuple(_field(item, f"/fields/{n}", foreign, targets, context) for n, item in enumerate(listed))
    names = [field.name for field in fields]
    key = content.get("primaryKey", [])
    primary_key = (key,) if isinstance(key, str) else tuple(key)
    for column in (*primary_key, *foreign):
        if column not in names:
            raise SchemaError(file, "/primaryKey" if column in primary_key else "/foreignKeys", f"no field {column!r}")
    if len(names) != len(set(names)):
        raise SchemaError(file, "/fields", "two fields have one name")
    return Table(name, path, str(content.get("title", name)), fields, primary_key, row_mapping(content, context))


def foreign_keys(content: Mapping[str, Any], file: str) -> dict[str, str]:
    """Column to the table that it refers to; the target is that table's `id`.

    Raises:
        SchemaError: a key over several columns, or to another column than `id`.
    """
    result: dict[str, str] = {}
    for n, key in enumerate(content.get("foreignKeys", [])):
        column, reference = key.get("fields"), key.get("reference", {})
        column = column[0] if isinstance(column, list) and len(column) == 1 else column
        target = reference.get("fields")
        target = target[0] if isinstance(target, list) and len(target) == 1 else target
        if not isinstance(column, str) or target != "id" or not isinstance(reference.get("resource"), str):
            raise SchemaError(file, f"/foreignKeys/{n}", "expected one column that refers to the column id of a table")
        result[column] = reference["resource"]
    return result


def _field(
    content: Mapping[str, Any], where: str, foreign: Mapping[str, str], targets: Mapping[str, str], context: Context
) -> Field:
    """One field."""
    file = context.file
    if not content.get("name"):
        raise SchemaError(file, where, "expected a field with a name")
    kind = content.get("type", "string")
    if kind not in TYPES:
        raise SchemaError(file, f"{where}/type", f"found {kind!r}, expected one of {', '.join(TYPES)}")
    refuse_other_keys(content, FIELD_KEYS | (LIST_KEYS if kind == "list" else set()), file, where)
    if content.get("itemType", "string") != "string":
        raise SchemaError(file, f"{where}/itemType", f"found {content['itemType']!r}, expected string")
    if not content.get("delimiter", ","):
        raise SchemaError(file, f"{where}/delimiter", "expected the text between two items")
    rdf = content.get("rdf", {})
    references = content.get("references", foreign.get(content["name"]))
    if references is not None and references not in targets:
        raise SchemaError(file, f"{where}/references", f"found {references!r}, expected a table of the package")
    return Field(
        name=content["name"],
        type=kind,
        constraints=checked_constraints(content.get("constraints", {}), kind, file, f"{where}/constraints"),
        delimiter=content.get("delimiter", ","),
        references=references,
        scheme=scheme_of(rdf, f"{where}/rdf", context),
        dimension=content.get("dimension", False),
        statements=statements(rdf, kind, targets.get(references or "") or None, f"{where}/rdf", context),
        class_rule=class_rule(content["name"], kind, rdf, f"{where}/rdf", context),
    )


def row_mapping(content: Mapping[str, Any], context: Context) -> RowMapping | None:
    """What the rows of a table are as RDF, or None.

    Raises:
        SchemaError: a class that does not exist, or a template, graph or scheme that is missing.
    """
    rdf = content.get("rdf")
    if rdf is None:
        return None
    refuse_other_keys(rdf, RDF_KEYS, context.file, "/rdf")
    if "graph" not in rdf:
        raise SchemaError(context.file, "/rdf/graph", "expected the local name of a graph, such as regions")
    return RowMapping(
        iri=context.row_iri(rdf.get("iri"), "/rdf/iri"),
        classes=tuple(context.term(name, "/rdf/classes") for name in rdf.get("classes", [])),
        graph=context.graph(rdf["graph"], "/rdf/graph"),
        scheme=_scheme(rdf["scheme"], context.file) if "scheme" in rdf else None,
    )


def _scheme(content: Mapping[str, Any], file: str) -> Scheme:
    """The scheme of a table.

    Raises:
        SchemaError: its local name or label is missing, or a language is none.
    """
    for key in ("iri", "label"):
        if not content.get(key):
            raise SchemaError(file, f"/rdf/scheme/{key}", "expected the scheme's local name and label")
    labels = content.get("labels", {})
    for language in labels:
        check_language(language, file, f"/rdf/scheme/labels/{language}")
    return Scheme(content["iri"], content["label"], labels)
