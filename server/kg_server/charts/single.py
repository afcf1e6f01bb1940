"""One number, large, with what it is the number of, its hedge and its unit.

Imports fonts, marks, sheet and wording.
"""

from kg_server.charts.fonts import width, wrapped
from kg_server.charts.marks import Mark, unit_labels
from kg_server.charts.result import Result
from kg_server.charts.sheet import LABEL, Drawn, Look, Spec, texts_part
from kg_server.naming import wording

LARGEST, LEAST = 44, 22
STEP = 20


def draw(result: Result, mark: Mark, look: Look) -> Drawn:
    """The number and its name."""
    language = look.language
    said = said_with_unit(mark, result, look)
    size = next((size for size in range(LARGEST, LEAST, -2) if width(said, size) <= look.inner), LEAST)
    lines = wrapped(said, size, look.inner, 3)
    number = texts_part(lines, 0.0, look.colors.marks[0], size, round(size * 1.3), look.inner)
    parts: list[Spec] = [number]
    names = [mark.label, mark.series]
    if mark.low is not None and mark.high is not None and mark.high > mark.low:
        least, most = (wording.amount(language, format(bound, ".15g")) for bound in (mark.low, mark.high))
        names.append(language.text("between {low} and {high} by the source's words and rounding", low=least, high=most))
    lines = tuple(line for name in names if name for line in wrapped(name, LABEL + 2, look.inner))
    if lines:
        parts.append(texts_part(lines, 0.0, look.colors.ink, LABEL + 2, STEP, look.inner))
    if len(result.table.rows) > 1:
        note = language.text("This is the first of {n} rows.", n=len(result.table.rows))
        return Drawn(parts, 0.0, [note])
    return Drawn(parts, 0.0)


def said_with_unit(mark: Mark, result: Result, look: Look) -> str:
    """The number in words, with hedge and unit: `more than 9.6 million people`."""
    labels = unit_labels(mark.scope, result)
    if not labels:
        return mark.printed
    counted = wording.counted(look.language, format(mark.value, ".15g"), labels)
    bare = wording.amount(look.language, format(mark.value, ".15g"))
    return mark.printed.replace(bare, counted, 1) if bare in mark.printed else f"{mark.printed} {counted}"
