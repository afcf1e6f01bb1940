"""The parts of the interface's document that are the same for all stored queries. Imports addresses and asked."""

from collections.abc import Mapping

from kg_server.renditions.asked import MOST_ROWS

Document = dict[str, object]

TYPES: Mapping[str, Document] = {
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "iri": {"type": ["string", "null"], "description": "an IRI"},
    "url": {"type": ["string", "null"], "format": "uri", "description": "page that shows where the figure is printed"},
    "point": {"type": ["string", "null"], "description": "a point in WKT, longitude first"},
    "text": {"type": ["string", "null"]},
}
"""Schema of a value by type of column."""

KINDS: Mapping[str, Document] = {
    "integer": {"type": "integer", "minimum": -(10**15), "maximum": 10**15},
    "decimal": {"type": "string", "pattern": r"^-?[0-9]{1,19}(\.[0-9]{1,9})?$"},
    "date": {"type": "string", "format": "date"},
    "iri": {"type": "string"},
    "string": {"type": "string"},
}
"""Schema of a parameter by its kind."""

OPTIONS: Mapping[str, tuple[str, Document]] = {
    "limit": ("most rows", {"type": "integer", "minimum": 0, "maximum": MOST_ROWS}),
    "offset": ("rows left out before them", {"type": "integer", "minimum": 0, "maximum": 10**9, "default": 0}),
    "labels": ("language of names", {"type": "string"}),
    "bom": ("1 for a byte order mark, which Excel wants", {"enum": ["0", "1"], "default": "0"}),
    "raw": ("1 for cells as they are, formulas included", {"enum": ["0", "1"], "default": "0"}),
    "lang": ("language of the texts in the picture", {"enum": ["en", "zh"], "default": "en"}),
    "theme": ("colors of the picture", {"enum": ["light", "dark"], "default": "light"}),
    "view": (
        "kind of picture, as bar, line, dot, map, figure, or with columns: bar;x=people;y=what",
        {"type": "string"},
    ),
    "width": ("width in points", {"type": "integer", "minimum": 320, "maximum": 1600, "default": 720}),
    "scale": ("pixels for a point", {"enum": ["1", "1.5", "2", "3"], "default": "2"}),
}
"""Meaning and schema of each option of a representation."""


PROBLEM: Document = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "advice": {"type": "string"},
        "suggestions": {"type": "array", "items": {"type": "string"}},
    },
}
"""Schema of a problem."""

FAILURES = {"400": "Refused", "404": "Unknown", "406": "NotAcceptable", "429": "Limited", "503": "Busy"}
FORMS: Document = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    "text/plain": {"schema": {"type": "string"}},
    "text/html": {"schema": {"type": "string"}},
    "image/svg+xml": {},
    "image/png": {},
}
"""Media types of a failure."""

RESPONSES: Document = {
    "Refused": {"description": "A parameter has a value that it does not take; lists those it does", "content": FORMS},
    "Unknown": {"description": "There is no such query, release or representation", "content": FORMS},
    "NotAcceptable": {"description": "There is no representation of that media type", "content": FORMS},
    "Limited": {"description": "This address has used up its query seconds for now", "content": FORMS},
    "Busy": {"description": "The time limit, or too many queries; Retry-After says when", "content": FORMS},
}
"""The failures."""

HEADERS: Document = {
    "ETag": {"description": "Validator: strong, by release and query", "schema": {"type": "string"}},
    "KG-Release": {"description": "The release that answered", "schema": {"type": "string"}},
    "KG-Total-Rows": {"description": "Number of all rows", "schema": {"type": "integer"}},
    "Link": {
        "description": "Pages before and after (next, prev, first, last), and the pinned address (bookmark)",
        "schema": {"type": "string"},
    },
}
"""Header fields of answers."""
