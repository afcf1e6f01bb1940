"""Where places are in a picture of the Earth: the conic projection that keeps areas, worked out here to lay out labels.

Albers (1805); formulas after Snyder, "Map Projections: A Working Manual", U.S. Geological Survey 1987, p. 98–100.
Imports nothing of the server.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

Place = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Conic:
    """An equal-area conic projection.

    Attributes:
        middle: longitude that stands upright.
        parallels: the two latitudes without distortion.
    """

    middle: float
    parallels: tuple[float, float]

    def __call__(self, place: Place) -> Place:
        """Right and down of a place, in radii of the Earth."""
        south, north = (math.sin(math.radians(parallel)) for parallel in self.parallels)
        cone = (south + north) / 2
        constant = 1 + south * north
        radius = math.sqrt(max(0.0, constant - 2 * cone * math.sin(math.radians(place[1])))) / cone
        angle = cone * math.radians(place[0] - self.middle)
        return radius * math.sin(angle), radius * math.cos(angle)


@dataclass(frozen=True)
class Flat:
    """Longitude and latitude as they are: for what lies across the equator, or around the world."""

    def __call__(self, place: Place) -> Place:
        """Right and down of a place."""
        return math.radians(place[0]), -math.radians(place[1])


def projection_for(box: Box) -> Conic | Flat:
    """The projection that suits a part of the world."""
    west, south, east, north = box
    if east - west > 150 or south < 5 < north or north < 5 or north - south > 100:
        return Flat()
    sixth = (north - south) / 6
    return Conic(round((west + east) / 2, 3), (round(south + sixth, 3), round(north - sixth, 3)))


def extent(places: Iterable[Place], project: Conic | Flat) -> Box:
    """Least right and down, greatest right and down, of places."""
    projected = [project(place) for place in places]
    xs, ys = [place[0] for place in projected], [place[1] for place in projected]
    return min(xs), min(ys), max(xs), max(ys)
