"""Bars and dots: a row for each mark, its name to the left, its number in words beside it, bounds as a thin line.

Imports axes, fonts, marks, panels and sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg_server.charts.axes import Axis, axis_of, domain, ticks
from kg_server.charts.fonts import width, wrapped
from kg_server.charts.marks import Mark
from kg_server.charts.panels import Panel
from kg_server.charts.result import Result
from kg_server.charts.sheet import LABEL, LINE, Drawn, Look, Spec, heading_of
from kg_server.naming.language import Language

MOST = 60
"""Most marks of one picture; the first are drawn."""

GAP = 8
"""Between a name and its bar, and between a bar and its number."""

_NAMES_SHARE = 0.36
_VISIBLE = 0.006
"""Share of an axis that bounds must span to be seen."""


@dataclass(frozen=True)
class Row:
    """A mark with its place: the key that tells rows apart, and its name on lines."""

    mark: Mark
    key: str
    lines: tuple[str, ...]


def draw(panels: Sequence[Panel], result: Result, look: Look, number_title: str, *, is_dots: bool) -> Drawn:
    """Panels of bars or dots, one below the other.

    Args:
        panels: marks that share an axis each.
        result: knows units.
        look: how it is wanted.
        number_title: what the numbers are called where they have no unit.
        is_dots: dots on an axis that need not begin at zero, instead of bars.
    """
    panels, notes = _first(panels, look.language)
    room = look.inner * _NAMES_SHARE
    rows = [[_row(mark, at, room) for at, mark in enumerate(panel.marks)] for panel in panels]
    left = GAP + max(width(line, LABEL) for panel in rows for row in panel for line in row.lines)
    plot = look.inner - left
    series = list(dict.fromkeys(row.mark.series for panel in rows for row in panel if row.mark.series))
    parts = []
    for panel, placed in zip(panels, rows, strict=True):
        axis = axis_of(panel.marks, panel.scope, result, look.language, number_title)
        sketch = _Sketch(look, axis, plot, left, tuple(series), is_dots)
        parts.append(sketch.part(placed, panel.heading or axis.title))
    return Drawn(parts, left, [*notes, *_legend(rows, look.language)], below=22.0 if is_dots else 0.0)


def _first(panels: Sequence[Panel], language: Language) -> tuple[list[Panel], list[str]]:
    """The panels with their first marks, and a note where some are left out."""
    total, left, kept = sum(len(panel.marks) for panel in panels), MOST, []
    for panel in panels:
        if left > 0:
            kept.append(replace(panel, marks=panel.marks[:left]))
        left -= len(panel.marks)
    if total <= MOST:
        return kept, []
    return kept, [language.text("The first {n} of {total} are drawn.", n=MOST, total=total)]


def _row(mark: Mark, at: int, room: float) -> Row:
    """A mark with its name on lines; a mark without a name has a number."""
    name = mark.label or f"{at + 1}"
    return Row(mark, f"{at + 1}", wrapped(name, LABEL, room))


def _legend(rows: Sequence[Sequence[Row]], language: Language) -> list[str]:
    """What the signs at the ends of bars mean, where there are some."""
    marks = [row.mark for panel in rows for row in panel]
    notes = []
    if any(mark.is_hedged and mark.high is None and mark.low is not None for mark in marks):
        notes.append(language.text("▷ the true number is this or more"))
    if any(mark.is_hedged and mark.low is None and mark.high is not None for mark in marks):
        notes.append(language.text("◁ the true number is this or less"))
    return [" · ".join(notes)] if notes else []


@dataclass(frozen=True)
class _Sketch:
    """What the parts of one panel share."""

    look: Look
    axis: Axis
    plot: float
    left: float
    series: tuple[str, ...]
    is_dots: bool

    def part(self, rows: Sequence[Row], heading: str) -> Spec:
        """The spec of a panel."""
        low, high = domain([row.mark for row in rows], self.axis.factor, not self.is_dots or len(rows) == 1)
        longest = max(width(row.mark.printed, LABEL) for row in rows)
        share = max(0.25, 1 - (longest + 2 * GAP + 8) / self.plot)
        scale: Spec = {"domain": [low, low + (high - low) / share], "nice": False, "zero": False}
        lines = max(len(row.lines) for row in rows)
        step = lines * LINE + (9 if lines == 1 else 11)
        y: Spec = {"field": "row", "type": "ordinal", "sort": None, "axis": None, "scale": {"paddingOuter": 0.1}}
        x_axis: Spec | None = {"title": None, "grid": True, "domain": False, "ticks": False, "values": ticks(low, high)}
        x_axis = x_axis if self.is_dots else None
        spec: Spec = {
            "width": round(self.plot, 1),
            "height": {"step": step},
            "data": {"values": [self._values(row, low) for row in rows]},
            "encoding": {"y": y},
            "layer": self._layers(rows, {"field": "value", "type": "quantitative", "scale": scale, "axis": x_axis}),
        }
        if heading:
            spec["title"] = heading_of(heading, self.left, self.look)
        return spec

    def _values(self, row: Row, low: float) -> Spec:
        """The data of a row; for dots, with where the axis begins."""
        mark, factor = row.mark, self.axis.factor
        values: Spec = {"row": row.key, "label": mark.label, "value": mark.value / factor, "printed": mark.printed}
        values["end"] = max(mark.most, 0.0 if not self.is_dots else mark.most) / factor
        if self.is_dots:
            values["base"] = low
        if mark.series:
            values["series"] = mark.series
        return values

    def _layers(self, rows: Sequence[Row], x: Spec) -> list[Spec]:
        """Marks, bounds, names and numbers."""
        colors = self.look.colors
        color: Spec = {"value": colors.marks[0]}
        if len(self.series) > 1:
            shades = [colors.marks[at % len(colors.marks)] for at in range(len(self.series))]
            legend = {"orient": "top", "title": None, "symbolType": "square", "columns": 2}
            color = {"field": "series", "type": "nominal", "legend": legend}
            color["scale"] = {"domain": list(self.series), "range": shades}
        shape: Spec = {"type": "bar", "height": {"band": 0.72}} if not self.is_dots else {}
        if self.is_dots:
            shape = {"type": "point", "filled": True, "size": 90, "opacity": 1}
        encoding: Spec = {"x": x, "color": color}
        layers: list[Spec] = [*self._guides(), {"mark": shape, "encoding": encoding}]
        layers += self._bounds(rows)
        layers += self._names(rows)
        layers.append(
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "dx": GAP + (8 if self._has_ends(rows) else 2),
                },
                "encoding": {"x": {"field": "end", "type": "quantitative"}, "text": {"field": "printed"}},
            }
        )
        return layers

    def _guides(self) -> list[Spec]:
        """For dots, a line from the name to the dot."""
        if not self.is_dots:
            return []
        rule = {"type": "rule", "color": self.look.colors.grid, "strokeWidth": 1}
        return [{"mark": rule, "encoding": {"x": {"field": "base", "type": "quantitative"}, "x2": {"field": "value"}}}]

    def _has_ends(self, rows: Sequence[Row]) -> bool:
        """Whether some mark is open to one side."""
        return any(row.mark.is_hedged and (row.mark.low is None) != (row.mark.high is None) for row in rows)

    def _bounds(self, rows: Sequence[Row]) -> list[Spec]:
        """Lines between bounds that are far enough apart to be seen, and signs where only one is known."""
        ink, factor, layers = self.look.colors.ink, self.axis.factor, []
        span = max(row.mark.most for row in rows) - min(0.0, min(row.mark.least for row in rows)) or 1.0
        wide = [
            {"row": row.key, "low": row.mark.low / factor, "high": row.mark.high / factor}
            for row in rows
            if row.mark.low is not None and row.mark.high is not None
            if (row.mark.high - row.mark.low) / span > _VISIBLE
        ]
        if wide:
            x: Spec = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
            rule = {"type": "rule", "color": ink, "strokeWidth": 1.5}
            layers.append({"data": {"values": wide}, "mark": rule, "encoding": x})
            for end in ("low", "high"):
                tick = {"type": "tick", "color": ink, "thickness": 1.5, "size": 9, "orient": "vertical"}
                place = {"x": {"field": end, "type": "quantitative"}}
                layers.append({"data": {"values": wide}, "mark": tick, "encoding": place})
        for sign, is_open in (("triangle-right", "high"), ("triangle-left", "low")):
            other = "low" if is_open == "high" else "high"
            ends = [
                {"row": row.key, "at": row.mark.value / factor}
                for row in rows
                if row.mark.is_hedged and getattr(row.mark, is_open) is None and getattr(row.mark, other) is not None
            ]
            if ends:
                mark = {"type": "point", "shape": sign, "filled": False, "color": ink, "size": 55, "strokeWidth": 1.5}
                away = 10 if self.is_dots else 6
                mark["xOffset"] = away if is_open == "high" else -away
                place = {"x": {"field": "at", "type": "quantitative"}}
                layers.append({"data": {"values": ends}, "mark": mark, "encoding": place})
        return layers

    def _names(self, rows: Sequence[Row]) -> list[Spec]:
        """The names, line by line, so that several lines stand around the middle of their row."""
        layers = []
        for count in sorted({len(row.lines) for row in rows}):
            for at in range(count):
                values = [{"row": row.key, "name": row.lines[at]} for row in rows if len(row.lines) == count]
                mark = {
                    "type": "text",
                    "align": "right",
                    "baseline": "middle",
                    "dy": round((at - (count - 1) / 2) * LINE, 1),
                }
                place: Spec = {"x": {"value": -GAP}, "text": {"field": "name"}}
                layers.append({"data": {"values": values}, "mark": mark, "encoding": place})
        return layers
