"""Axes of numbers: counted in millions or 亿 where that reads better, with the unit beside.

Imports marks, sheet and wording.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg_server.charts.marks import MANY, Mark, Scope, unit_labels
from kg_server.charts.result import Result
from kg_server.naming import wording
from kg_server.naming.language import Language

_SCALES = {
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}


@dataclass(frozen=True)
class Axis:
    """How the numbers of a panel are counted.

    Attributes:
        factor: what they are divided by.
        title: the unit, with the word for the factor.
    """

    factor: float
    title: str


def axis_of(marks: Sequence[Mark], scope: Scope, result: Result, language: Language, other: str) -> Axis:
    """The axis of some marks.

    Args:
        marks: what stands on it.
        scope: what they have in common.
        result: knows what units are called.
        language: of the title.
        other: title where there is no unit.
    """
    most = max((max(abs(mark.most), abs(mark.least)) for mark in marks), default=0.0)
    factor, word = next(((f, w) for f, w in _SCALES.get(language.code, ()) if most >= 2 * f), (1.0, ""))
    unit = language.label(unit_labels(scope, result))
    if not unit:
        return Axis(factor, f"{other} ({word})" if word else other)
    if unit_labels(scope, result).get("") == "percent":
        return Axis(factor, language.text("percent"))
    if language.code == "zh":
        return Axis(factor, f"{word}{unit}")
    return Axis(factor, " ".join(filter(None, (word, wording.plural(unit, MANY)))))


def ticks(low: float, high: float) -> list[float]:
    """About five round numbers from one to another."""
    raw = (high - low) / 5
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(number * step, 12) for number in range(first, math.floor(high / step + 1e-9) + 1)]


def domain(marks: Sequence[Mark], factor: float, from_zero: bool) -> tuple[float, float]:  # noqa: FBT001  # two kinds
    """The least and the greatest number of an axis; never the same."""
    low, high = min(mark.least for mark in marks) / factor, max(mark.most for mark in marks) / factor
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    else:
        margin = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
        low, high = low - margin if low < 0 or low - margin > 0 else 0.0, high + margin
    return (low, high) if high > low else (low, low + 1.0)
