"""The elements of a query's WHERE clause."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_server.query.lexer import Token


@dataclass(frozen=True)
class Element:
    """One element of a group.

    Attributes:
        kind: triple, filter, bind, values, optional, minus, union, graph, group, select or block (triples kept whole).
        text: as SPARQL, to be put into a group.
        offset: where it begins in the query, in code points.
        variables: the variables in it, without `?`.
        parts: what it is made of: elements of a group, or the groups of a union.
        terms: subject, predicate or path, and object of a triple, as written.
    """

    kind: str
    text: str
    offset: int
    variables: frozenset[str]
    parts: tuple["Element", ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A query taken apart.

    Attributes:
        prologue: prefixes and base.
        dataset: its `FROM` clauses.
        elements: of the outermost group.
        rest: words after it: `GROUP`, `HAVING`, `ORDER`, `LIMIT`, `OFFSET`.
    """

    prologue: str
    dataset: str
    elements: tuple[Element, ...]
    rest: frozenset[str]


def variables_in(tokens: Sequence[Token]) -> frozenset[str]:
    """The names of the variables among tokens."""
    return frozenset(token.text[1:] for token in tokens if token.kind == "variable")


def names_in(term: str) -> frozenset[str]:
    """The name of a term that is a variable."""
    return frozenset({term[1:]}) if term[:1] in {"?", "$"} else frozenset()
