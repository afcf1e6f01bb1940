"""A release described in RDF: the graph `release` inside it, and DCAT and VoID files beside it.

DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), VoID (https://www.w3.org/TR/void/), SPDX checksums. No clock, no blank
nodes: the date is that of the data's version.
"""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg_builder.datapackage.package import Package
from kg_builder.namespaces import LH
from kg_builder.releases.release import DUMPS
from kg_builder.terms import DCAT, DCT, PROV, RDF, SPDX, VOID, XSD


def dataset(package: Package) -> ox.NamedNode:
    """The IRI of the package as a dataset."""
    return ox.NamedNode(f"{package.base}dataset")


def release_graph(package: Package) -> ox.NamedNode:
    """The graph that tells of the release."""
    return ox.NamedNode(f"{package.base}graph/release")


def text(value: str) -> ox.Literal:
    """A plain string."""
    return ox.Literal(value)


def release_triples(package: Package, sources: Iterable[str]) -> Iterator[ox.Triple]:
    """What the release graph says: no time, no checksum, nothing that depends on the other graphs' content.

    Args:
        package: title, version, date, licence.
        sources: ids of the sources that it is derived from.
    """
    node = dataset(package)
    yield ox.Triple(node, RDF.type, DCAT.Dataset)
    yield ox.Triple(node, RDF.type, VOID.Dataset)
    yield ox.Triple(node, DCT.title, text(package.title))
    yield ox.Triple(node, DCT.description, text(package.description[:200]))
    yield ox.Triple(node, DCT.license, ox.NamedNode(package.licence))
    yield ox.Triple(node, DCT.issued, ox.Literal(package.created, datatype=XSD.date))
    yield ox.Triple(node, DCAT.version, text(package.version))
    yield ox.Triple(node, VOID.uriSpace, text(package.base))
    yield ox.Triple(node, VOID.vocabulary, ox.NamedNode(LH))
    for source in sorted(sources):
        yield ox.Triple(node, PROV.wasDerivedFrom, ox.NamedNode(f"{package.base}source/{source}"))


def dcat_triples(package: Package, version: str, files: Mapping[str, Mapping[str, object]]) -> Iterator[ox.Triple]:
    """The release as a DCAT catalogue entry with a distribution for every file that has a fixed digest.

    Args:
        package: title and licence.
        version: the release.
        files: name to `media_type`, `bytes` and `sha256`.
    """
    node = dataset(package)
    service = ox.NamedNode(f"{package.base}sparql")
    yield from (
        ox.Triple(node, RDF.type, DCAT.Dataset),
        ox.Triple(node, DCT.title, text(package.title)),
        ox.Triple(node, DCT.license, ox.NamedNode(package.licence)),
        ox.Triple(node, DCT.issued, ox.Literal(package.created, datatype=XSD.date)),
        ox.Triple(node, DCAT.version, text(version)),
        ox.Triple(service, RDF.type, DCAT.DataService),
        ox.Triple(service, DCT.title, text(f"{package.title}: SPARQL")),
        ox.Triple(service, DCAT.endpointURL, service),
        ox.Triple(service, DCAT.servesDataset, node),
    )
    for name, facts in sorted(files.items()):
        if "sha256" in facts:
            yield from _distribution(package, node, f"{package.base}download/{version}/{name}", name, facts)


def _distribution(
    package: Package, node: ox.NamedNode, url: str, name: str, facts: Mapping[str, object]
) -> Iterator[ox.Triple]:
    """One file."""
    file, checksum = ox.NamedNode(f"{url}#distribution"), ox.NamedNode(f"{url}#sha256")
    media = ox.NamedNode(f"https://www.iana.org/assignments/media-types/{facts['media_type']}")
    size = ox.Literal(str(facts["bytes"]), datatype=XSD.nonNegativeInteger)
    digest = ox.Literal(str(facts["sha256"]), datatype=XSD.hexBinary)
    yield ox.Triple(node, DCAT.distribution, file)
    yield ox.Triple(file, RDF.type, DCAT.Distribution)
    yield ox.Triple(file, DCT.title, text(name))
    yield ox.Triple(file, DCT.license, ox.NamedNode(package.licence))
    yield ox.Triple(file, DCAT.downloadURL, ox.NamedNode(url))
    yield ox.Triple(file, DCAT.mediaType, media)
    yield ox.Triple(file, DCAT.byteSize, size)
    yield ox.Triple(file, SPDX.checksum, checksum)
    yield ox.Triple(checksum, RDF.type, SPDX.Checksum)
    yield ox.Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield ox.Triple(checksum, SPDX.checksumValue, digest)


def void_triples(
    package: Package, version: str, triples: int, classes: Mapping[str, int], properties: Mapping[str, int]
) -> Iterator[ox.Triple]:
    """The release in VoID, with class and property partitions.

    Args:
        package: title and base.
        version: the release.
        triples: distinct triples of the merged graph.
        classes: class IRI to its number of instances.
        properties: property IRI to its number of triples.
    """
    node = dataset(package)
    yield ox.Triple(node, RDF.type, VOID.Dataset)
    yield ox.Triple(node, DCT.title, text(package.title))
    yield ox.Triple(node, VOID.triples, integer(triples))
    yield ox.Triple(node, VOID.uriSpace, text(package.base))
    yield ox.Triple(node, VOID.vocabulary, ox.NamedNode(LH))
    yield ox.Triple(node, VOID.sparqlEndpoint, ox.NamedNode(f"{package.base}sparql"))
    for _, name in sorted(DUMPS.items()):
        yield ox.Triple(node, VOID.dataDump, ox.NamedNode(f"{package.base}download/{version}/{name}"))
    for n, (iri, count) in enumerate(sorted(classes.items()), 1):
        part = ox.NamedNode(f"{package.base}dataset#class-{n:03d}")
        yield ox.Triple(node, VOID.classPartition, part)
        yield ox.Triple(part, VOID.class_, ox.NamedNode(iri))
        yield ox.Triple(part, VOID.entities, integer(count))
    for n, (iri, count) in enumerate(sorted(properties.items()), 1):
        part = ox.NamedNode(f"{package.base}dataset#property-{n:03d}")
        yield ox.Triple(node, VOID.propertyPartition, part)
        yield ox.Triple(part, VOID.property, ox.NamedNode(iri))
        yield ox.Triple(part, VOID.triples, integer(count))


def integer(value: int) -> ox.Literal:
    """A count."""
    return ox.Literal(str(value), datatype=XSD.integer)
