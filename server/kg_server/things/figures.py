"""Figures as rows of a table: what was counted, how much, when, where, for whom; each number leads to its evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg_server.naming.wording import counted, hedged, span
from kg_server.protocol.asking import Cell
from kg_server.things.reader import LH, TYPE, Facts, Reader, Thing, all_of, first, last_part

DIMENSIONS = ("indicator", "region", "program", "beneficiary")
"""What a figure is about, in the order of the columns."""

_NAMED = tuple(f"{LH}{name}" for name in (*DIMENSIONS, "unit", "comparator", "timeKind", "flag"))
_PLAIN = tuple(f"{LH}{name}" for name in ("value", "start", "end", "year", "target", "rank"))


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        iri: of it.
        link: where its page is.
        said: hedge, number and unit.
        when: the time it is about.
        about: dimension to thing.
        is_target: whether it was planned.
        flags: what a curator marks.
        year: to sort by, or "".
        value: the number as it is in the graph.
        target: the target that it is the result for, or "".
        rank: last part of the IRI of its rank, or "".
    """

    iri: str
    link: str
    said: str
    when: str
    about: Mapping[str, Thing]
    is_target: bool
    flags: Sequence[Thing]
    year: str
    value: str
    target: str
    rank: str


def sentence(reader: Reader, facts: Facts) -> tuple[str, str]:
    """A figure in words, once its names are learned: amount with hedge and unit, and time."""
    language = reader.language
    value = first(facts, "value")
    said = counted(language, value, reader.labels(first(facts, "unit"))) if value else ""
    hedge = first(facts, "comparator")
    if hedge and said:
        said = hedged(language, last_part(hedge), reader.labels(hedge), said)
    spot = (last_part(first(facts, "timeKind")), first(facts, "start"), first(facts, "end"), first(facts, "year"))
    return said, span(language, *spot)


def things_of(facts: Facts) -> list[str]:
    """All IRIs that a figure's own statements name."""
    return [cell["value"] for cells in facts.values() for cell in cells if cell["type"] == "uri"]


def rows(reader: Reader, iris: Iterable[str]) -> list[Row]:
    """Figures by their IRIs, in their order; those that the graph says no value of are left out."""
    found = reader.facts(iris, (*_NAMED, *_PLAIN, TYPE))
    reader.learn(cell["value"] for facts in found.values() for name in _NAMED for cell in facts.get(name, ()))
    return [row(reader, iri, facts) for iri, facts in found.items() if first(facts, "value")]


def row(reader: Reader, iri: str, facts: Mapping[str, list[Cell]]) -> Row:
    """One figure by its statements, once its names are learned."""
    said, when = sentence(reader, facts)
    return Row(
        iri=iri,
        link=reader.names.link(iri) or "",
        said=said,
        when=when,
        about={name: reader.thing(first(facts, name)) for name in DIMENSIONS if first(facts, name)},
        is_target=f"{LH}Target" in all_of(facts, TYPE),
        flags=[reader.thing(flag) for flag in all_of(facts, "flag")],
        year=first(facts, "year"),
        value=first(facts, "value"),
        target=first(facts, "target"),
        rank=last_part(first(facts, "rank")),
    )
