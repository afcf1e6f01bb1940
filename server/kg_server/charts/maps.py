"""Maps: regions filled by their number, or points as large as it, on outlines without a tile server.

Imports axes, lettering, outlines, panels, projection, refusal, result, sheet and spots.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_builder.views import View
from kg_server.charts.axes import Axis, axis_of
from kg_server.charts.lettering import labels
from kg_server.charts.marks import Mark, Scope
from kg_server.charts.outlines import NONE, Outline, Outlines
from kg_server.charts.panels import refuse_mixed
from kg_server.charts.projection import Box, Conic, Flat, extent, projection_for
from kg_server.charts.refusal import Refusal
from kg_server.charts.result import Result
from kg_server.charts.sheet import Drawn, Look, Spec
from kg_server.charts.spots import Spot, around, near, spots_of

__all__ = ["NONE", "Outlines", "draw"]

HIGHEST = 620
"""Most height of a map."""


def draw(view: View, result: Result, marks: Sequence[Mark], look: Look, outlines: Outlines) -> Drawn:
    """The map.

    Raises:
        Refusal: no place of the answer can be shown, or the numbers cannot be compared.
    """
    language = look.language
    refuse_mixed(marks, result, language)
    spots, lost = spots_of(view, result, {mark.row: mark for mark in marks}, look, outlines)
    if not spots:
        raise Refusal(
            language.text("No place of this answer has an outline or a point here, so there is no map of it.")
        )
    shown = near(outlines.all, spots)
    project = projection_for(around([*(outline.box for outline in shown), *((*spot.at, *spot.at) for spot in spots)]))
    places = [(p[0], p[1]) for outline in shown for polygon in outline.polygons for p in polygon[0]]
    span = extent([*places, *(spot.at for spot in spots)], project)
    sketch = _Sketch(look, view, result, spots, project, span)
    notes = []
    if lost:
        names = ", ".join(lost[:5]) + (" …" if len(lost) > 5 else "")
        notes.append(language.text("Not on the map, for want of an outline and a point: {names}.", names=names))
    if shown:
        notes.append(
            language.text("Outlines: Natural Earth, simplified; they say nothing on the status of a territory.")
        )
    return Drawn([sketch.part(shown)], 0.0, notes)


@dataclass(frozen=True)
class _Sketch:
    """What the layers of a map share."""

    look: Look
    view: View
    result: Result
    spots: Sequence[Spot]
    project: Conic | Flat
    extent: Box

    def part(self, outlines: Sequence[Outline]) -> Spec:
        """The spec of the map."""
        filled = [spot for spot in self.spots if spot.outline is not None]
        points = [spot for spot in self.spots if spot.outline is None]
        layers: list[Spec] = []
        if outlines:
            layers.append(self._ground(outlines))
        if filled:
            layers.append(self._fills(filled))
        if points:
            layers.append(self._points(points))
        left, up, right, down = self.extent
        wide, high = max(right - left, 1e-6), max(down - up, 1e-6)
        scale = min(self.look.inner / wide, HIGHEST / high)
        return {
            "width": round(self.look.inner),
            "height": max(120, round(high * scale)),
            "projection": self._projection(),
            "layer": [*layers, *labels(self.spots, self.project, scale, self.look.colors)],
        }

    def _projection(self) -> Spec:
        """The projection in Vega's terms."""
        project = self.project
        if isinstance(project, Flat):
            return {"type": "equirectangular"}
        return {"type": "conicEqualArea", "parallels": list(project.parallels), "rotate": [-project.middle, 0, 0]}

    def _shape(self, outline: Outline) -> Spec:
        """An outline as a feature."""
        return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": outline.polygons}}

    def _ground(self, outlines: Sequence[Outline]) -> Spec:
        """What has no number."""
        colors = self.look.colors
        mark = {"type": "geoshape", "fill": colors.empty, "stroke": colors.faint, "strokeWidth": 0.4}
        return {"data": {"values": [self._shape(outline) for outline in outlines]}, "mark": mark}

    def _fills(self, spots: Sequence[Spot]) -> Spec:
        """Regions by their number."""
        colors, axis = self.look.colors, self._axis()
        values = []
        for spot in spots:
            assert spot.outline is not None  # noqa: S101  # chosen so
            value = spot.mark.value / axis.factor if spot.mark else 1
            values.append({**self._shape(spot.outline), "place": spot.name, "value": value})
        mark = {"type": "geoshape", "stroke": colors.background, "strokeWidth": 0.8}
        numbers = [spot.mark.value / axis.factor for spot in spots if spot.mark]
        if not self.view.y:
            return {"data": {"values": values}, "mark": {**mark, "fill": colors.marks[0]}}
        scale = {"range": [colors.low, colors.high], "domain": [min(0.0, *numbers), max(0.0, *numbers) or 1]}
        legend: Spec = {"title": axis.title, "orient": "bottom-left", "gradientLength": 140, "tickCount": 3}
        color = {"field": "value", "type": "quantitative", "scale": scale, "legend": legend}
        return {"data": {"values": values}, "mark": mark, "encoding": {"color": color}}

    def _axis(self) -> Axis:
        """How the numbers are counted."""
        marks = [spot.mark for spot in self.spots if spot.mark is not None]
        scope = marks[0].scope if marks else Scope()
        other = self.look.heading(self.view.y) if self.view.y else ""
        return axis_of(marks, scope, self.result, self.look.language, other)

    def _points(self, spots: Sequence[Spot]) -> Spec:
        """Places without an outline."""
        colors, axis = self.look.colors, self._axis()
        values = [
            {
                "place": spot.name,
                "longitude": spot.at[0],
                "latitude": spot.at[1],
                "value": spot.mark.value / axis.factor,
            }
            if spot.mark
            else {"place": spot.name, "longitude": spot.at[0], "latitude": spot.at[1]}
            for spot in spots
        ]
        mark = {"type": "circle", "color": colors.marks[1], "opacity": 0.85, "size": 60, "stroke": colors.background}
        encoding: Spec = {
            "longitude": {"field": "longitude", "type": "quantitative"},
            "latitude": {"field": "latitude", "type": "quantitative"},
        }
        if any(spot.mark for spot in spots):
            most = max(abs(spot.mark.value) for spot in spots if spot.mark) / axis.factor or 1
            scale = {"domain": [0, most], "range": [16, 500]}
            legend: Spec = {"title": axis.title, "orient": "bottom-left", "tickCount": 3}
            encoding["size"] = {"field": "value", "type": "quantitative", "scale": scale, "legend": legend}
        return {"data": {"values": values}, "mark": mark, "encoding": encoding}
