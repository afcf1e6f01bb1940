"""Numbers, units, hedges and times as a sentence has them, in English and in Chinese.

English counts large numbers in millions, Chinese in units of ten thousand; both only where no digit is lost by it.
Units and hedges of a package that these tables do not know are said by their labels. Imports language.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from kg_server.naming.language import Language, decimal_of, message

Labels = Mapping[str, str]

_PLURALS = {"person": "people", "yuan": "yuan", "times": "times"}
_UNCOUNTED = frozenset({"percent", "percentage point"})
_HEDGES = {
    "exact": "{amount}",
    "about": message("about {amount}"),
    "more-than": message("more than {amount}"),
    "at-least": message("at least {amount}"),
    "nearly": message("nearly {amount}"),
    "at-most": message("at most {amount}"),
}
_SCALES = {
    "en": ((12, " trillion"), (9, " billion"), (6, " million")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万")),
}
_DIGITS = 6
"""Most digits of a number beside a word like million; one with more is written in full."""

_CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


def amount(language: Language, value: str) -> str:
    """A number in words where that says it exactly: `9.6 million`, `960万`; else in full."""
    parsed = decimal_of(value)
    if parsed is None:
        return value[:40]
    for power, word in _SCALES.get(language.code, ()):
        scaled = parsed.scaleb(-power)
        if abs(scaled) >= 1 and len(scaled.normalize().as_tuple().digits) <= _DIGITS and _is_short(scaled):
            return f"{language.number(scaled)}{word}"
    return language.number(parsed)


def _is_short(scaled: Decimal) -> bool:
    """Whether at most two digits follow the point."""
    exponent = scaled.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2


def counted(language: Language, value: str, unit: Labels) -> str:
    """A number with its unit: `1 person`, `9.6 million people`, `960万人`, `46.1%`."""
    shown, name = amount(language, value), language.label(unit)
    if unit.get("", unit.get("en", "")) == "percent":
        return f"{shown}%"
    if language.code == "zh" and _CHINESE.search(name):
        return f"{shown}{name}"
    return f"{shown} {plural(name, shown)}".strip()


def plural(unit: str, shown: str) -> str:
    """An English unit after a number; `per` and what follows stay as they are."""
    if shown == "1" or unit in _UNCOUNTED or _CHINESE.search(unit):
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


def hedged(language: Language, hedge: str, labels: Labels, said: str) -> str:
    """An amount with the source's hedge, by the last part of its IRI; one that is not known, by its label."""
    if hedge in _HEDGES:
        return language.text(_HEDGES[hedge], amount=said)
    return f"{language.label(labels)} {said}".strip()


def span(language: Language, kind: str, start: str, end: str, year: str) -> str:
    """When: last part of the IRI of the kind of time, days as ISO dates or "", the year as digits or ""."""
    first, last = _day(start), _day(end)
    if kind == "as-of" and (last or year):
        return language.text("as of {day}", day=language.date(last) if last else _year(language, year))
    if kind == "since" and first:
        return language.text("since {day}", day=language.date(first))
    if kind == "baseline":
        return language.text("{year}, the baseline", year=year) if year else language.text("the baseline")
    if first and last:
        return between(language, first, last)
    return _year(language, year) if year else (language.date(last) if last else "")


def between(language: Language, first: date, last: date) -> str:
    """Two days and all between them: whole years or months are called so."""
    begins_month, ends_month = first.day == 1, last.day == calendar.monthrange(last.year, last.month)[1]
    if begins_month and ends_month:
        return _months(language, first, last)
    if first == last:
        return language.date(first)
    return language.text("{first} – {last}", first=language.date(first), last=language.date(last))


def _months(language: Language, first: date, last: date) -> str:
    """Whole months."""
    one, two = str(first.year), str(last.year)
    if (first.month, last.month) == (1, 12):
        return _year(language, one) if one == two else language.text("{first}–{last}", first=one, last=two)
    opens, closes = language.month(first.month), language.month(last.month)
    if (one, opens) == (two, closes):
        return language.text("{month} {year}", month=opens, year=one)
    if one == two:
        return language.text("{first}–{last} {year}", first=opens, last=closes, year=one)
    return language.text(
        "{first} – {last}",
        first=language.text("{month} {year}", month=opens, year=one),
        last=language.text("{month} {year}", month=closes, year=two),
    )


def _year(language: Language, year: str) -> str:
    """A year by itself."""
    return language.text("{year}", year=year)


def _day(text: str) -> date | None:
    """A day, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
