"""Whether two servers gave the same answer, however they write numbers, order rows or name blank nodes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from benchmarks.serve.questions import Kind

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMERIC = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long", "boolean"))
"""Datatypes that are compared by value: one peer keeps booleans as numbers."""

PLACES = Decimal("0.000001")

Row = tuple[str, ...]


def answer(kind: Kind, body: bytes) -> list[Row]:
    """The rows or triples of an answer, sorted unless their order counts.

    Args:
        kind: of the query.
        body: results in JSON; for a graph N-Triples, or RDF/XML from a peer that knows nothing else.

    Raises:
        ValueError: the body is neither.
        SyntaxError: it is not well-formed.
    """
    rows = _triples(body) if kind.is_graph else _solutions(json.loads(body))
    return rows if kind.is_ordered else sorted(rows)


def difference(kind: Kind, expected: Sequence[Row], found: Sequence[Row]) -> str:
    """In a few words how an answer differs; empty where it is the same.

    Where a query leaves open which rows it wants, as many different ones will do.
    """
    if kind.is_open:
        many, wanted = len(set(found)), len(set(expected))
        return "" if many == wanted else f"{many} different rows, expected {wanted}"
    if len(expected) != len(found):
        return f"{len(found)} rows, expected {len(expected)}"
    differing = next((pair for pair in zip(expected, found, strict=True) if pair[0] != pair[1]), None)
    return f"{differing[1]}, expected {differing[0]}" if differing else ""


def _solutions(results: Mapping[str, Mapping[str, Iterable[Mapping[str, Mapping[str, str]]]]]) -> list[Row]:
    """Rows of results in JSON, each cell as text; an unbound one is empty."""
    names = list(results["head"]["vars"])
    return [
        tuple(_cell(binding[str(name)]) if str(name) in binding else "" for name in names)
        for binding in results["results"]["bindings"]
    ]


def _cell(cell: Mapping[str, str]) -> str:
    if cell["type"] == "uri":
        return f"<{cell['value']}>"
    if cell["type"] == "bnode":
        return "_:"
    return _literal(cell["value"], cell.get("datatype", ""), cell.get("xml:lang", ""))


def _triples(body: bytes) -> list[Row]:
    """Triples of a graph, each once."""
    form = ox.RdfFormat.RDF_XML if body.lstrip().startswith(b"<?xml") else ox.RdfFormat.N_TRIPLES
    return list({_triple(quad.triple) for quad in ox.parse(body, form)})


def _triple(triple: ox.Triple) -> Row:
    return (_term(triple.subject), _term(triple.predicate), _term(triple.object))


def _term(term: object) -> str:
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.datatype.value, term.language or "")
    return str(term) if isinstance(term, ox.NamedNode) else "_:"


def _literal(value: str, datatype: str, language: str) -> str:
    """A literal as text: numbers by value, texts with their language, days as they are."""
    if language:
        return f'"{value}"@{language.lower()}'
    if datatype in NUMERIC:
        return _number({"true": "1", "false": "0"}.get(value, value))
    return f'"{value}"'


def _number(value: str) -> str:
    try:
        return f"{Decimal(value).quantize(PLACES).normalize():f}"
    except InvalidOperation:
        return value
