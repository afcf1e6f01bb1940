"""Answers as GeoJSON (RFC 7946): one feature for each row that has a point. Imports results."""

import json
import re
from datetime import date

from kg_server.renditions.results import Result

_POINT = re.compile(r"\s*POINT\s*\(\s*([+-]?[0-9.]+)\s+([+-]?[0-9.]+)\s*\)\s*", re.IGNORECASE)


def geojson(result: Result) -> str:
    """A collection of features; the columns but for the point are their properties."""
    column = next(name for name, kind in result.kinds.items() if kind == "point")
    features = []
    for record in result.records():
        match = _POINT.fullmatch(str(record.pop(column) or ""))
        if match is None:
            continue
        geometry = {"type": "Point", "coordinates": [float(match[1]), float(match[2])]}
        features.append({"type": "Feature", "geometry": geometry, "properties": record})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, default=date.isoformat) + "\n"
