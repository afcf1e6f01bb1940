"""Numbers, units, hedges and times in words, without losing a digit."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

_PLURALS: Mapping[str, str] = MappingProxyType(
    {
        "person": "people",
        "yuan": "yuan",
        "times": "times",
        "percent": "percent",
        "percentage point": "percentage points",
    }
)


def number(value: Decimal) -> str:
    """A number in full, with groups of three digits and no zeros after the last digit."""
    whole = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return f"{whole:,f}"


def counted(value: Decimal, unit: str) -> str:
    """A number with its unit: `519 devices`, `46.1 percent`, `1,504 yuan per person`."""
    return f"{number(value)} {unit if value == 1 else plural(unit)}".strip()


def plural(unit: str) -> str:
    """The plural of an English unit; `per` and what follows stay as they are."""
    head, per, rest = unit.partition(" per ")
    if head in _PLURALS:
        return f"{_PLURALS[head]}{per}{rest}"
    if not head.isascii() or not head:
        return unit
    if head.endswith("y") and head[-2:-1] not in set("aeiou"):
        return f"{head[:-1]}ies{per}{rest}"
    ending = "" if head.endswith("s") else "es" if head.endswith(("x", "ch", "sh")) else "s"
    return f"{head}{ending}{per}{rest}"


def hedged(hedge: str, said: str) -> str:
    """An amount with the source's hedge, which is not said for an exact one."""
    return said if hedge in {"", "exact"} else f"{hedge} {said}"


def span(kind: str, start: str, end: str) -> str:
    """The days that a figure covers: `as of 2022-12-31`, `during 2016-01-01 to 2020-12-31`."""
    days = f"{start} to {end}" if start and start != end else end
    return f"{kind} {days}".strip()
