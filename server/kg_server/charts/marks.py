"""What a chart draws: one mark for each row that has a number, with what must be known to compare it with others.

Imports result, guessing, fonts, refusal, naming's language and wording.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_builder.views import View
from kg_server.charts.fonts import plain
from kg_server.charts.guessing import labels, number_of, times
from kg_server.charts.result import NO_LABELS, Fact, Result, local, number
from kg_server.naming import wording
from kg_server.naming.language import Language

EXACT = ("", "exact")
MANY = "2"
"""A number after which a unit stands in the plural."""


@dataclass(frozen=True, order=True)
class Scope:
    """What two numbers must have in common to stand on one axis; "" for what is not known.

    Attributes:
        unit: key of the unit's labels in `Result.names`, or the text of a column of units.
        measure: `stock`, `flow` or `rate`.
        operation: `change`, `growth` or `multiple`; a share is a rate like any other.
        months: how long a flow was counted, "day" for up to a day without a beginning.
        is_plan: whether it was planned.
    """

    unit: str = ""
    measure: str = ""
    operation: str = ""
    months: str = ""
    is_plan: bool = False


@dataclass(frozen=True)
class Mark:
    """One number of a chart.

    Attributes:
        label: what it is the number of.
        value: the number.
        printed: the number in words, with its hedge and without its unit.
        scope: what it can be compared with.
        series: what tells colors or lines apart; "" where there is one.
        time: year or day; "" where there is none.
        low, high: bounds, or None where there is none.
        hedge: comparator by its id, or in the words of the answer; "" for none.
        row: of the answer, from 0.
    """

    label: str
    value: float
    printed: str
    scope: Scope
    series: str = ""
    time: str = ""
    low: float | None = None
    high: float | None = None
    hedge: str = ""
    row: int = 0

    @property
    def is_hedged(self) -> bool:
        """Whether the source does not print the number as it is."""
        return self.hedge not in EXACT

    @property
    def most(self) -> float:
        """The greatest number that is drawn for it."""
        return max(self.value, self.high if self.high is not None else self.value)

    @property
    def least(self) -> float:
        """The least number that is drawn for it."""
        return min(self.value, self.low if self.low is not None else self.value)


def marks_of(view: View, result: Result, language: Language) -> list[Mark]:
    """The marks of a completed view, in the order of the answer; rows without a number have none."""
    name = number_of(view)
    if not name:
        return []
    named = named_rows(view, result, language)
    found = []
    for at, cell in enumerate(result.columns[name]):
        value = number(cell)
        if cell is not None and value is not None:
            found.append(_mark(view, result, language, at, (cell["value"], value), named[at]))
    return found


def _mark(view: View, result: Result, language: Language, at: int, amount: tuple[str, float], label: str) -> Mark:
    """The mark of a row."""
    text, value = amount
    fact = _fact(view, result, at, value)
    hedge, said = _hedge(view, result, language, at, fact)
    low, high = (_bound(result, getattr(view, part), at, getattr(fact, part, "")) for part in ("low", "high"))
    shown = wording.amount(language, text)
    return Mark(
        label=label,
        value=value,
        printed=plain(wording.hedged(language, hedge, {"": said}, shown)) if hedge not in EXACT else shown,
        scope=_scope(view, result, at, fact),
        series=plain(result.text_at(view.series, at, language)),
        time=_time(view, result, at),
        low=low if low is None or low <= value else None,
        high=high if high is None or high >= value else None,
        hedge=hedge,
        row=at,
    )


def _cell(result: Result, name: str, at: int) -> dict[str, str] | None:
    """A cell of a row; None without a column."""
    cell = result.columns[name][at] if name else None
    return dict(cell) if cell is not None else None


def _fact(view: View, result: Result, at: int, value: float) -> Fact | None:
    """What is known of the figure whose value a row shows; None when it shows another number."""
    cell = _cell(result, view.figure, at)
    fact = result.facts.get(cell["value"]) if cell else None
    return fact if fact is not None and float(fact.value) == value else None


def _hedge(view: View, result: Result, language: Language, at: int, fact: Fact | None) -> tuple[str, str]:
    """The comparator of a row, and what the answer calls it."""
    cell = _cell(result, view.hedge, at)
    if fact is not None and fact.hedge:
        return fact.hedge, result.text(cell, language) or fact.hedge
    if cell is None:
        return "", ""
    said = local(cell["value"]) if cell["type"] == "uri" else cell["value"].replace(" ", "-")
    return said, result.text(cell, language)


def _bound(result: Result, name: str, at: int, known: str) -> float | None:
    """A bound of a row: of its column, else of its figure."""
    bound = number(_cell(result, name, at))
    if bound is None and known:
        return float(known)
    return bound


def _scope(view: View, result: Result, at: int, fact: Fact | None) -> Scope:
    """What a row's number can be compared with."""
    if fact is None:
        cell = _cell(result, view.unit, at)
        return Scope(unit=_unit_key(result, cell["value"]) if cell else "")
    months = (fact.months or "day") if fact.measure == "flow" else ""
    operation = fact.operation if fact.operation != "share" else ""
    return Scope(f"unit/{fact.unit}", fact.measure, operation, months, fact.is_plan)


def _unit_key(result: Result, value: str) -> str:
    """The key of a unit that the answer gives as a label or as an IRI."""
    by_id = f"unit/{local(value)}"
    return by_id if by_id in result.names else value


def unit_labels(scope: Scope, result: Result) -> dict[str, str]:
    """What a unit is called, by language tag; empty for none."""
    known = result.names.get(scope.unit, NO_LABELS)
    plain_label = scope.unit.removeprefix("unit/").replace("-", " ") if scope.unit else ""
    found = {**({"": plain_label} if plain_label and "" not in known else {}), **known}
    return {tag: plain(label) for tag, label in found.items()}


def _time(view: View, result: Result, at: int) -> str:
    """The year or day of a row's mark of a line."""
    cell = _cell(result, view.x if view.kind == "line" else "", at)
    return cell["value"][:10] if cell else ""


def named_rows(view: View, result: Result, language: Language) -> list[str]:
    """What each row is called: by the column of names and, until no two are called the same, by further ones."""
    first = view.label if view.kind in {"map", "figure"} and view.label else view.y
    if view.kind in {"line", "map"} and first == view.y:
        first = view.label
    columns = [name for name in dict.fromkeys((first, view.label)) if name]
    used = {view.x, view.unit, view.hedge, view.figure, view.series, view.point, view.region, *columns}
    further = [] if view.kind in {"line", "map", "figure"} else [*labels(result, used), *times(result, used)]
    rows = _joined(result, columns[:1], language)
    for name in [*columns[1:], *further]:
        if len(set(rows)) == len(rows):
            break
        fuller = _joined(result, [*columns[:1], name], language)
        if len(set(fuller)) > len(set(rows)):
            columns = [columns[0], name]
            rows = fuller
    return rows


def _called(result: Result, name: str, at: int, language: Language) -> str:
    """What a cell is called as part of a name: a day by its year, where that is all that it says."""
    text = plain(result.text_at(name, at, language))
    cell = result.columns[name][at]
    if cell is None or not cell.get("datatype", "").endswith("#date"):
        return text
    return text[:4] if text.endswith(("-12-31", "-01-01")) else language.date(text)


def _joined(result: Result, columns: Sequence[str], language: Language) -> list[str]:
    """The texts of some columns, row by row."""
    rows = range(len(result.table.rows))
    texts = [[_called(result, name, at, language) for name in columns] for at in rows]
    return [" · ".join(dict.fromkeys(filter(None, parts))) for parts in texts]
