"""Numbers, units and times as English sentences have them."""

import calendar
from datetime import date
from decimal import Decimal, InvalidOperation

_PLURALS = {"person": "people", "yuan": "yuan", "times": "times", "percent": "%"}
_HEDGES = {"exact": ""}


def number(value: str) -> str:
    """A decimal with commas between thousands, and without zeros at its end."""
    try:
        parsed = Decimal(value)
    except InvalidOperation:
        return value
    text = f"{parsed:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(value: str, unit: str) -> str:
    """A number with its unit: `1 person`, `9,600,000 people`, `46.1 %`."""
    shown = number(value)
    return f"{shown} {plural(unit, shown)}".strip()


def plural(unit: str, shown: str) -> str:
    """A unit after a number; `per` and what follows stay as they are."""
    if shown == "1" and unit != "percent":
        return unit
    head, per, rest = unit.partition(" per ")
    if head in _PLURALS:
        return f"{_PLURALS[head]}{per}{rest}"
    before, blank, last = head.rpartition(" ")
    if last.endswith("y") and last[-2:-1] not in set("aeiou"):
        last = f"{last[:-1]}ies"
    elif last.endswith(("s", "x", "ch", "sh")):
        last = last if last.endswith("s") else f"{last}es"
    elif last:
        last = f"{last}s"
    return f"{before}{blank}{last}{per}{rest}"


def hedged(hedge: str, amount: str) -> str:
    """An amount with the source's hedge, which is "exact" for none."""
    return f"{_HEDGES.get(hedge, hedge)} {amount}".strip()


def span(kind: str, start: str, end: str, year: str) -> str:
    """When: kind of time as its label has it, days as ISO dates or "", the year as digits or ""."""
    first, last = _day(start), _day(end)
    if kind == "as of":
        return f"as of {_written(last)}" if last else f"as of {year}".rstrip()
    if kind == "since" and first:
        return f"since {_written(first)}"
    if first and last:
        return between(first, last)
    if kind == "baseline":
        return f"{year}, the baseline" if year else "the baseline"
    return year or (_written(last) if last else "")


def between(first: date, last: date) -> str:
    """Two days and all between them: whole years or months are called so."""
    begins_month, ends_month = first.day == 1, last.day == calendar.monthrange(last.year, last.month)[1]
    if begins_month and ends_month:
        if (first.month, last.month) == (1, 12):
            return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B} {first.year}"
        if first.year == last.year:
            return f"{first:%B}–{last:%B} {last.year}"
        return f"{first:%B} {first.year} – {last:%B} {last.year}"
    return _written(first) if first == last else f"{_written(first)} – {_written(last)}"


def _day(text: str) -> date | None:
    """A day, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _written(day: date) -> str:
    """A day in words."""
    return f"{day.day} {day:%B} {day.year}"
