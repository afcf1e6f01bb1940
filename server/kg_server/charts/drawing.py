"""From an answer and a view to one Vega-Lite spec, or to the reason why there is none.

The spec is of our own making: nothing of an answer gets into it but as data, and it loads and computes nothing.
Imports all kinds of charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg_builder.views import View
from kg_server.charts import bars, lines, maps, single
from kg_server.charts.alternatives import described
from kg_server.charts.fonts import plain, shortened
from kg_server.charts.guessing import completed
from kg_server.charts.marks import Mark, marks_of
from kg_server.charts.panels import panels_of
from kg_server.charts.refusal import Refusal
from kg_server.charts.result import Result
from kg_server.charts.sheet import LABEL, SIGN, Credit, Drawn, Look, Spec, credit_lines, sheet
from kg_server.charts.view import GUESS

DRAWABLE = ("bar", "dot", "line", "map", "figure")
FORBIDDEN = frozenset({"url", "href", "expr", "signal", "calculate", "filter", "transform", "params", "lookup", "test"})
"""Keys that load or compute something; no spec has them."""

_DATA = frozenset({"values", "datasets"})


@dataclass(frozen=True)
class Picture:
    """A chart or map, not yet drawn.

    Attributes:
        spec: in Vega-Lite, with its data.
        description: what it shows, in a few sentences, for who does not see it.
        view: the view with what was guessed.
        title: what it is called.
        version: the release that it is of.
    """

    spec: Spec
    description: str
    view: View
    title: str
    version: str


def draw(result: Result, view: View, look: Look, credit: Credit, outlines: maps.Outlines = maps.NONE) -> Picture:
    """The picture of an answer.

    Args:
        result: from `gathering.gather`.
        view: what is wanted; what it leaves open is guessed.
        look: how.
        credit: whose it is.
        outlines: of the regions, for maps.

    Raises:
        Refusal: there is no such picture; says why in the language of `look`.
    """
    view = completed(view, result, look.language)
    result = _cut(result, view)
    marks = marks_of(view, result, look.language)
    names = shortened([mark.series for mark in marks], LABEL, look.inner - SIGN)
    marks = [replace(mark, series=names[mark.series]) for mark in marks]
    if not marks and view.kind != "map":
        raise Refusal(look.language.text("The answer has no number to draw."))
    drawn = _drawn(view, result, marks, look, outlines)
    title = plain(look.title) or _title(view, look)
    lines_below = credit_lines(result, credit, look)
    description = described(view, result, marks, look, title, lines_below)
    spec = sheet(drawn, look, title, description, lines_below)
    check(spec)
    return Picture(spec, description, view, title, credit.version)


def _cut(result: Result, view: View) -> Result:
    """The first rows, when the view wants no more."""
    if not view.rows or len(result.table.rows) <= view.rows:
        return result
    return replace(result, table=replace(result.table, rows=result.table.rows[: view.rows], has_more=True))


def _drawn(view: View, result: Result, marks: Sequence[Mark], look: Look, outlines: maps.Outlines) -> Drawn:
    """The inside of the picture."""
    language = look.language
    if view.kind == "map":
        return maps.draw(view, result, marks, look, outlines)
    if view.kind == "figure":
        return single.draw(result, marks[0], look)
    panels = panels_of(marks, result, language)
    if view.kind == "line":
        return lines.draw(panels, result, look, look.heading(view.y))
    return bars.draw(panels, result, look, look.heading(view.x), is_dots=view.kind == "dot")


def _title(view: View, look: Look) -> str:
    """What a picture without a title is called: by its columns."""
    name, by = (view.y, view.x or view.label) if view.kind in {"line", "map"} else (view.x, view.y or view.label)
    if not name or not by:
        return look.heading(name or by)
    text = look.language.text("{number} by {name}", number=look.heading(name), name=look.heading(by))
    return text[:1].upper() + text[1:]


def kinds(result: Result, look: Look, outlines: maps.Outlines = maps.NONE) -> tuple[str, ...]:
    """The kinds of pictures that there can be of an answer, the one that suits it best first."""
    found = []
    for kind in (GUESS.kind, *DRAWABLE):
        try:
            picture = draw(result, replace(GUESS, kind=kind), look, Credit("", ""), outlines)
        except Refusal:
            continue
        found.append(picture.view.kind)
    return tuple(dict.fromkeys(found))


def check(part: object) -> None:
    """See that a spec loads and computes nothing.

    Raises:
        ValueError: it has a key that does; data are not looked at.
    """
    if isinstance(part, dict):
        for key, value in part.items():
            if key in FORBIDDEN:
                message = f"a spec must not have {key!r}"
                raise ValueError(message)
            if key not in _DATA:
                check(value)
    elif isinstance(part, list | tuple):
        for value in part:
            check(value)
