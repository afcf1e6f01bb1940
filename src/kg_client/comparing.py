"""Whether figures may be added, and if not, why not: all reasons at once.

Figures add up when they are of one kind, indicator, unit and time kind, of one group of people, count a stock or a
flow, and nothing is counted twice: either places apart from each other over the same days, or one series over days
apart. What cannot be shown is refused. Imports evidence and terms.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from kg_client.evidence import Evidence
from kg_client.terms import Iri

MOST_REASONS = 20
"""Reasons that are told; more of them would say no more."""

AT_LEAST = frozenset({"more-than", "at-least"})
AT_MOST = frozenset({"nearly", "at-most"})
ABOUT = frozenset({"about"})
EXACT = frozenset({"exact"})
DOUBTS = frozenset({"unit-doubtful", "scope-unclear", "contradicted"})
"""Flags with which a figure cannot be part of a sum."""


@dataclass(frozen=True)
class Addend:
    """A figure with what decides whether it may be added.

    Attributes:
        figure: with its evidence.
        measure: stock, flow or rate, "" for none.
        wider: regions that its region lies in.
        wholes: figures that it is counted among, directly or not.
    """

    figure: Evidence
    measure: str
    wider: frozenset[Iri]
    wholes: frozenset[Iri]

    @property
    def iri(self) -> Iri:
        """Of the figure."""
        return self.figure.figure

    @property
    def short(self) -> str:
        """The figure in a sentence."""
        return f"figure:{self.iri.rpartition('/')[2]}"

    def one(self, role: str) -> str:
        """The thing in a role, by its IRI, or ""."""
        return next(iter(self.figure.iris(role)), "")


def last(iri: str) -> str:
    """The last part of the IRI of a code."""
    return iri.rpartition("/")[2]


def reasons(addends: Sequence[Addend]) -> list[str]:
    """Why figures must not be added; empty when they may."""
    if len(addends) < 2:
        return ["A sum takes at least two figures."]
    found = [*_twice(addends), *_unfit(addends)]
    found = found or [*_differing(addends), *_hedges(addends)]
    found += _pairs(addends)
    shown = list(dict.fromkeys(found))
    more = len(shown) - MOST_REASONS
    return [*shown[:MOST_REASONS], f"There are {more} more reasons."] if more > 0 else shown


def _twice(addends: Sequence[Addend]) -> Iterator[str]:
    """Figures that are named more than once."""
    names = [addend.short for addend in addends]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} is named more than once."


def _unfit(addends: Sequence[Addend]) -> Iterator[str]:
    """Figures that can be part of no sum."""
    for addend in addends:
        figure, name = addend.figure, addend.short
        if figure.value is None:
            instead = ", ".join(figure.successors)
            yield f"{name} was taken out{f'; in its place stands {instead}' if instead else ''}."
        elif why := _measure_against(addend):
            yield f"{name} {why}."
        if operation := figure.name("operation"):
            yield f"{name} is a {operation}: it relates a number to another one and is no amount."
        if last(addend.one("rank")) == "deprecated":
            yield f"{name} is deprecated: another figure is preferred to it."
        for flag in figure.about.get("flag", ()):
            if last(flag.iri) in DOUBTS:
                yield f"{name} carries the flag {flag.label!r}: what it counts is in doubt."


def _measure_against(addend: Addend) -> str:
    """What speaks against a figure by its measure."""
    if addend.measure == "rate":
        return f"is a rate ({addend.figure.name('indicator')}): shares, prices and averages are never added"
    return "" if addend.measure in {"stock", "flow"} else "is neither known as a stock nor as a flow"


_ALIKE: Mapping[str, tuple[str, Callable[[Addend], str]]] = MappingProxyType(
    {
        "kind": ("A plan is no fact", lambda addend: addend.figure.kind),
        "unit": ("Units cannot be mixed", lambda addend: addend.figure.name("unit")),
        "measure": ("How many there are and how many were done differ", lambda addend: addend.measure),
        "indicator": ("Two indicators can count the same", lambda addend: addend.figure.name("indicator")),
        "beneficiary": ("Groups of people can overlap", lambda addend: addend.figure.name("beneficiary")),
        "time kind": ("A day, a span and a start differ", lambda addend: addend.figure.name("timeKind")),
    }
)
"""What figures must have in common: why, and how it is read."""


def _differing(addends: Sequence[Addend]) -> Iterator[str]:
    """What figures do not have in common, though they must."""
    for role, (why, read) in _ALIKE.items():
        groups = _grouped(addends, read)
        if len(groups) > 1:
            yield f"{why}; their {role}s are {_told(groups)}."
    for dimension in sorted({name for addend in addends for name in addend.figure.own}):
        groups = _grouped(addends, lambda addend, name=dimension: _own(addend, name))  # type: ignore[misc]
        if len(groups) > 1:
            role = re.split(r"[/#]", dimension)[-1]
            yield f"Wholes and their parts do not mix; by {role} they are {_told(groups)}."
    if {addend.measure for addend in addends} == {"stock"}:
        groups = _grouped(addends, lambda addend: addend.figure.when)
        if len(groups) > 1:
            yield f"Stocks add up only on one day: the next day counts the same again; theirs are {_told(groups)}."


def _own(addend: Addend, dimension: str) -> str:
    """What a figure has in one of the package's own dimensions."""
    return ", ".join(each.label for each in addend.figure.own.get(dimension, ()))


