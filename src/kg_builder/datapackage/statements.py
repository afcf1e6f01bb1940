"""What a cell says as RDF: the `rdf` property of a field, read into frozen data.

A field's `rdf` is one object or a list of them:

    {"property": "rdfs:label"}                                a literal of the column's own type
    {"property": "skos:prefLabel", "language": "en"}          a literal with a language
    {"property": "lh:point", "datatype": "geo:wktLiteral"}    a literal with a datatype
    {"property": "lh:within"}                                 on a foreign key: the IRI of the row it points at
    {"property": "lh:level", "scheme": "level"}               an entry of a closed list of the ontology
    {"property": "lh:sdgTarget", "iri": "http://…/{}"}        an IRI made from the cell; relative to the package's base
    {"classes": {"target": ["lh:Target"]}}                    classes of the row by the cell's value

and may name another graph with `graph`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from kg_builder.datapackage.context import Context
from kg_builder.datapackage.forms import Form
from kg_builder.errors import SchemaError
from kg_builder.namespaces import BASE

DATATYPES = {"integer": "xsd:integer", "number": "xsd:decimal", "boolean": "xsd:boolean", "date": "xsd:date"}
RDF: Form = {
    "property": str,
    "language": str,
    "datatype": str,
    "scheme": str,
    "iri": str,
    "graph": str,
    "classes": {"*": [str]},
}
"""What a field's `rdf` looks like, or each of a list of them."""

KEYS = {"property", "language", "datatype", "scheme", "iri", "graph", "classes"}
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Statement:
    """One statement per item of a cell.

    Attributes:
        property: IRI.
        pattern: IRI template of the object with `{}` for the item, or None for a literal.
        entries: items of a closed list whose IRIs do not follow the pattern, with those IRIs.
        datatype: IRI of the literal's datatype, or None for a plain string.
        language: language tag of the literal, or None.
        graph: template of the graph's local name, or None for the table's own.
    """

    property: str
    pattern: str | None
    entries: Mapping[str, str]
    datatype: str | None
    language: str | None
    graph: str | None


@dataclass(frozen=True)
class ClassRule:
    """Classes of a row by the value of one cell: value to class IRIs."""

    column: str
    classes: Mapping[str, tuple[str, ...]]


def statements(rdf: object, kind: str, target: str | None, where: str, context: Context) -> tuple[Statement, ...]:
    """What a field's cells say, in the order of the schema.

    Args:
        rdf: the field's `rdf` property.
        kind: the field's type.
        target: IRI template of the rows that the column refers to, or None.
        where: JSON pointer, for messages.
        context: what the mapping is read against.

    Raises:
        SchemaError: a property, datatype or list that does not exist, or a key that is not supported.
    """
    listed = items_of(rdf)
    for item in listed:
        for key in sorted(set(item) - KEYS):
            problem = f"found {key!r}, expected one of {', '.join(sorted(KEYS))}"
            raise SchemaError(context.file, f"{where}/{key}", problem)
        if item and not {"property", "classes"} & set(item):
            raise SchemaError(context.file, where, "expected a property, or classes")
    return tuple(_statement(item, kind, target, where, context) for item in listed if "property" in item)


def items_of(rdf: object) -> list[Mapping[str, Any]]:
    """A field's `rdf`, an object or a list of them, as a list."""
    return cast("list[Mapping[str, Any]]", rdf if isinstance(rdf, list) else [rdf])


def _statement(item: Mapping[str, Any], kind: str, target: str | None, where: str, context: Context) -> Statement:
    """One statement of a field's `rdf`."""
    pattern = target
    entries: dict[str, str] = {}
    if "scheme" in item:
        listed = context.vocabulary.lists[known_scheme(item["scheme"], where, context)]
        pattern = f"{BASE}{item['scheme']}/{{}}"
        entries = {entry: iri for entry, iri in listed.items() if iri != pattern.replace("{}", entry)}
    elif "iri" in item:
        pattern = context.pattern(item["iri"], f"{where}/iri")
    language = item.get("language")
    if language is not None:
        check_language(language, context.file, f"{where}/language")
    datatype = item.get("datatype", DATATYPES.get(kind))
    graph = item.get("graph")
    return Statement(
        property=context.property(item["property"], f"{where}/property"),
        pattern=pattern,
        entries=entries,
        datatype=context.term(datatype, f"{where}/datatype") if datatype and pattern is None else None,
        language=language,
        graph=None if graph is None else context.graph(graph, f"{where}/graph"),
    )


def check_language(tag: str, file: str, where: str) -> None:
    """Refuse what is no language tag (BCP 47).

    Raises:
        SchemaError: it is none.
    """
    if LANGUAGE.fullmatch(tag) is None:
        raise SchemaError(file, where, f"found {tag!r}, expected a tag such as zh-Hans")


def known_scheme(name: object, where: str, context: Context) -> str:
    """The name of a closed list of the ontology.

    Raises:
        SchemaError: there is no such list.
    """
    if name not in context.vocabulary.lists:
        known = ", ".join(sorted(context.vocabulary.lists))
        raise SchemaError(context.file, f"{where}/scheme", f"found {name!r}, expected one of {known}")
    return str(name)


def scheme_of(rdf: object, where: str, context: Context) -> str | None:
    """The closed list whose entries a field's items are, or None.

    Raises:
        SchemaError: there is no such list, or the field names two.
    """
    names = sorted({item["scheme"] for item in items_of(rdf) if "scheme" in item})
    if len(names) > 1:
        raise SchemaError(context.file, where, f"found the lists {' and '.join(names)}, expected one")
    return known_scheme(names[0], where, context) if names else None


def class_rule(column: str, kind: str, rdf: object, where: str, context: Context) -> ClassRule | None:
    """Classes by cell value, where the field says so.

    Raises:
        SchemaError: a class does not exist, or the cells are no text.
    """
    rules = [item["classes"] for item in items_of(rdf) if "classes" in item]
    if not rules:
        return None
    if len(rules) > 1 or kind != "string":
        raise SchemaError(context.file, f"{where}/classes", f"expected one object on a string field, not on a {kind}")
    return ClassRule(
        column,
        {
            value: tuple(context.term(name, f"{where}/classes/{value}") for name in names)
            for value, names in sorted(rules[0].items())
        },
    )
