"""Namespaces and prefixes: one place that knows them.

The vocabulary and the closed lists have fixed namespaces; a package's own entities live under the base that its
`datapackage.json` names. Prefix names follow `docs/reference/ontology.md`.
"""

from types import MappingProxyType

BASE = "https://w3id.org/livelihood/"
"""Base of the vocabulary, its closed lists and, unless a package says otherwise, of the data."""

LH = f"{BASE}ns#"

CLOSED_LISTS = (
    "codescheme",
    "comparator",
    "flag",
    "level",
    "measure",
    "operation",
    "rank",
    "status",
    "verdict",
    "when",
)
"""Schemes that the ontology itself lists, sorted."""

OPEN_LISTS = ("codescheme", "flag", "level")
"""Those that a package may add entries to, sorted; the builder works with the entries of the others by name."""

BORROWED = MappingProxyType(
    {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "oa": "http://www.w3.org/ns/oa#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Prefix to namespace of the vocabularies that are used as they are."""


def prefixes(base: str, kinds: tuple[str, ...] = (), extra: tuple[tuple[str, str], ...] = ()) -> dict[str, str]:
    """All prefixes of a package, sorted by prefix: what a query gets without declaring it.

    Args:
        base: base IRI of the package's entities, ending in a slash.
        kinds: first path segments of the package's IRIs (`region`, `program`, …), each becoming a prefix.
        extra: further pairs of prefix and namespace that the package declares.
    """
    own = {kind: f"{base}{kind}/" for kind in kinds}
    closed = {name: f"{BASE}{name}/" for name in CLOSED_LISTS}
    return dict(sorted({**own, "graph": f"{base}graph/", **dict(extra), **BORROWED, **closed, "lh": LH}.items()))
