"""What an assistant's query may not do: add figures up unseen, or give numbers that lead to no source.

`add_figures` adds, and checks first. A query is looked at as text, comments and strings included: rather one query too
many is refused than one sum too many given. This guards against haste, not against intent; limits of time and memory
are the service's. Imports kg_client.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kg_client import Iri
from kg_client.terms import Cell

_GAP = r"(?:\s|#[^\n\r]*[\n\r])*"
_AGGREGATE = re.compile(rf"(?<![\w?$:])(SUM|AVG){_GAP}\(", re.IGNORECASE)
_PLUS = re.compile(rf"(?P<before>[?$]\w+|\)){_GAP}\+{_GAP}(?:[?$]\w|\(|[A-Za-z][\w-]*(?::[\w-]*)?{_GAP}\()")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_VARIABLE = re.compile(r"[?$]\w")

INSTEAD = (
    "Select the figures themselves (with ?figure in the SELECT clause) and give those that you want added to "
    "add_figures: it checks unit, measure, time, places and subsets, and says why figures must not be added."
)
UNTRACEABLE = (
    "The answer has numbers in rows without a figure, so that nobody could find their source. Put the figure into the "
    "SELECT clause: SELECT ?figure … WHERE { ?figure lh:value ?value … }; for the largest, ORDER BY DESC(?value) "
    "LIMIT 1 instead of MAX."
)


def sums_in(query: str) -> str:
    """Why a query is not run: what in it adds numbers up; "" when nothing does."""
    text = _ESCAPE.sub(_character, query)
    if match := _AGGREGATE.search(text):
        return f"The query has {match[1].upper()}, which adds figures whatever they count. {INSTEAD}"
    for match in _PLUS.finditer(text):
        if match["before"] != ")" or _VARIABLE.search(_bracket(text, match.start())):
            return f"The query adds with +, whatever the numbers count. {INSTEAD}"
    return ""


def _character(match: re.Match[str]) -> str:
    """The character of an escape, as SPARQL resolves it anywhere in a query (19.2)."""
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 else ""


def _bracket(text: str, end: int) -> str:
    """What stands between the bracket that closes at a place and the one that opens it."""
    depth = 0
    for at in range(end, -1, -1):
        depth += {")": 1, "(": -1}.get(text[at], 0)
        if depth == 0:
            return text[at + 1 : end]
    return text[:end]


def is_traceable(rows: Sequence[Sequence[Cell]], base: str) -> bool:
    """Whether each row with a number that is no count names a figure."""
    return all(figures_in(row, base) or not any(isinstance(cell, Decimal | float) for cell in row) for row in rows)


def figures_in(row: Sequence[Cell], base: str) -> list[Iri]:
    """The figures that a row names."""
    return [cell for cell in row if isinstance(cell, Iri) and base and cell.startswith(f"{base}figure/")]