def _grouped(addends: Sequence[Addend], read: Callable[[Addend], str]) -> dict[str, list[str]]:
    """Value to the figures that have it."""
    groups: dict[str, list[str]] = {}
    for addend in addends:
        groups.setdefault(read(addend) or "none", []).append(addend.short)
    return groups


def _told(groups: Mapping[str, Sequence[str]]) -> str:
    """Values, each with the figures that have it."""
    parts = []
    for value, names in groups.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        parts.append(f"{value} ({shown})")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _hedges(addends: Sequence[Addend]) -> Iterator[str]:
    """Hedges that together bound nothing."""
    groups: dict[frozenset[str], dict[str, list[str]]] = {}
    for addend in addends:
        code = last(addend.one("comparator"))
        side = next((side for side in (AT_LEAST, AT_MOST, ABOUT, EXACT) if code in side), frozenset({code}))
        groups.setdefault(side, {}).setdefault(addend.figure.hedge, []).append(addend.short)
    groups.pop(EXACT, None)
    if len(groups) > 1:
        hedges = {hedge: names for group in groups.values() for hedge, names in group.items()}
        yield f"Their hedges point different ways, so that the sum would have no bound: {_told(hedges)}."


def _pairs(addends: Sequence[Addend]) -> Iterator[str]:
    """Pairs that count something twice, or that do not belong together."""
    for one, other in combinations([each for each in addends if each.figure.value is not None], 2):
        if one.iri == other.iri:
            continue
        linked = _linked(one, other) or _linked(other, one)
        apart = _apart(one, other)
        if reason := linked or (_days(one, other) if apart else _same_place(one, other)):
            yield reason


def _linked(one: Addend, other: Addend) -> str:
    """Whether a figure is said to be part of another, or in conflict with it."""
    if other.iri in one.wholes:
        return f"{one.short} is counted among {other.short}."
    if other.iri in one.figure.iris("conflictsWith"):
        return f"{one.short} and {other.short} are different numbers for the same thing."
    return ""


def _apart(one: Addend, other: Addend) -> bool:
    """Whether two figures are of places that do not lie in each other."""
    here, there = one.one("region"), other.one("region")
    return here != there and here not in other.wider and there not in one.wider


def _days(one: Addend, other: Addend) -> str:
    """Why two figures of places apart do not cover the same days."""
    if "flow" not in {one.measure, other.measure}:
        return ""
    for each in (one, other):
        if each.figure.start is None:
            return f"Nothing says from which day {each.short} counts."
    if (one.figure.start, one.figure.end) != (other.figure.start, other.figure.end):
        return f"{one.short} and {other.short} cover different days: {one.figure.when}, and {other.figure.when}."
    return ""


def _same_place(one: Addend, other: Addend) -> str:
    """Why two figures of places in each other can count the same; "" for one series over days apart."""
    here, there = one.figure.name("region"), other.figure.name("region")
    if one.one("region") != other.one("region"):
        inner, outer = (here, there) if other.one("region") in one.wider else (there, here)
        return f"{inner} lies in {outer}: {one.short} and {other.short} can count the same."
    if not one.one("series") or one.one("series") != other.one("series"):
        return f"{one.short} and {other.short} are both of {here}: nothing says that they do not count the same."
    if one.measure != "flow":
        return f"{one.short} and {other.short} are one series of {here}: a stock counts the same again each time."
    first, second = sorted((one, other), key=lambda each: str(each.figure.end))
    begins, ends = second.figure.start, first.figure.end
    if begins is None or ends is None or first.figure.start is None or begins <= ends:
        return f"{one.short} and {other.short} are one series and their days are not shown to be apart."
    return ""
