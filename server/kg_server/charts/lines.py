"""Lines over years or days: one for each series, told apart by color, dash and sign.

Imports axes, fonts, marks, panels, refusal and sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_server.charts.axes import Axis, axis_of, domain
from kg_server.charts.fonts import width
from kg_server.charts.marks import Mark
from kg_server.charts.panels import Panel
from kg_server.charts.refusal import Refusal
from kg_server.charts.result import Result
from kg_server.charts.sheet import LABEL, SMALL, Drawn, Look, Spec, heading_of

MOST_SERIES, MOST_MARKS, FEW = 8, 2_000, 24
"""Most lines of a picture, most marks, and most marks that have their number beside them."""

HEIGHT = 220
YEAR = 46
"""Room for a year on an axis."""

_SIGNS = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 4], [1, 3], [10, 2, 2, 2])


def draw(panels: Sequence[Panel], result: Result, look: Look, number_title: str) -> Drawn:
    """Panels of lines, one below the other.

    Raises:
        Refusal: too many lines or points.
    """
    language = look.language
    marks = [mark for panel in panels for mark in panel.marks]
    series = list(dict.fromkeys(mark.series for mark in marks))
    if len(series) > MOST_SERIES or len(marks) > MOST_MARKS:
        raise Refusal(
            language.text(
                "There are {n} lines with {points} points; at most {most} lines can be told apart.",
                n=len(series),
                points=len(marks),
                most=MOST_SERIES,
            )
        )
    axes = [axis_of(panel.marks, panel.scope, result, language, number_title) for panel in panels]
    left = 46.0
    parts = []
    for at, (panel, axis) in enumerate(zip(panels, axes, strict=True)):
        sketch = _Sketch(look, axis, left, tuple(series), has_legend=at == 0)
        parts.append(sketch.part(panel))
    return Drawn(parts, left, below=22.0)


def _is_years(marks: Sequence[Mark]) -> bool:
    """Whether times are years."""
    return all(len(mark.time) == 4 for mark in marks)


@dataclass(frozen=True)
class _Sketch:
    """What the parts of one panel share."""

    look: Look
    axis: Axis
    left: float
    series: tuple[str, ...]
    has_legend: bool

    def part(self, panel: Panel) -> Spec:
        """The spec of a panel."""
        marks = sorted((mark for mark in panel.marks if mark.time), key=lambda mark: (mark.series, mark.time))
        low, high = domain(marks, self.axis.factor, from_zero=min(mark.least for mark in marks) >= 0)
        plot = self.look.inner - self.left - 30
        scale: Spec = {"domain": [low, high + (high - low) * 0.08], "nice": False, "zero": False}
        y_axis: Spec = {"title": None, "grid": True, "domain": False, "ticks": False, "tickCount": 5}
        y: Spec = {"field": "value", "type": "quantitative", "scale": scale, "axis": y_axis}
        values = [self._values(mark) for mark in marks]
        encoding: Spec = {"x": self._time(marks), "y": y}
        spec: Spec = {
            "width": round(plot, 1),
            "height": HEIGHT,
            "data": {"values": values},
            "encoding": encoding,
            "layer": self._layers(marks),
            "title": heading_of(self._told(panel), self.left, self.look),
        }
        return spec

    def _told(self, panel: Panel) -> str:
        """The heading of a panel: what is counted, and in what."""
        if not panel.heading or self.axis.factor == 1:
            return panel.heading or self.axis.title
        return f"{panel.heading} ({self.axis.title})"

    def _values(self, mark: Mark) -> Spec:
        """The data of a mark."""
        time: object = int(mark.time) if len(mark.time) == 4 else mark.time
        values: Spec = {"time": time, "value": mark.value / self.axis.factor, "printed": mark.printed}
        if mark.series:
            values["series"] = mark.series
        for name, bound in (("low", mark.low), ("high", mark.high)):
            if bound is not None:
                values[name] = bound / self.axis.factor
        return values

    def _time(self, marks: Sequence[Mark]) -> Spec:
        """The axis of time: years as they are, or days."""
        axis: Spec = {"title": None, "grid": False, "labelOverlap": True, "tickSize": 4}
        if not _is_years(marks):
            axis["format"] = "%Y-%m"
            scale: Spec = {"type": "utc"}
            return {"field": "time", "type": "temporal", "scale": scale, "axis": {**axis, "labelFlush": True}}
        years = sorted({int(mark.time) for mark in marks})
        span = years[-1] - years[0]
        step = max(1, -(-span // max(2, int((self.look.inner - self.left) / YEAR))))
        axis |= {"format": "d", "values": list(range(years[0], years[-1] + 1, step))}
        margin = span * 0.04 or 0.5
        domain_of = [years[0] - margin, years[-1] + margin]
        return {
            "field": "time",
            "type": "quantitative",
            "axis": axis,
            "scale": {"domain": domain_of, "nice": False, "zero": False},
        }

    def _layers(self, marks: Sequence[Mark]) -> list[Spec]:
        """Bounds, lines, points and numbers."""
        colors = self.look.colors
        layers: list[Spec] = []
        if any(mark.low is not None and mark.high is not None and mark.high > mark.low for mark in marks):
            bounds: Spec = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
            layers.append({"mark": {"type": "rule", "color": colors.faint, "strokeWidth": 1.5}, "encoding": bounds})
        line = {"type": "line", "strokeWidth": 2}
        point = {"type": "point", "filled": True, "size": 60, "opacity": 1}
        layers += [
            {"mark": line, "encoding": self._told_apart("dash")},
            {"mark": point, "encoding": self._told_apart("sign")},
        ]
        if len(marks) <= FEW:
            layers += self._numbers(marks)
        return layers

    def _numbers(self, marks: Sequence[Mark]) -> list[Spec]:
        """Numbers above their points, those at the ends on the inner side."""
        first, last = min(mark.time for mark in marks), max(mark.time for mark in marks)
        layers: list[Spec] = []
        for side, at in (("left", {first}), ("right", {last} - {first}), ("center", None)):
            own = [m for m in marks if (m.time in at if at is not None else m.time not in {first, last})]
            if own:
                text = {
                    "type": "text",
                    "dy": -11,
                    "dx": {"left": -4, "right": 4}.get(side, 0),
                    "fontSize": SMALL,
                    "align": side,
                }
                values = [self._values(mark) for mark in own]
                layers.append({"data": {"values": values}, "mark": text, "encoding": {"text": {"field": "printed"}}})
        return layers

    def _told_apart(self, how: str) -> Spec:
        """Color, and dash or sign, by series."""
        colors = self.look.colors
        if len(self.series) < 2:
            return {"color": {"value": colors.marks[0]}}
        names = list(self.series)
        longest = max(width(name, LABEL) for name in names)
        columns = max(1, min(3, int(self.look.inner / (longest + 40))))
        legend: Spec | None = {"orient": "top", "title": None, "columns": columns, "symbolSize": 90, "offset": 12}
        legend = legend if self.has_legend else None
        shades = [colors.marks[at % len(colors.marks)] for at in range(len(names))]
        field: Spec = {"field": "series", "type": "nominal", "legend": legend}
        found: Spec = {"color": {**field, "scale": {"domain": names, "range": shades}}}
        if how == "dash":
            dashes = [list(_DASHES[at]) for at in range(len(names))]
            found["strokeDash"] = {**field, "scale": {"domain": names, "range": dashes}}
        else:
            found["shape"] = {**field, "scale": {"domain": names, "range": list(_SIGNS[: len(names)])}}
        return found
