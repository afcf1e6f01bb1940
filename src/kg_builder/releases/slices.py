"""Parts of a release that make sense alone: what it says of one region, program, source or indicator.

A slice has, with all their triples: the thing itself with what lies below it (sub-regions, parts of a program, narrower
indicators); the figures on those; programs, sources, series and citations of these figures; figures that they replace.
Whatever these point to has its label.
"""

import difflib
from collections.abc import Iterable
from string import Template
from types import MappingProxyType
from typing import cast

import pyoxigraph as ox

from kg_builder.errors import QueryError
from kg_builder.namespaces import BORROWED, LH
from kg_builder.releases.release import Release
from kg_builder.terms import LH as TERMS
from kg_builder.terms import RDF

BELOW = MappingProxyType(
    {
        "indicator": "?{} skos:broader* {}",
        "program": "?{} lh:partOf* {}",
        "region": "?{} lh:within* {}",
        "source": "VALUES ?{} {{ {} }}",
    }
)
"""Kind of slice to the pattern of a thing and all that lies below it."""

CLASSES = MappingProxyType(
    {"indicator": TERMS.Indicator, "program": TERMS.Program, "region": TERMS.Region, "source": TERMS.Source}
)

QUERY = Template("""PREFIX dct: <$dct>
PREFIX lh: <$lh>
PREFIX rdfs: <$rdfs>
PREFIX skos: <$skos>
CONSTRUCT { ?thing ?property ?value . ?value rdfs:label ?label } WHERE {
  { SELECT DISTINCT ?thing WHERE {
    { $things }
    UNION { { $parts } ?thing $on ?part }
    UNION { { $parts } ?part $further ?thing }
    UNION { { $parts } ?about $on ?part . ?about $further ?thing }
  } }
  ?thing ?property ?value
  OPTIONAL { ?value rdfs:label ?label }
}
""")

FURTHER = (
    "(lh:citation|lh:source|lh:series|lh:program|lh:program/lh:citation|lh:program/lh:source|lh:source/dct:publisher"
    "|^dct:isReplacedBy)"
)
"""From a figure or a program to what else the slice describes."""


def slice_iri(release: Release, kind: str, name: str) -> ox.NamedNode:
    """The IRI of what a slice is about.

    Args:
        release: knows the namespaces.
        kind: a key of `BELOW`.
        name: the id, as in the tables.

    Raises:
        QueryError: no such kind, or the name makes no IRI.
    """
    if kind not in BELOW:
        message = f"found a slice by {kind!r}, expected one of: {', '.join(sorted(BELOW))}"
        raise QueryError(message)
    try:
        return ox.NamedNode(release.prefixes.get(kind, f"{release.base}{kind}/") + name)
    except ValueError as error:
        message = f"found {name[:60]!r}, expected the id of one {kind}"
        raise QueryError(message) from error


def slice_query(kind: str, iri: ox.NamedNode) -> str:
    """The SPARQL CONSTRUCT of a slice; an empty answer means that the graph does not know the thing.

    Args:
        kind: a key of `BELOW`.
        iri: from `slice_iri`.
    """
    namespaces = {prefix: BORROWED[prefix] for prefix in ("dct", "rdfs", "skos")}
    things, parts = (BELOW[kind].format(variable, iri) for variable in ("thing", "part"))
    return QUERY.substitute(namespaces, lh=LH, things=things, parts=parts, on=f"lh:{kind}", further=FURTHER)


def slice_turtle(release: Release, kind: str, name: str, triples: Iterable[ox.Triple]) -> bytes:
    """A slice as Turtle in byte order, after comments that say what it is, of which release, and how to cite it.

    Args:
        release: that the triples are of.
        kind: as for `slice_iri`.
        name: as for `slice_iri`.
        triples: the answer to `slice_query`, in any order.
    """
    address = f"{release.base}download/{release.version}/{kind}/{name}.ttl"
    title = " ".join(release.title.split())
    comments = [
        f"{title}: what it says of one {kind}, <{slice_iri(release, kind, name).value}>",
        f"Release: {release.version} of {release.created}",
        f"Digest of the whole release: sha256 {release.digest}",
        f"Licence: {release.licence}",
        f"Cite as: {title}, release {release.version} ({release.created}), {kind} {name}. {address}",
    ]
    ordered = sorted(set(triples), key=str)
    body = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=dict(release.prefixes)) or b""
    return "".join(f"# {line}\n" for line in comments).encode() + body


def sliced(release: Release, store: ox.Store, kind: str, name: str) -> bytes:
    """A slice from the store of a release, as Turtle.

    Raises:
        QueryError: no such kind, or the release does not know the thing; names the nearest.
    """
    iri = slice_iri(release, kind, name)
    triples = list(cast("ox.QueryTriples", store.query(slice_query(kind, iri))))
    if triples:
        return slice_turtle(release, kind, name, triples)
    begin = iri.value.removesuffix(name)
    quads = store.quads_for_pattern(None, RDF.type, CLASSES[kind], ox.DefaultGraph())
    known = sorted(str(quad.subject).strip("<>").removeprefix(begin) for quad in quads)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known[:3]
    message = f"{release.version}: found no {kind} {name[:60]!r}, did you mean {' or '.join(near) or 'another kind'}?"
    raise QueryError(message)
