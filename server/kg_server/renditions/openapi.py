"""The document of the interface, OpenAPI 3.1, from the stored queries themselves: nothing in it is written twice.

https://spec.openapis.org/oas/v3.1.1. Imports components, describing and making.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kg_builder.queries import Parameter, StoredQuery
from kg_server.errors import Problem
from kg_server.renditions import describing
from kg_server.renditions.addresses import SUFFIXES, Address, Suffix
from kg_server.renditions.asked import Asked, read
from kg_server.renditions.components import FAILURES, HEADERS, KINDS, OPTIONS, PROBLEM, RESPONSES, TYPES, Document
from kg_server.renditions.making import Maker
from kg_server.renditions.results import Result
from kg_server.renditions.shelf import Item, Stock

ENUMERATED = 300
"""Most values of a parameter that are listed in the document."""


@dataclass(frozen=True)
class Listed:
    """A stored query with what its answer looks like.

    Attributes:
        query: the query.
        suffixes: the representations it has.
        columns: column to type; empty where nothing is known.
        choices: parameter to the values it takes, where they are few enough to list.
    """

    query: StoredQuery
    suffixes: Sequence[Suffix]
    columns: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]


def listed(maker: Maker, stock: Stock, host: str) -> list[Listed]:
    """All stored queries of a release, each asked once with its defaults."""
    return [_listed(maker, Item(query, stock, Address(query.name)), host) for query in stock.queries.values()]


def _listed(maker: Maker, item: Item, host: str) -> Listed:
    """One of them; without columns where it cannot be answered."""
    try:
        asked = read(item, maker.chooser, MultiDict(), host)
        result = maker.rows(asked)
    except Problem:
        return Listed(item.query, (), {}, {})
    return Listed(item.query, describing.offered(asked, result), _columns(result), _choices(maker, asked))


def _columns(result: Result | None) -> dict[str, str]:
    """Column to type, the sources among them."""
    return {**result.kinds, **dict.fromkeys(result.sources(), "url")} if result else {}


def _choices(maker: Maker, asked: Asked) -> dict[str, list[str]]:
    """Parameter to its values, where they are not too many."""
    found = {each.name: maker.chooser.choices(asked.item, each) for each in asked.item.query.parameters}
    return {name: [each.short for each in values] for name, values in found.items() if 0 < len(values) <= ENUMERATED}


def document(stock: Stock, queries: Sequence[Listed], tongues: Sequence[str], host: str) -> Document:
    """The whole document."""
    release = stock.release
    paths: Document = {}
    for each in queries:
        paths |= _paths(each)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": release.title,
            "version": release.version,
            "summary": "Stored queries, each with one stable address and a suffix for every tool",
            "description": f"{release.description}\n\nPut @{release.version} after the name of a query to stay with "
            "this release; such answers never change. Without it, answers follow the releases and have validators.",
            "license": {"name": "Licence of the data", "url": release.licence},
        },
        "servers": [{"url": host.rstrip("/")}],
        "tags": [{"name": name, "description": texts.get("en", name)} for name, texts in stock.words.groups.items()],
        "paths": {**paths, **_endpoint()},
        "components": {
            "schemas": {"Problem": PROBLEM},
            "parameters": _shared_parameters(queries, tongues),
            "responses": _shared_answers(),
            "headers": HEADERS,
        },
    }


def _paths(each: Listed) -> Document:
    """The addresses of a query: records with the types of their members, and every other representation."""
    there = {suffix.name: suffix for suffix in each.suffixes}
    found: Document = {}
    if "json" in there:
        record: Document = {"type": "object", "properties": {name: TYPES[kind] for name, kind in each.columns.items()}}
        record |= {"required": list(each.columns), "additionalProperties": False}
        content: Document = {"application/json": {"schema": {"type": "array", "items": record}}}
        answer = _answer("Records", content, has_pages=True)
        found[f"/q/{each.query.name}.json"] = {"get": _operation(each, "Records", there["json"], answer)}
    for suffix in each.suffixes:
        if suffix.name != "json":
            form = "".join(part.capitalize() for part in suffix.name.split("."))
            operation = _operation(each, form, suffix, _ref("responses", suffix.name))
            found[f"/q/{each.query.name}.{suffix.name}"] = {"get": operation}
    return found


def _answer(about: str, content: Document, *, has_pages: bool) -> Document:
    """A good answer."""
    names = ("ETag", "KG-Release", "KG-Total-Rows", "Link") if has_pages else ("ETag", "KG-Release")
    return {"description": about, "headers": {name: _ref("headers", name) for name in names}, "content": content}


def _operation(each: Listed, form: str, suffix: Suffix, answer: Document) -> Document:
    """What an address does."""
    words = each.query.name.split("-")
    name = words[0] + "".join(word.capitalize() for word in words[1:])
    about = each.query.description if suffix.name == "json" else f"{suffix.about}."
    return {
        "operationId": f"{name}{form}",
        "summary": each.query.title,
        "description": about,
        **({"tags": [each.query.group]} if each.query.group else {}),
        "parameters": [
            *(_ref("parameters", f"{each.query.name}.{parameter.name}") for parameter in each.query.parameters),
            *(_ref("parameters", option) for option in sorted(suffix.options)),
        ],
        "responses": {"200": answer, **{status: _ref("responses", name) for status, name in FAILURES.items()}},
    }


def _ref(section: str, name: str) -> Document:
    """A reference to a component."""
    return {"$ref": f"#/components/{section}/{name}"}


def _shared_answers() -> Document:
    """The good answers without a schema of their own, by suffix; and the failures."""
    good = {
        suffix.name: _answer(suffix.about, {suffix.offer.media_type: {}}, has_pages="limit" in suffix.options)
        for suffix in SUFFIXES.values()
        if suffix.name != "json"
    }
    return {**good, **RESPONSES}


def _shared_parameters(queries: Sequence[Listed], tongues: Sequence[str]) -> Document:
    """The parameters of all queries, and the options of representations, by name."""
    own = {
        f"{each.query.name}.{parameter.name}": _parameter(parameter, each.choices)
        for each in queries
        for parameter in each.query.parameters
    }
    options = {name: _option(name) for name in OPTIONS}
    options["labels"]["schema"] = {"enum": list(tongues), "default": tongues[0]}
    return {**options, **own}


def _parameter(parameter: Parameter, choices: Mapping[str, Sequence[str]]) -> Document:
    """A parameter of a query."""
    schema = dict(KINDS[parameter.kind])
    schema["default"] = int(parameter.default) if parameter.kind == "integer" else parameter.default
    values = choices.get(parameter.name)
    if values:
        schema["enum"] = [int(value) for value in values] if parameter.kind == "integer" else list(values)
    return {"name": parameter.name, "in": "query", "description": parameter.label, "schema": schema}


def _option(name: str) -> Document:
    """An option of a representation."""
    about, schema = OPTIONS[name]
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _endpoint() -> Document:
    """The SPARQL endpoint, for questions that are not stored."""
    query = {
        "name": "query",
        "in": "query",
        "required": True,
        "description": "SPARQL 1.1",
        "schema": {"type": "string"},
    }
    forms = ("application/sparql-results+json", "text/csv", "text/turtle", "application/n-triples")
    answer = {"description": "The answer, by Accept", "content": {form: {} for form in forms}}
    operation = {
        "operationId": "sparql",
        "summary": "Any SPARQL query",
        "description": "Queries of the SPARQL 1.1 Protocol; SERVICE and updates are refused.",
        "parameters": [query],
        "responses": {"200": answer, **{status: _ref("responses", name) for status, name in FAILURES.items()}},
    }
    return {"/sparql": {"get": operation}}
