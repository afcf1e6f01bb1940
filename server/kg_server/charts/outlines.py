"""Outlines of regions for maps: those that a release brings along, else ours, by id or by code of ISO 3166-2.

Imports kg_builder's release.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg_builder.releases.release import Release
from kg_server.charts.projection import Box

OWN = "outlines.geojson"
"""File of a release."""

FOLDER = Path(__file__).parent / "outlines"
LARGEST = 4 << 20
"""Bytes of a file of a package that is read."""

Ring = list[list[float]]


@dataclass(frozen=True)
class Outline:
    """The outline of one region.

    Attributes:
        keys: id of the region and ISO code, as far as there are.
        polygons: rings of longitude and latitude, exterior ones clockwise, as d3-geo wants them.
        center: where a label stands.
        box: least longitude and latitude, greatest longitude and latitude.
    """

    keys: tuple[str, ...]
    polygons: Sequence[Sequence[Ring]]
    center: tuple[float, float]
    box: Box


@dataclass(frozen=True)
class Outlines:
    """All outlines there are, by key, and in the order in which they are drawn."""

    all: tuple[Outline, ...]
    by_key: Mapping[str, Outline]


NONE = Outlines((), {})


def outlines_of(release: Release) -> Outlines:
    """The outlines for a release: of its own file if it has one that can be read, else ours."""
    path = release.path / OWN
    if path.is_file() and path.stat().st_size <= LARGEST:
        try:
            return _collected(json.loads(path.read_text("utf-8")))
        except (ValueError, KeyError, TypeError, IndexError):
            return NONE
    return shipped()


@cache
def shipped() -> Outlines:
    """The outlines that come with this package."""
    features = [json.loads(path.read_text("utf-8"))["features"] for path in sorted(FOLDER.glob("*.geojson"))]
    return _collected({"features": [feature for part in features for feature in part]})


def _collected(content: Mapping[str, Any]) -> Outlines:
    """The outlines of a FeatureCollection (RFC 7946).

    Raises:
        ValueError, KeyError, TypeError, IndexError: it is none.
    """
    found = tuple(_outline(feature) for feature in content["features"])
    return Outlines(found, {key: outline for outline in found for key in outline.keys})


def _outline(feature: Mapping[str, Any]) -> Outline:
    """One feature."""
    geometry, properties = feature["geometry"], feature.get("properties") or {}
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        message = f"found a {geometry['type']}, expected Polygon or MultiPolygon"
        raise ValueError(message)
    given = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    polygons = [[_turned(ring, is_outer=at == 0) for at, ring in enumerate(polygon)] for polygon in given]
    points = [point for polygon in polygons for ring in polygon for point in ring]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    center = properties.get("center") or [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
    keys = tuple(str(properties[name]) for name in ("region", "iso_code") if properties.get(name))
    return Outline(keys, polygons, (float(center[0]), float(center[1])), box)


def _turned(ring: Sequence[Sequence[float]], *, is_outer: bool) -> Ring:
    """A ring of numbers, clockwise if it is an outer one."""
    points = [[float(point[0]), float(point[1])] for point in ring]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))
    return points if (twice < 0) == is_outer else points[::-1]
