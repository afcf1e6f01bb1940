"""The figures behind a number that stands for several: a sum, a count, a row of `DISTINCT`.

The query is asked again for the figures themselves, with what the row says kept fixed. Where the row does not say
enough, no query is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from kg_server.protocol.asking import Cell
from kg_server.query.lexer import Token, tokenize
from kg_server.query.outline import outline
from kg_server.query.reading import Reading
from kg_server.workbench.windows import Projection, projection
from kg_server.workbench.witnesses import edited, keys_of, values_of


@dataclass(frozen=True)
class Origins:
    """Where the numbers of an answer come from.

    Attributes:
        by_name: variable of the answer to the variables of figure and value.
        fixed: the variables that a row fixes.
        head: the query up to what it selects.
        dataset: its `FROM` clauses.
        body: what stands in its outermost group.
    """

    by_name: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    head: str = ""
    dataset: str = ""
    body: str = ""

    def query(self, name: str, row: Mapping[str, Cell | None]) -> str | None:
        """The query for the figures behind a number of a row; None where the row cannot be written down."""
        filters = [_filter(each, row.get(each)) for each in self.fixed]
        if None in filters:
            return None
        figure, value = self.by_name[name]
        selected = f"SELECT DISTINCT ?{figure} ?{value} {self.dataset}".rstrip()
        lines = "".join(f"\n  {each}" for each in filters)
        return f"{self.head}{selected} WHERE {{\n  {self.body.strip()}{lines}\n}}\nORDER BY DESC(?{value})\n"


def origins(reading: Reading, value: str, prefixes: Mapping[str, str]) -> Origins:
    """Where the numbers of a SELECT's answer come from; nowhere, where it cannot be told.

    Args:
        reading: the query.
        value: IRI of the property whose objects are values of figures.
        prefixes: those that every query gets.
    """
    selected = projection(reading)
    found, edits = values_of(reading, value, prefixes)
    if not found or selected.is_star:
        return Origins()
    named = replace(reading, text=edited(reading.text, (edit for each in edits.values() for edit in each)))
    fixed, body = _fixed(named, selected), _body(named)
    if fixed is None or body is None:
        return Origins()
    by_name = {name: origin for name in selected.names if (origin := _origin(name, selected, found)) is not None}
    dataset = outline(named.text, named.prologue).dataset.strip()
    return Origins(by_name, fixed, named.prologue, dataset, body)


def _origin(name: str, selected: Projection, found: Mapping[str, str]) -> tuple[str, str] | None:
    """The variables of figure and value that a name is made of, when they are of one kind of figure."""
    variables = selected.made_of.get(name, frozenset({name}))
    pairs = {(figure, value) for value, figure in found.items() if value in variables or figure in variables}
    return next(iter(pairs)) if len(pairs) == 1 and name != next(iter(pairs))[0] else None


def _fixed(reading: Reading, selected: Projection) -> tuple[str, ...] | None:
    """The variables that a row fixes; None where rows stand for one solution each, or say too little."""
    rest = outline(reading.text, reading.prologue).rest
    plain = tuple(name for name in selected.names if name not in selected.made_of)
    if "GROUP" in rest:
        keys = keys_of(reading.text)
        return tuple(sorted(keys)) if keys is not None and keys <= set(plain) else None
    if selected.aggregates:
        return ()
    return plain if selected.is_distinct else None


def _body(reading: Reading) -> str | None:
    """What stands in the outermost group; None where `VALUES` after it also counts."""
    tokens = [token for token in tokenize(reading.text) if token.offset >= len(reading.prologue)]
    start = next((at for at, token in enumerate(tokens) if _is(token, "{")), None)
    if start is None:
        return None
    depth = 0
    for at, token in enumerate(tokens[start:], start):
        depth += _is(token, "{") - _is(token, "}")
        if depth == 0:
            words = {each.text.upper() for each in tokens[at:] if each.kind == "word"}
            return None if "VALUES" in words else reading.text[tokens[start].offset + 1 : token.offset]
    return None


def _is(token: Token, mark: str) -> bool:
    """Whether a token is a mark."""
    return token.kind == "mark" and token.text == mark


def _filter(name: str, cell: Cell | None) -> str | None:
    """A filter that keeps a variable as a row has it; None for a blank node, which has no name.

    No `VALUES`: it would give a value to a variable that is not bound.
    """
    if cell is None:
        return f"FILTER(!BOUND(?{name}))"
    if cell["type"] == "bnode":
        return None
    return f"FILTER(sameTerm(?{name}, {_term(cell)}))"


def _term(cell: Cell) -> str:
    """A term as SPARQL."""
    if cell["type"] == "uri":
        return str(ox.NamedNode(cell["value"]))
    language = cell.get("xml:lang")
    if language:
        return str(ox.Literal(cell["value"], language=language))
    return str(ox.Literal(cell["value"], datatype=ox.NamedNode(cell["datatype"])))
