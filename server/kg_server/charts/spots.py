"""Where the rows of an answer are on a map: in an outline, at a point, or nowhere.

Imports marks, outlines, projection, result and sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_builder.views import View
from kg_server.charts.marks import Mark, named_rows
from kg_server.charts.outlines import Outline, Outlines
from kg_server.charts.projection import Box, Place
from kg_server.charts.result import Result, point
from kg_server.charts.sheet import Look

MOST_POINTS = 400
"""Most places of a map; the first are shown."""


@dataclass(frozen=True)
class Spot:
    """One place of a map.

    Attributes:
        name: of the place.
        mark: its number, or None where the map only says where.
        at: longitude and latitude of its point or label.
        outline: of the region, or None for a point.
    """

    name: str
    mark: Mark | None
    at: Place
    outline: Outline | None


def spots_of(
    view: View, result: Result, marks: dict[int, Mark], look: Look, outlines: Outlines
) -> tuple[list[Spot], list[str]]:
    """The places of an answer, and the names of those that cannot be shown."""
    names = named_rows(view, result, look.language)
    spots: list[Spot] = []
    lost: list[str] = []
    for row, name in enumerate(names):
        mark = marks.get(row)
        if view.y and mark is None:
            continue
        spot = _spot(view, result, row, name, mark, outlines)
        if spot is None:
            lost.append(name)
        else:
            spots.append(spot)
    return spots[:MOST_POINTS], list(dict.fromkeys(filter(None, lost)))


def _spot(view: View, result: Result, row: int, name: str, mark: Mark | None, outlines: Outlines) -> Spot | None:
    """The place of a row, or None where nobody knows it."""
    if view.point:
        at = point(result.columns[view.point][row])
        return Spot(name, mark, at, None) if at else None
    cell = result.columns[view.region][row]
    place = result.places.get(cell["value"]) if cell else None
    if place is None:
        return None
    outline = outlines.by_key.get(place.id) or outlines.by_key.get(place.iso_code)
    if outline is not None:
        return Spot(name, mark, outline.center, outline)
    return Spot(name, mark, place.point, None) if place.point else None


def around(boxes: Sequence[Box]) -> Box:
    """The box around boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def near(outlines: Sequence[Outline], spots: Sequence[Spot]) -> list[Outline]:
    """The outlines to draw: all, or those around the places where these take up little of the whole."""
    if not outlines:
        return []
    own = around([spot.outline.box if spot.outline else (*spot.at, *spot.at) for spot in spots])
    whole = around([outline.box for outline in outlines])
    if not (own[0] <= whole[2] and own[2] >= whole[0] and own[1] <= whole[3] and own[3] >= whole[1]):
        return []
    wide, high = own[2] - own[0], own[3] - own[1]
    if wide > (whole[2] - whole[0]) / 3 or high > (whole[3] - whole[1]) / 3:
        return list(outlines)
    margin = max(wide, high, 0.5) * 0.3
    reach = (own[0] - margin, own[1] - margin, own[2] + margin, own[3] + margin)
    return [
        outline
        for outline in outlines
        if outline.box[0] <= reach[2] and outline.box[2] >= reach[0]
        if outline.box[1] <= reach[3] and outline.box[3] >= reach[1]
    ]
