"""The endpoint described in its own terms (https://www.w3.org/TR/sparql11-service-description/).

Imports formats.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from kg_builder.releases.release import Release

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
VOID = "http://rdfs.org/ns/void#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DCT = "http://purl.org/dc/terms/"
XSD_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")

RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "N-Quads",
    "TriG",
)
PREFIXES = {"sd": SD, "format": FORMATS, "void": VOID, "rdf": RDF, "dct": DCT}
RDF_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def describe(endpoint: str, release: Release, form: str) -> bytes:
    """The description of an endpoint that serves a release, in a short-named RDF format."""
    triples = list(_service(endpoint, release)) + list(_dataset(endpoint, release))
    return ox.serialize(triples, format=RDF_FORMATS[form], prefixes=PREFIXES) or b""


def _service(endpoint: str, release: Release) -> Iterator[ox.Triple]:
    """What the endpoint is and speaks."""
    service = ox.NamedNode(endpoint)
    yield _link(service, f"{RDF}type", f"{SD}Service")
    yield _link(service, f"{SD}endpoint", endpoint)
    yield _link(service, f"{SD}supportedLanguage", f"{SD}SPARQL11Query")
    yield _link(service, f"{SD}feature", f"{SD}UnionDefaultGraph")
    for name in RESULT_FORMATS:
        yield _link(service, f"{SD}resultFormat", f"{FORMATS}{name}")
    yield _link(service, f"{SD}defaultDataset", f"{endpoint}#dataset")
    yield ox.Triple(service, ox.NamedNode(f"{DCT}title"), ox.Literal(f"{release.title} {release.version}"))


def _dataset(endpoint: str, release: Release) -> Iterator[ox.Triple]:
    """The dataset: the merged default graph, and the named graphs beside it."""
    dataset, default = ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#default-graph")
    yield _link(dataset, f"{RDF}type", f"{SD}Dataset")
    yield _link(dataset, f"{SD}defaultGraph", default.value)
    yield _link(default, f"{RDF}type", f"{SD}Graph")
    yield _size(default, release.triples)
    for number, (graph, triples) in enumerate(sorted(release.graphs.items())):
        named, content = ox.NamedNode(f"{endpoint}#named-{number}"), ox.NamedNode(f"{endpoint}#graph-{number}")
        yield _link(dataset, f"{SD}namedGraph", named.value)
        yield _link(named, f"{RDF}type", f"{SD}NamedGraph")
        yield _link(named, f"{SD}name", graph)
        yield _link(named, f"{SD}graph", content.value)
        yield _link(content, f"{RDF}type", f"{SD}Graph")
        yield _size(content, triples)


def _link(subject: ox.NamedNode, predicate: str, target: str) -> ox.Triple:
    """A triple between two IRIs."""
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(target))


def _size(graph: ox.NamedNode, triples: int) -> ox.Triple:
    """How many triples a graph has."""
    return ox.Triple(graph, ox.NamedNode(f"{VOID}triples"), ox.Literal(str(triples), datatype=XSD_INTEGER))
