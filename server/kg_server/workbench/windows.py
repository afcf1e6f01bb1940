"""Queries made from a query: a page of its answer, in another order, or the number of its rows.

A SELECT becomes a subquery of another one (https://www.w3.org/TR/sparql11-query/#subqueries), so that every engine can
do it and nothing but the page leaves the engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg_server.query.elements import variables_in
from kg_server.query.lexer import Token, tokenize
from kg_server.query.outline import outline
from kg_server.query.reading import Reading

_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})


@dataclass(frozen=True)
class Projection:
    """What a SELECT selects.

    Attributes:
        names: its variables in order, without `?`; none for `*`.
        is_star: it selects every variable.
        is_distinct: `DISTINCT` or `REDUCED`: one more variable would make other rows.
        aggregates: whether an aggregate stands in it.
        aliases: name to the variable that it is another name of, from `(?variable AS ?name)`.
        made_of: name to the variables of its expression, for every name that has one.
        end: offset in the query after it.
    """

    names: tuple[str, ...] = ()
    is_star: bool = False
    is_distinct: bool = False
    aggregates: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    made_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    end: int = 0


def projection(reading: Reading) -> Projection:
    """What the SELECT of a query selects."""
    tokens = [token for token in tokenize(reading.text) if token.offset >= len(reading.prologue)][1:]
    taken, depth = 0, 0
    for token in tokens:
        is_mark = token.kind == "mark"
        if depth == 0 and (token.text == "{" or token.text.upper() in {"WHERE", "FROM"}):
            break
        depth += (is_mark and token.text == "(") - (is_mark and token.text == ")")
        taken += 1
    chosen = tokens[:taken]
    words = {token.text.upper() for token in chosen if token.kind == "word"}
    names, items = _names(chosen)
    return Projection(
        names=names,
        is_star=any(token.text == "*" for token in chosen[:2]) and not names,
        is_distinct=bool(words & {"DISTINCT", "REDUCED"}),
        aggregates=bool(words & _AGGREGATES),
        aliases={
            name: item[0].text[1:] for name, item in items.items() if len(item) == 3 and item[0].kind == "variable"
        },
        made_of={name: variables_in(item[:-1]) for name, item in items.items()},
        end=chosen[-1].offset + len(chosen[-1].text) if chosen else len(reading.prologue) + len("SELECT"),
    )


def _names(tokens: Sequence[Token]) -> tuple[tuple[str, ...], dict[str, list[Token]]]:
    """The variables of a projection in order, and the tokens in the brackets of those that have an expression."""
    names, items = list[str](), dict[str, list[Token]]()
    depth, inside = 0, list[Token]()
    for token in tokens:
        is_mark = token.kind == "mark"
        if depth == 0 and token.kind == "variable":
            names.append(token.text[1:])
        depth -= is_mark and token.text == ")"
        if depth == 0 and inside and inside[-1].kind == "variable":
            names.append(inside[-1].text[1:])
            items[names[-1]] = inside
        inside = [*inside, token] if depth else []
        depth += is_mark and token.text == "("
    return tuple(names), items


def window(reading: Reading, names: Sequence[str], sort: str, skip: int, rows: int) -> str:
    """The query for some rows of a SELECT's answer.

    Args:
        reading: the query.
        names: the variables to give, in order; none for all.
        sort: variable to order by, with `-` before it for the other way round; "" for the query's own order.
        skip: rows before the first.
        rows: most rows.
    """
    order = f" ORDER BY {'DESC' if sort.startswith('-') else 'ASC'}(?{sort.removeprefix('-')})" if sort else ""
    selected = " ".join(f"?{name}" for name in names) or "*"
    return f"{_wrapped(reading, selected)}{order} LIMIT {rows} OFFSET {skip}"


def count(reading: Reading) -> str:
    """The query for the number of rows of a SELECT's answer, as `rows`."""
    return _wrapped(reading, "(COUNT(*) AS ?rows)")


def _wrapped(reading: Reading, selected: str) -> str:
    """A SELECT around a SELECT, with prologue and dataset where they belong: outside."""
    dataset = outline(reading.text, reading.prologue).dataset
    body = reading.text[len(reading.prologue) :]
    inner = body.replace(dataset, " ", 1) if dataset else body
    return f"{reading.prologue}\nSELECT {selected} {dataset}\nWHERE {{ {{\n{inner}\n}} }}"
