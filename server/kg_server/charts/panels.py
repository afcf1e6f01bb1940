"""Numbers that can be compared share a panel with one axis; others get a panel of their own, or no chart at all.

What cannot stand on one axis: another unit; how many there are (a stock), how many were done over a span (a flow) and
rates; flows over spans of different length; changes beside shares; plans beside results. Imports marks and refusal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_server.charts.marks import MANY, Mark, Scope, unit_labels
from kg_server.charts.refusal import Refusal
from kg_server.charts.result import Result
from kg_server.naming import wording
from kg_server.naming.language import Language, message

MOST = 8
"""Most panels of one picture."""

_MEASURES = {
    "stock": message("how many there were at one time"),
    "flow": message("how many over a span"),
    "rate": message("share or rate"),
}
_OPERATIONS = {
    "change": message("change against an earlier time"),
    "growth": message("average growth a year"),
    "multiple": message("multiple of an earlier number"),
}


@dataclass(frozen=True)
class Panel:
    """Marks that share an axis.

    Attributes:
        scope: what they have in common.
        heading: the same in words, "" where there is nothing to tell apart.
        marks: in the order of the answer.
    """

    scope: Scope
    heading: str
    marks: tuple[Mark, ...]


def panels_of(marks: Sequence[Mark], result: Result, language: Language) -> tuple[Panel, ...]:
    """Panels in the order of their first marks.

    Raises:
        Refusal: there would be too many; names what differs.
    """
    groups: dict[Scope, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(mark.scope, []).append(mark)
    if len(groups) > MOST:
        raise Refusal(_why(list(groups), result, language))
    is_one = len(groups) == 1
    return tuple(
        Panel(scope, "" if is_one else described(scope, result, language), tuple(group))
        for scope, group in groups.items()
    )


def refuse_mixed(marks: Sequence[Mark], result: Result, language: Language) -> None:
    """See that all marks can share one scale, where there is room for only one.

    Raises:
        Refusal: they cannot; names what differs.
    """
    scopes = list(dict.fromkeys(mark.scope for mark in marks))
    if len(scopes) > 1:
        raise Refusal(_why(scopes, result, language))


def _why(scopes: Sequence[Scope], result: Result, language: Language) -> str:
    """Why numbers cannot be compared."""
    units = list(dict.fromkeys(language.label(unit_labels(scope, result)) for scope in scopes))
    if len(units) > 1:
        shown = ", ".join(filter(None, units[:6])) + (" …" if len(units) > 6 else "")
        return language.text(
            "These numbers cannot be compared: they have {n} units ({units}). Ask for one unit or one indicator.",
            n=len(units),
            units=shown,
        )
    kinds = "; ".join(described(scope, result, language) for scope in scopes[:4]) + (" …" if len(scopes) > 4 else "")
    return language.text(
        "These numbers cannot be compared: {kinds}. Ask for one indicator, or for one kind of measure and span.",
        kinds=kinds,
    )


def described(scope: Scope, result: Result, language: Language) -> str:
    """What the numbers of a scope have in common, in words."""
    unit = wording.plural(language.label(unit_labels(scope, result)), MANY)
    what = [language.text("planned")] if scope.is_plan else []
    if scope.operation:
        what.append(language.text(_OPERATIONS.get(scope.operation, scope.operation)))
    elif scope.measure == "flow":
        what.append(_spanned(scope.months, language))
    elif scope.measure:
        what.append(language.text(_MEASURES.get(scope.measure, scope.measure)))
    unit = unit[:1].upper() + unit[1:]
    return language.text("{unit}: {what}", unit=unit, what=", ".join(what)) if what else unit


def _spanned(months: str, language: Language) -> str:
    """How long a flow was counted."""
    if months == "day":
        return language.text("how many up to a day, from when is not said")
    if months == "12":
        return language.text("how many in one year")
    if int(months) % 12 == 0:
        return language.text("how many in {n} years", n=int(months) // 12)
    return language.text("how many in {n} months", n=int(months))
