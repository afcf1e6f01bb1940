"""What to change in a query that took too long, the cheapest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg_server.query.elements import Element
from kg_server.query.outline import outline
from kg_server.query.reading import Reading
from kg_server.workbench.windows import projection

_LIMIT = 100


@dataclass(frozen=True)
class Advice:
    """One change.

    Attributes:
        kind: limit, product, class or time.
        values: what fills its sentence.
        query: the query with the change made, or "".
        seconds: the time limit to ask for, or 0.
    """

    kind: str
    values: tuple[str, ...] = ()
    query: str = ""
    seconds: float = 0.0


def advice(reading: Reading, seconds: float, most: float) -> tuple[Advice, ...]:
    """What may help a query that was stopped.

    Args:
        reading: the query.
        seconds: the time limit that it had.
        most: the longest time limit there is.
    """
    return tuple(_advice(reading, seconds, most))


def _advice(reading: Reading, seconds: float, most: float) -> Iterator[Advice]:
    """The changes, the cheapest first."""
    outlined = outline(reading.text, reading.prologue)
    parts = unlinked(outlined.elements)
    if len(parts) > 1:
        yield Advice("product", tuple(", ".join(f"?{name}" for name in sorted(part)[:4]) for part in parts[:2]))
    is_one_row = reading.form == "SELECT" and projection(reading).aggregates and "GROUP" not in outlined.rest
    if reading.form != "ASK" and "LIMIT" not in outlined.rest and not is_one_row:
        yield Advice("limit", (str(_LIMIT),), f"{reading.text.rstrip()}\nLIMIT {_LIMIT}\n")
    if not _has_type(outlined.elements):
        yield Advice("class")
    if seconds < most:
        yield Advice("time", (f"{most:g}",), reading.text, most)


def unlinked(elements: Sequence[Element]) -> list[frozenset[str]]:
    """Variables of parts that share none: each solution of one is combined with each of the others."""
    groups: list[set[str]] = []
    for element in elements:
        if not element.variables or element.kind in {"minus", "filter"}:
            continue
        names = set(element.variables)
        for group in [group for group in groups if group & names]:
            names |= group
            groups.remove(group)
        groups.append(names)
    return [frozenset(group) for group in groups]


def _has_type(elements: Sequence[Element]) -> bool:
    """Whether some pattern says of which class a thing is."""
    return any(
        (each.kind == "triple" and each.terms[1] in {"a", "rdf:type"}) or _has_type(each.parts) for each in elements
    )
