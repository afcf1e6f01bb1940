"""Outlines: the right province under the right code, small, and a package's own where it has some."""

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest
from kg_server.charts.outlines import FOLDER, NONE, OWN, outlines_of, shipped
from kg_server.charts.projection import Conic, Flat, extent, projection_for

from kg_builder.releases.release import Release

CITIES = {
    "CN-BJ": (116.4, 39.9), "CN-SH": (121.47, 31.2), "CN-TJ": (117.2, 39.13), "CN-CQ": (106.55, 29.56),
    "CN-SX": (112.55, 37.87), "CN-SN": (108.94, 34.34), "CN-HA": (113.62, 34.75), "CN-HE": (114.51, 38.04),
    "CN-HB": (114.3, 30.59), "CN-HN": (112.94, 28.23), "CN-HI": (110.35, 20.02), "CN-GZ": (106.63, 26.65),
    "CN-GD": (113.26, 23.13), "CN-GX": (108.37, 22.82), "CN-NM": (111.75, 40.84), "CN-NX": (106.23, 38.49),
    "CN-XJ": (87.62, 43.83), "CN-XZ": (91.13, 29.65), "CN-QH": (101.78, 36.62), "CN-GS": (103.83, 36.06),
    "CN-SC": (104.07, 30.57), "CN-YN": (102.83, 24.88), "CN-HL": (126.64, 45.76), "CN-JL": (125.32, 43.82),
    "CN-LN": (123.43, 41.8), "CN-SD": (117.0, 36.67), "CN-JS": (118.8, 32.06), "CN-ZJ": (120.15, 30.27),
    "CN-AH": (117.23, 31.82), "CN-FJ": (119.3, 26.08), "CN-JX": (115.86, 28.68),
}  # fmt: skip
"""Codes of ISO 3166-2 with the capital of each: the files that the outlines are from have other codes."""


def within(point: tuple[float, float], ring: list[list[float]]) -> bool:
    """Whether a point is inside a ring."""
    x, y = point
    pairs = itertools.pairwise(ring)
    crossed = [
        a for a, b in pairs if (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
    ]
    return len(crossed) % 2 == 1


@pytest.mark.parametrize("code", CITIES)
def test_the_capital_lies_in_its_province(code: str) -> None:
    outline = shipped().by_key[code]
    assert any(within(CITIES[code], polygon[0]) for polygon in outline.polygons)
    assert any(within(outline.center, polygon[0]) for polygon in outline.polygons)


def test_there_are_all_provinces_and_little_else() -> None:
    assert set(shipped().by_key) == set(CITIES)
    assert len(shipped().all) == 32
    assert sum(path.stat().st_size for path in FOLDER.glob("*.geojson")) <= 150_000


def test_outer_rings_run_clockwise() -> None:
    for outline in shipped().all:
        for polygon in outline.polygons:
            ring = polygon[0]
            assert sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) < 0
            assert ring[0] == ring[-1]


def square(**properties: str) -> str:
    """A file with one outline, wound the other way."""
    ring = [[0, 10], [10, 10], [10, 20], [0, 20], [0, 10]]
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def test_a_release_brings_its_own(release: Release, tmp_path: Path) -> None:
    (tmp_path / OWN).write_text(square(region="arvenia-north"), "utf-8")
    own = outlines_of(replace(release, path=tmp_path))
    assert set(own.by_key) == {"arvenia-north"}
    assert own.all[0].center == (5.0, 15.0)
    assert own.all[0].polygons[0][0][1] == [0.0, 20.0]
    assert outlines_of(release) is shipped()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"features": [{}]}', '{"features": [{"geometry": {"type": "Point"}}]}', "\x00"]
)
def test_a_damaged_file_makes_no_map_and_no_harm(release: Release, tmp_path: Path, content: str) -> None:
    (tmp_path / OWN).write_text(content, "utf-8")
    assert outlines_of(replace(release, path=tmp_path)) is NONE


def test_projections() -> None:
    china = projection_for((73.0, 18.0, 135.0, 54.0))
    assert isinstance(china, Conic)
    assert china((104.0, 36.0))[0] == pytest.approx(0)
    north, south = china((104.0, 50.0))[1], china((104.0, 20.0))[1]
    assert north < south
    west, up, east, down = extent([(80.0, 30.0), (120.0, 30.0), (100.0, 50.0)], china)
    assert west < 0 < east
    assert up < down
    for box in ((-180.0, -80.0, 180.0, 80.0), (20.0, -5.0, 40.0, 12.0), (110.0, -40.0, 150.0, -10.0)):
        assert isinstance(projection_for(box), Flat)
