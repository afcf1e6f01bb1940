"""Names and numbers on a map.

Imports fonts, projection, sheet and spots.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_server.charts.fonts import plain, width, wrapped
from kg_server.charts.projection import Box, Conic, Flat, Place
from kg_server.charts.sheet import LINE, SMALL, Colors, Spec
from kg_server.charts.spots import Spot

NAME = 150.0
"""Widest name on a map."""


@dataclass(frozen=True)
class _Line:
    """One line of a label: its text, the place it belongs to, how far below it stands."""

    text: str
    at: Place
    down: float


def labels(spots: Sequence[Spot], project: Conic | Flat, scale: float, colors: Colors) -> list[Spec]:
    """Names and numbers, the greatest first, as long as they do not get in each other's way.

    Args:
        spots: the places.
        project: right and down of a place.
        scale: points of the picture for one of these.
        colors: of the theme.
    """
    taken: list[Box] = []
    values: list[_Line] = []
    order = sorted(spots, key=lambda spot: -(spot.mark.value if spot.mark else 0))
    for spot in order:
        x, y = (part * scale for part in project(spot.at))
        for lines in _wordings(spot):
            half = max(width(line, SMALL) for line in lines) / 2 + 2
            top = y - len(lines) * LINE / 2 if spot.outline else y + 7
            place = (x - half, top, x + half, top + len(lines) * LINE)
            if not any(_overlap(place, other) for other in taken):
                taken.append(place)
                values += _lines(spot, lines)
                break
    return [layer for down in sorted({line.down for line in values}) for layer in _text(values, down, colors)]


def _wordings(spot: Spot) -> list[list[str]]:
    """What a label can say, the fullest first."""
    name = wrapped(plain(spot.name), SMALL, NAME, 1)[0]
    if spot.mark is None:
        return [[name]] if name else []
    full = [[name, spot.mark.printed]] if name else []
    return [*full, [spot.mark.printed]] if spot.outline else full[:1]


def _text(lines: Sequence[_Line], down: float, colors: Colors) -> list[Spec]:
    """A line of labels, with a seam that sets it off from what is below."""
    own = [{"text": line.text, "longitude": line.at[0], "latitude": line.at[1]} for line in lines if line.down == down]
    encoding = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
        "text": {"field": "text"},
    }
    mark = {"type": "text", "baseline": "middle", "dy": down, "fontSize": SMALL, "color": colors.ink}
    seam = {
        **mark,
        "color": colors.background,
        "stroke": colors.background,
        "strokeWidth": 3,
        "strokeJoin": "round",
    }
    return [{"data": {"values": own}, "mark": each, "encoding": encoding} for each in (seam, mark)]


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _lines(spot: Spot, lines: Sequence[str]) -> list[_Line]:
    """A label's lines: around the middle of a region, or below a point."""
    first = -(len(lines) - 1) / 2 * LINE if spot.outline else 7 + LINE / 2
    return [_Line(line, spot.at, round(first + at * LINE, 1)) for at, line in enumerate(lines)]
